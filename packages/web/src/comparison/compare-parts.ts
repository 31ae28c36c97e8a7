import type { ComparedVersion } from '../api.ts';
import type { Verdict } from './compared-figures.ts';

type Step = ComparedVersion['steps'][number];

interface ComparedError {
  readonly code: string;
  /** Runs. */
  readonly counts: { readonly a: number; readonly b: number };
  readonly verdict: Verdict;
  /** What became of it. */
  readonly words: string;
}

/** The error codes of two versions: new ones first, then those of the second and what is gone. */
export function compareErrors(a: ComparedVersion, b: ComparedVersion): ComparedError[] {
  const codes = [...b.error_codes, ...a.error_codes].map(({ error_code }) => error_code);
  const countIn = (version: ComparedVersion, code: string): number =>
    version.error_codes.find(({ error_code }) => error_code === code)?.runs ?? 0;
  return [...new Set(codes)]
    .map((code) => {
      const counts = { a: countIn(a, code), b: countIn(b, code) };
      return { code, counts, ...changeOf(counts, a.ended, b.ended) };
    })
    .toSorted((one, other) => Number(other.counts.a === 0) - Number(one.counts.a === 0));
}

/** How an error's share of the runs changed. */
function changeOf(
  { a, b }: ComparedError['counts'],
  endedOfA: number,
  endedOfB: number,
): Pick<ComparedError, 'verdict' | 'words'> {
  if (endedOfA === 0 || endedOfB === 0) return { verdict: 'unknown', words: '' };
  if (a === 0) return { verdict: 'worse', words: 'new' };
  if (b === 0) return { verdict: 'better', words: 'gone' };
  const [before, after] = [a * endedOfB, b * endedOfA];
  if (before === after) return { verdict: 'same', words: 'as often' };
  return after > before
    ? { verdict: 'worse', words: 'more often' }
    : { verdict: 'better', words: 'less often' };
}

interface ComparedStep {
  readonly name: string;
  readonly a: Step | undefined;
  readonly b: Step | undefined;
}

/** The steps of two versions by name: those of the second as they are, then what only the first has. */
export function compareSteps(a: ComparedVersion, b: ComparedVersion): ComparedStep[] {
  const names = new Set([...b.steps, ...a.steps].map(({ name }) => name));
  const named = (version: ComparedVersion, wanted: string) =>
    version.steps.find(({ name }) => name === wanted);
  return [...names].map((name) => ({ name, a: named(a, name), b: named(b, name) }));
}
