import {
  durationMs,
  endOf,
  statusOf,
  waitingMs,
  type ErrorInfo,
  type RunOutcome,
  type RunState,
} from '@runlight/contract';

import { outsideEvents, type EventBody } from '../actions/outside-event.ts';
import { applyEvents, type Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import type { Write } from '../store/store.ts';

/** How a run ends that no process can end any more. */
export type EndFromOutside =
  | { readonly outcome: 'cancelled'; readonly actor: string | undefined; readonly reason: string | undefined }
  | { readonly outcome: 'failed' | 'lost'; readonly error: ErrorInfo };

/** Ends a run for the workers that did not, unless it has ended; whoever commits it publishes the changes. */
export async function endUnfinished(
  parts: Parts,
  write: Write,
  runId: string,
  ending: EndFromOutside,
): Promise<readonly Change[]> {
  const row = await write
    .selectFrom('runs')
    .select(['tenant_id', 'state'])
    .where('run_id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) return [];
  const state = JSON.parse(row.state) as RunState; // only this server writes the column
  if (endOf(state) !== null) return [];
  const events = outsideEvents(state, endBodies(state, ending, parts.now()), parts.now());
  const { changes } = await applyEvents(parts, write, events, { tenantId: row.tenant_id });
  return changes;
}

function endBodies(state: RunState, ending: EndFromOutside, now: number): EventBody[] {
  const sums = {
    duration_ms: statusOf(state) === 'queued' ? 0 : (durationMs(state, now) ?? 0),
    waiting_ms: waitingMs(state, now),
  };
  const inferred = ending.outcome === 'lost' ? ({ inferred: true } as const) : {};
  const error_category = 'error' in ending ? ending.error.category : undefined;
  return [
    endBody(ending, sums),
    {
      event: 'workflow.run.completed',
      outcome: ending.outcome satisfies RunOutcome,
      ...sums,
      steps: state.steps.started,
      retries: state.retries,
      first_pass: false,
      ...(error_category !== undefined && { error_category }),
      ...inferred,
    },
  ];
}

function endBody(ending: EndFromOutside, sums: { duration_ms: number; waiting_ms: number }): EventBody {
  switch (ending.outcome) {
    case 'cancelled':
      return { event: 'workflow.run.cancelled', ...sums, actor: ending.actor, reason: ending.reason };
    case 'failed':
      return { event: 'workflow.run.failed', ...sums, error: ending.error };
    case 'lost':
      return { event: 'workflow.run.lost', ...sums, error: ending.error, inferred: true };
  }
}
