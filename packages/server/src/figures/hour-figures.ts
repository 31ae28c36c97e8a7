import { parseTimestamp, type RunOutcome } from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';

/** Of a run that ended, what figures are made of. */
export type EndedRun = Pick<
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
  /** How many ended in each minute. */
  readonly byOutcome: ReadonlyMap<RunOutcome, Uint32Array>;
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
export interface Turn {
  readonly of: string;
  readonly failed: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Sums runs up that ended in one hour, given in the order of their end. */
export function sumUp(runs: readonly EndedRun[]): HourFigures {
  const byOutcome = new Map<RunOutcome, Uint32Array>();
  const byWorkflow = new Map<string, Map<RunOutcome, number>>();
  const sums = noSums();
  for (const run of runs) {
    addSums(sums, sumsOf(run));
    const minutes = byOutcome.get(run.outcome) ?? new Uint32Array(60);
    byOutcome.set(run.outcome, minutes);
    const minute = Number(run.ended_at.slice(14, 16));
    minutes[minute] = (minutes[minute] ?? 0) + 1;
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

function sumsOf(run: EndedRun): Sums {
  return {
    ended: 1,
    firstPass: run.first_pass ?? 0,
    retries: run.retries,
    waitingMs: run.waiting_ms,
    tokens: run.tokens ?? 0,
    withTokens: run.tokens === null ? 0 : 1,
    computeMs: run.compute_ms ?? 0,
    withComputeMs: run.compute_ms === null ? 0 : 1,
  };
}

function* turnsOf(runs: readonly EndedRun[]): Generator<Turn> {
  const hasFailed = new Map<string, boolean>();
  for (let at = 0, next: number; at < runs.length; at = next) {
    next = at + 1;
    while (next < runs.length && runs[next]?.ended_at === runs[at]?.ended_at) next += 1;
    const together = runs.slice(at, next);
    // Of those that ended at the same instant the failures come first.
    for (const failed of [true, false]) {
      for (const run of together) {
        if (failed ? !isFailure(run.outcome) : run.outcome !== 'succeeded') continue;
        const of = JSON.stringify([run.workflow_name, run.environment]);
        if (hasFailed.get(of) === failed) continue;
        hasFailed.set(of, failed);
        yield { of, failed, at: parseTimestamp(run.ended_at) };
      }
    }
  }
}

/** Ended badly: neither done, in whole or in part, nor called off. */
export const FAILURES = ['failed', 'timed_out', 'lost'] as const satisfies readonly RunOutcome[];

export function isFailure(outcome: RunOutcome): boolean {
  return FAILURES.some((failure) => failure === outcome);
}
