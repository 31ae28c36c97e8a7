import { abandonedSteps, endOf, formatTimestamp, stepLabel, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 86_400_000;

/** What failed a run, and how often the same happened; null for a run that did not fail. `now` in epoch milliseconds. */
export async function failureOf(
  db: Store['db'],
  row: RunRow,
  state: RunState,
  now: number,
): Promise<RunDetail['failure']> {
  const end = endOf(state);
  if (end === null || end.error === null) return null;
  // A run that was lost or timed out names no step that failed, but may have left one behind.
  const left = end.outcome === 'failed' ? undefined : abandonedSteps(state)[0];
  const step = end.failed_step ?? left ?? null;
  const { type, message, category, code, stack } = end.error;
  return {
    span_id: step?.span_id ?? null,
    step: step === null ? null : stepLabel(step),
    attempts: step === null ? 1 : step.attempt + retriesInside(state, step.span_id),
    type,
    message,
    category,
    code: code ?? null,
    stack: stack ?? null,
    similar: await similarFailures(db, row, now),
  };
}

/** `withStep` counts attempts; those that a step made by itself are told by its last failure. */
function retriesInside({ last_failure, open_steps }: RunState, spanId: string | null): number {
  if (last_failure !== null && last_failure.span_id === spanId) return last_failure.retries;
  return spanId === null ? 0 : (open_steps[spanId]?.retries ?? 0);
}

type Failed = Pick<RunRow, 'tenant_id' | 'workflow_name' | 'error_code' | 'failed_step'>;

async function similarFailures(
  db: Store['db'],
  row: Failed,
  now: number,
): Promise<NonNullable<RunDetail['failure']>['similar']> {
  const similar = db
    .selectFrom('runs')
    .where('tenant_id', '=', row.tenant_id)
    .where('workflow_name', '=', row.workflow_name)
    .where('error_code', 'is not distinct from', row.error_code)
    .where('failed_step', 'is not distinct from', row.failed_step)
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
