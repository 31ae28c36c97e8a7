import { setImmediate } from 'node:timers/promises';

import { FAILURES, parseTimestamp, type RunOutcome } from '@runlight/contract';
import { sql } from 'kysely';

import type { RunRow } from '../store/schema.ts';
import { selectEndedIn, type EndedRuns } from './ended-runs.ts';
import { HourMemory } from './hour-memory.ts';

/** The hours that are remembered have so many runs together; a run takes little more than the number of its duration. */
const RUNS_REMEMBERED = 4_000_000;
/** What an hour takes beside its durations, as if that were runs. */
const RUNS_OF_NONE = 100;
/** Few enough that reading them keeps nobody waiting. */
const RUNS_AT_ONCE = 5000;

/** Figures of the hours in which runs ended. */
export const figuresByHour = new HourMemory(async (runs, of) => sumUp(await readRuns(runs, of)), {
  maxSize: RUNS_REMEMBERED,
  sizeOf: ({ durations }) => RUNS_OF_NONE + durations.length,
});

async function readRuns(runs: EndedRuns, of: Parameters<typeof selectEndedIn>[1]): Promise<EndedRun[]> {
  const query = selectEndedIn(runs, of)
    .select(['run_id', 'outcome', 'ended_at', 'workflow_name', 'environment'])
    .select(['duration_ms', 'waiting_ms', 'retries', 'first_pass', 'tokens', 'compute_ms'])
    .orderBy('ended_at')
    .orderBy('run_id')
    .limit(RUNS_AT_ONCE)
    .$narrowType<Pick<EndedRun, 'outcome' | 'ended_at'>>(); // runs that ended have both
  const found: EndedRun[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = sql<boolean>`(ended_at, run_id) > (${last?.ended_at ?? ''}, ${last?.run_id ?? ''})`;
    const page = await (last === undefined ? query : query.where(after)).execute();
    for (const run of page) found.push(run);
    if (page.length < RUNS_AT_ONCE) return found;
    await setImmediate();
  }
}

/** Of a run that ended, what figures are made of. */
type EndedRun = Pick<
  RunRow,
  | 'run_id'
  | 'workflow_name'
  | 'environment'
  | 'duration_ms'
  | 'waiting_ms'
  | 'retries'
  | 'first_pass'
  | 'tokens'
  | 'compute_ms'
> & { readonly outcome: RunOutcome; readonly ended_at: string };

/** The runs that ended in an hour, summed up: figures of any time are made of these. */
export interface HourFigures {
  readonly sums: Sums;
  readonly byOutcome: ReadonlyMap<RunOutcome, number>;
  readonly byWorkflow: ReadonlyMap<string, ReadonlyMap<RunOutcome, number>>;
  /** In milliseconds, the shortest first. */
  readonly durations: Float64Array;
  readonly turns: readonly Turn[];
}

export type Sums = Record<
  'ended' | 'firstPass' | 'retries' | 'waitingMs' | 'tokens' | 'withTokens' | 'computeMs' | 'withComputeMs',
  number
>;

/** A failure after a success, or a success after a failure, of a workflow in an environment; or the first of either. */
interface Turn {
  readonly of: string;
  readonly failed: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Sums runs up that ended in one hour, given in the order of their end. */
function sumUp(runs: readonly EndedRun[]): HourFigures {
  const byOutcome = new Map<RunOutcome, number>();
  const byWorkflow = new Map<string, Map<RunOutcome, number>>();
  const sums = noSums();
  for (const run of runs) {
    addRun(sums, run);
    byOutcome.set(run.outcome, (byOutcome.get(run.outcome) ?? 0) + 1);
    const workflow = byWorkflow.get(run.workflow_name) ?? new Map<RunOutcome, number>();
    byWorkflow.set(run.workflow_name, workflow);
    workflow.set(run.outcome, (workflow.get(run.outcome) ?? 0) + 1);
  }
  const durations = Float64Array.from(runs.flatMap(({ duration_ms }) => duration_ms ?? [])).sort();
  return { sums, byOutcome, byWorkflow, durations, turns: [...turnsOf(runs)] };
}

export function noSums(): Sums {
  return {
    ended: 0,
    firstPass: 0,
    retries: 0,
    waitingMs: 0,
    tokens: 0,
    withTokens: 0,
    computeMs: 0,
    withComputeMs: 0,
  };
}

export function addSums(sums: Sums, more: Sums): void {
  sums.ended += more.ended;
  sums.firstPass += more.firstPass;
  sums.retries += more.retries;
  sums.waitingMs += more.waitingMs;
  sums.tokens += more.tokens;
  sums.withTokens += more.withTokens;
  sums.computeMs += more.computeMs;
  sums.withComputeMs += more.withComputeMs;
}

function addRun(sums: Sums, run: EndedRun): void {
  sums.ended += 1;
  sums.firstPass += run.first_pass ?? 0;
  sums.retries += run.retries;
  sums.waitingMs += run.waiting_ms;
  sums.tokens += run.tokens ?? 0;
  sums.withTokens += run.tokens === null ? 0 : 1;
  sums.computeMs += run.compute_ms ?? 0;
  sums.withComputeMs += run.compute_ms === null ? 0 : 1;
}

function* turnsOf(runs: readonly EndedRun[]): Generator<Turn> {
  const hasFailed = new Map<string, boolean>();
  for (let at = 0, next: number; at < runs.length; at = next) {
    next = at + 1;
    while (next < runs.length && runs[next]?.ended_at === runs[at]?.ended_at) next += 1;
    // Of those that ended at the same instant the failures come first.
    for (const failed of [true, false]) {
      for (const run of runs.slice(at, next)) {
        if (failed ? !FAILURES.includes(run.outcome) : run.outcome !== 'succeeded') continue;
        const of = `${run.workflow_name.length} ${run.workflow_name} ${run.environment ?? ''}`;
        if (hasFailed.get(of) === failed) continue;
        hasFailed.set(of, failed);
        yield { of, failed, at: parseTimestamp(run.ended_at) };
      }
    }
  }
}
