import { holdForPerson, parseTimestamp, shiftTimestamp, statusOf, type RunState } from '@runlight/contract';

import { outsideEvents } from '../actions/outside-event.ts';
import { applyEvents, type AppliedRun, type OnApplied } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { IDS_AT_ONCE, RowWriter } from '../store/row-writer.ts';

const HOUR_MS = 3_600_000;
/** The ages at which a wait for a person is reminded of: those of the Collector, unless it is told others. */
const AGES_MS = [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS];
const RUNS_AT_ONCE = 200;

/** The number of a reminder after so long: 1 for the first. What somebody else reminded of sooner counts as the first. */
export function reminderAfter(waitedMs: number): number {
  return Math.max(1, AGES_MS.filter((age) => waitedMs >= age).length);
}

/** Keeps when each run that waits for a person is to be reminded of next; whoever reminded of it, it counts. */
export const planReminders: OnApplied = async (write, runs) => {
  const held = runs.filter(({ before, state }) => before === 'waiting' || statusOf(state) === 'waiting');
  for (let at = 0; at < held.length; at += IDS_AT_ONCE) {
    const slice = held.slice(at, at + IDS_AT_ONCE);
    const runIds = slice.map(({ runId }) => runId);
    const rows = await write.selectFrom('reminders').selectAll().where('run_id', 'in', runIds).execute();
    const known = new Map(rows.map((row) => [row.run_id, row]));
    const planned = slice.flatMap((run) => {
      const wait = waitIn(run.state);
      if (wait === undefined) return [];
      const row = known.get(run.runId);
      const before = row?.wait_id === wait.id ? row.reached : 0;
      const reached = Math.max(before, ...remindersIn(run, wait.id));
      const age = AGES_MS[reached];
      const remind_at = age === undefined ? null : shiftTimestamp(wait.since, age);
      return [{ run_id: run.runId, wait_id: wait.id, reached, remind_at }];
    });
    await write.deleteFrom('reminders').where('run_id', 'in', runIds).execute();
    await new RowWriter(write).addNew('reminders', ['run_id'], planned);
  }
};

/** Says of waits that reached one of the ages that they last; of several ages that were missed only the last. */
export async function remindOfWaits(parts: Parts): Promise<void> {
  const at = parts.timestamp();
  const due = await parts.store.db
    .selectFrom('reminders')
    .select('run_id')
    .where('remind_at', '<=', at)
    .orderBy('remind_at')
    .limit(RUNS_AT_ONCE)
    .execute();
  if (due.length === 0) return;
  const runIds = due.map(({ run_id }) => run_id);
  const changes = await parts.store.write(async (write) => {
    const rows = await write
      .selectFrom('reminders')
      .innerJoin('runs', 'runs.run_id', 'reminders.run_id')
      .select(['state', 'wait_id'])
      .where('reminders.run_id', 'in', runIds)
      .where('remind_at', '<=', at) // another server may have reminded of it
      .execute();
    const events = rows.flatMap(({ state: text, wait_id }) => {
      const state = JSON.parse(text) as RunState; // only this server writes the column
      const wait = waitIn(state);
      if (wait?.id !== wait_id) return [];
      const now = parts.now();
      const waited_ms = now - parseTimestamp(wait.since);
      const reason = wait.reason === null ? {} : { reason: wait.reason };
      const reminder = {
        event: 'workflow.run.reminded',
        wait_id,
        wait_kind: 'human',
        inferred: true,
      } as const;
      return outsideEvents(state, [{ ...reminder, since: wait.since, waited_ms, ...reason }], now);
    });
    return (await applyEvents(parts, write, events, { tenantId: null })).changes;
  });
  parts.feed.publish(changes);
}

/** What a run waits for a person for. */
function waitIn(state: RunState) {
  const hold = holdForPerson(state);
  if (hold === null) return undefined;
  const [id = ''] = Object.entries(state.holds).find(([, { opened }]) => opened === hold) ?? [];
  return { id, since: hold.mark[0], reason: hold.reason };
}

function remindersIn({ events }: AppliedRun, waitId: string): number[] {
  return events.flatMap((event) =>
    event.event === 'workflow.run.reminded' && event.wait_id === waitId
      ? [reminderAfter(event.waited_ms)]
      : [],
  );
}
