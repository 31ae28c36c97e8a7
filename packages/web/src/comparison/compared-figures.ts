import type { ComparedVersion } from '../api.ts';
import { percent } from '../overview/vital-signs.tsx';
import type { ListSearch } from '../runs/list-search.ts';
import { formatDuration } from '../time/format-duration.ts';

/** What a difference means; `unknown` where one side has nothing. */
export type Verdict = 'better' | 'worse' | 'same' | 'unknown';

interface Figure {
  readonly value: number | null;
  /** How many things it was computed from. */
  readonly of: number;
}

/** A figure of which both versions have one, how it is written, and what is good. */
export interface ComparedFigure {
  readonly name: string;
  readonly figureOf: (version: ComparedVersion) => Figure;
  /** What it was computed from, after “of 12 ”. */
  readonly basis: string;
  readonly good: 'more' | 'less';
  readonly format: (value: number) => string;
  readonly difference: (a: number, b: number) => string;
  /** Which of the runs that ended are behind it. */
  readonly search: ListSearch;
}

const JUDGED: ListSearch = { state: 'succeeded,incomplete,failed,timed_out,lost' };
const SLOWEST_FIRST: ListSearch = { sort: '-duration' };

export const COMPARED_FIGURES: readonly ComparedFigure[] = [
  {
    name: 'Success rate',
    figureOf: ({ success_rate }) => success_rate,
    basis: 'that ended, cancelled ones left out',
    good: 'more',
    format: percent,
    difference: inPoints,
    search: JUDGED,
  },
  {
    name: 'First pass: succeeded without a retry',
    figureOf: ({ first_pass_success_rate }) => first_pass_success_rate,
    basis: 'that ended, cancelled ones left out',
    good: 'more',
    format: percent,
    difference: inPoints,
    search: JUDGED,
  },
  {
    name: 'p95 duration of a run',
    figureOf: ({ p95_run_duration }) => p95_run_duration,
    basis: 'that ended',
    good: 'less',
    format: formatDuration,
    difference: (a, b) => inShares(a, b, formatDuration),
    search: SLOWEST_FIRST,
  },
  {
    name: 'Retries per 100 runs',
    figureOf: ({ retries_per_100 }) => retries_per_100,
    basis: 'that ended',
    good: 'less',
    format: rounded,
    difference: (a, b) => signed(b - a, rounded),
    search: {},
  },
  {
    name: 'Tokens per run',
    figureOf: ({ resource_usage_per_run }) => resource_usage_per_run.tokens,
    basis: 'that said how many',
    good: 'less',
    format: rounded,
    difference: (a, b) => inShares(a, b, rounded),
    search: {},
  },
  {
    name: 'Computing time per run',
    figureOf: ({ resource_usage_per_run }) => resource_usage_per_run.compute_ms,
    basis: 'that said how much',
    good: 'less',
    format: formatDuration,
    difference: (a, b) => inShares(a, b, formatDuration),
    search: {},
  },
];

/** What the second of two values means. What reads the same is the same. */
export function verdictOn(
  { good, format }: Pick<ComparedFigure, 'good' | 'format'>,
  a: number | null,
  b: number | null,
): Verdict {
  if (a === null || b === null) return 'unknown';
  if (format(a) === format(b)) return 'same';
  return b > a === (good === 'more') ? 'better' : 'worse';
}

/** A change of a value that has no end: `+12 %`, `×15`; from nothing, how much it became. */
export function inShares(a: number, b: number, format: (value: number) => string): string {
  if (a === 0) return signed(b, format);
  if (b / a >= MANIFOLD) return `×${rounded(b / a)}`;
  return signed(((b - a) / a) * 100, (share) => `${rounded(share)} %`);
}

/** From there on nobody reads percents. */
const MANIFOLD = 3;

function inPoints(a: number, b: number): string {
  return signed((b - a) * 100, (points) => `${rounded(points)} points`);
}

function signed(value: number, format: (value: number) => string): string {
  return `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`;
}

function rounded(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 });
}
