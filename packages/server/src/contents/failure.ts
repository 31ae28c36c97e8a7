import {
  abandonedSteps,
  endOf,
  formatTimestamp,
  stepLabel,
  type ErrorInfo,
  type RunState,
  type StepState,
} from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { failureLogId } from './failure-log.ts';
import { unrecoveredSteps } from './unrecovered-steps.ts';

type Failure = NonNullable<RunDetail['failure']>;
interface FailedStep {
  readonly name: string;
  readonly key: string | null;
  readonly span_id: string | null;
  readonly attempt: number;
}

const DAY_MS = 86_400_000;

/**
 * What failed a run, and how often the same happened; null for a run that did not fail. Of a run that ended incomplete
 * it is the first step that failed for good. `now` in epoch milliseconds.
 */
export async function failureOf(
  db: Store['db'],
  row: RunRow,
  state: RunState,
  now: number,
): Promise<Failure | null> {
  const failed = await failedIn(db, row, state);
  if (failed === undefined) return null;
  const { step, error, attempts } = failed;
  return {
    span_id: step?.span_id ?? null,
    step: step === null ? null : stepLabel(step),
    attempts,
    type: error.type,
    message: error.message,
    category: error.category,
    code: error.code ?? null,
    stack: error.stack ?? null,
    log_id: await failureLogId(db, row, step?.span_id ?? null),
    similar: await similarFailures(db, row, now),
  };
}

interface Failed {
  readonly step: FailedStep | null;
  readonly error: ErrorInfo;
  /** Those before it and those inside of it. */
  readonly attempts: number;
}

async function failedIn(db: Store['db'], row: RunRow, state: RunState): Promise<Failed | undefined> {
  const end = endOf(state);
  if (end?.outcome === 'incomplete') return firstUnrecovered(db, row.run_id);
  if (end === null || end.error === null) return undefined;
  // A run that was lost or timed out names no step that failed, but may have left one behind.
  const left = end.outcome === 'failed' ? undefined : abandonedSteps(state)[0];
  const step = end.failed_step ?? left ?? null;
  const attempts = step === null ? 1 : step.attempt + retriesInside(state, step.span_id);
  return { step, error: end.error, attempts };
}

async function firstUnrecovered(db: Store['db'], runId: string): Promise<Failed | undefined> {
  const row = await unrecoveredSteps(db, runId).select('state').limit(1).executeTakeFirst();
  if (row === undefined) return undefined;
  const step = JSON.parse(row.state) as StepState; // only this server writes the column
  return step.error === null ? undefined : { step, error: step.error, attempts: step.attempt + step.retries };
}

/** `withStep` counts attempts; those that a step made by itself are told by its last failure. */
function retriesInside({ last_failure, open_steps }: RunState, spanId: string | null): number {
  if (last_failure !== null && last_failure.span_id === spanId) return last_failure.retries;
  return spanId === null ? 0 : (open_steps[spanId]?.retries ?? 0);
}

async function similarFailures(db: Store['db'], row: RunRow, now: number): Promise<Failure['similar']> {
  const similar = db
    .selectFrom('runs')
    .where('tenant_id', '=', row.tenant_id)
    .where('workflow_name', '=', row.workflow_name)
    .where('outcome', '=', row.outcome)
    .where('error_code', row.error_code === null ? 'is' : '=', row.error_code)
    .where('failed_step', row.failed_step === null ? 'is' : '=', row.failed_step)
    .where('ended_at', '>=', formatTimestamp(now - DAY_MS));
  const { count } = await similar
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const first = await similar
    .select(['workflow_version', 'ended_at'])
    .orderBy('ended_at')
    .limit(1)
    .executeTakeFirst();
  return {
    last_24h: count,
    first_version: first?.workflow_version ?? null,
    first_at: first?.ended_at ?? null,
  };
}
