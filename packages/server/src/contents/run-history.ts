import { RUN_STATUSES, type EventName, type RunEvent, type StepState } from '@runlight/contract';
import { sql } from 'kysely';

import type { Store } from '../store/store.ts';

/** Events by which a run comes from one state to another, and those that say who decided. */
const MOVING: readonly EventName[] = [
  ...RUN_STATUSES.map((status) => `workflow.run.${status}` as const),
  'workflow.run.resumed',
  'workflow.gate.resolved',
];

/** Events that say when a step did not execute though it had begun. */
const PAUSING: readonly EventName[] = [
  'workflow.step.waiting',
  'workflow.step.blocked',
  'workflow.step.resumed',
  'workflow.step.retrying',
];

/**
 * The events that a run's states follow from: few, however many steps the run has. Any event takes back what somebody
 * inferred before it, so that of a run that was once called stalled or lost all of them count.
 */
export async function movingEvents(db: Store['db'], runId: string): Promise<RunEvent[]> {
  const moving = await eventsOf(db, runId, MOVING);
  if (moving.some(({ event }) => event === 'workflow.run.stalled' || event === 'workflow.run.lost')) {
    return eventsOf(db, runId);
  }
  const first = await db
    .selectFrom('events')
    .select('event')
    .where('run_id', '=', runId)
    .where('name', '=', 'workflow.step.started')
    .orderBy('timestamp')
    .orderBy('producer')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return first === undefined ? moving : [...moving, eventIn(first)];
}

const MAX_REMINDERS = 100;

/** When people were reminded of a run since a time, in order; the latest of them. */
export async function remindersSince(db: Store['db'], runId: string, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('events')
    .select('timestamp')
    .where('run_id', '=', runId)
    .where('name', '=', 'workflow.run.reminded')
    .where('timestamp', '>=', since)
    .orderBy('timestamp', 'desc')
    .limit(MAX_REMINDERS)
    .execute();
  return rows.map(({ timestamp }) => timestamp).toReversed();
}

/** The events by which its steps waited, went on and tried again, in order. */
export function pausingEvents(db: Store['db'], runId: string): Promise<RunEvent[]> {
  return eventsOf(db, runId, PAUSING);
}

async function eventsOf(db: Store['db'], runId: string, names?: readonly EventName[]): Promise<RunEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('event')
    .where('run_id', '=', runId)
    .$if(names !== undefined, (query) => query.where('name', 'in', names ?? []))
    .orderBy('timestamp')
    .orderBy('producer')
    .orderBy('seq')
    .execute();
  return rows.map(eventIn);
}

/** All steps of a run, in the order in which they started. */
export async function stepsOf(db: Store['db'], runId: string): Promise<StepState[]> {
  const rows = await db
    .selectFrom('steps')
    .select('state')
    .where('run_id', '=', runId)
    .orderBy(STEP_ORDER)
    .orderBy('span_id')
    .execute();
  return rows.map(({ state }) => JSON.parse(state) as StepState); // only this server writes the column
}

/** When a step began; a skipped one ended without it. */
export const STEP_ORDER = sql<string>`coalesce(started_at, ended_at, '')`;

function eventIn({ event }: { readonly event: string }): RunEvent {
  return JSON.parse(event) as RunEvent; // it was checked before it was kept
}
