import { setImmediate } from 'node:timers/promises';

import {
  isProgress,
  markOf,
  RUN_STATUSES,
  type EventName,
  type Mark,
  type RunEvent,
  type StepState,
} from '@runlight/contract';

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
 * The events that a run's states follow from: few, however many steps the run has. Any sign of progress takes back what
 * somebody inferred before it, so that the first one after each inference is one of them.
 */
export async function movingEvents(db: Store['db'], runId: string): Promise<RunEvent[]> {
  const moving = await eventsOf(db, runId, MOVING);
  const [started] = await eventsOf(db, runId, ['workflow.step.started'], 1);
  const found = new Map([...moving, ...(started ? [started] : [])].map((event) => [event.event_id, event]));
  for (const event of moving) {
    if (event.event !== 'workflow.run.stalled' && event.event !== 'workflow.run.lost') continue;
    const progress = await progressAfter(db, runId, markOf(event));
    if (progress !== undefined) found.set(progress.event_id, progress);
  }
  return [...found.values()];
}

/** What is no progress is rare: notes and tags. */
const LOOKED_AT = 20;

async function progressAfter(db: Store['db'], runId: string, inference: Mark): Promise<RunEvent | undefined> {
  for (let after = inference; ;) {
    const rows = await db
      .selectFrom('events')
      .select('event')
      .where('run_id', '=', runId)
      .where((eb) => eb(eb.refTuple('timestamp', 'producer', 'seq'), '>', eb.tuple(...after)))
      .orderBy('timestamp')
      .orderBy('producer')
      .orderBy('seq')
      .limit(LOOKED_AT)
      .execute();
    const events = rows.map(eventIn);
    const progress = events.find((event) => isProgress(event));
    const last = events.at(-1);
    if (progress !== undefined || last === undefined || events.length < LOOKED_AT) return progress;
    after = markOf(last);
  }
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

const MAX_PAUSES = 50_000;

/** The events by which its steps waited, went on and tried again, in order; the first of them. */
export function pausingEvents(db: Store['db'], runId: string): Promise<RunEvent[]> {
  return eventsOf(db, runId, PAUSING, MAX_PAUSES);
}

async function eventsOf(
  db: Store['db'],
  runId: string,
  names: readonly EventName[],
  limit?: number,
): Promise<RunEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('event')
    .where('run_id', '=', runId)
    .where('name', 'in', names)
    .orderBy('timestamp')
    .orderBy('producer')
    .orderBy('seq')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();
  return rows.map(eventIn);
}

/** So many steps are read at once: what they hold is of no use here, and can be large. */
const STEPS_AT_ONCE = 200;

/** The first steps of a run, in the order in which they began, without their contents; and how many labels all have. */
export async function stepsOf(
  db: Store['db'],
  runId: string,
  limit: number,
): Promise<{ steps: StepState[]; labels: number }> {
  const steps: StepState[] = [];
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const rows = await db
      .selectFrom('steps')
      .select(['began_at', 'span_id', 'state'])
      .where('run_id', '=', runId)
      .where((eb) => eb(eb.refTuple('began_at', 'span_id'), '>', eb.tuple(...after)))
      .orderBy('began_at')
      .orderBy('span_id')
      .limit(Math.min(STEPS_AT_ONCE, limit - steps.length))
      .execute();
    for (const { state } of rows) {
      const step = JSON.parse(state) as StepState; // only this server writes the column
      steps.push({ ...step, input: null, output: null, details: null });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEPS_AT_ONCE || steps.length >= limit) break;
    after = [last.began_at, last.span_id];
    await setImmediate(); // others have their turn
  }
  const { labels } = await db
    .selectFrom('steps')
    .select(({ fn }) => fn.count<number>('label').distinct().as('labels'))
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow();
  return { steps, labels };
}

function eventIn({ event }: { readonly event: string }): RunEvent {
  return JSON.parse(event) as RunEvent; // it was checked before it was kept
}
