import { formatTimestamp, parseTimestamp, type RunState } from '@runlight/contract';

import { applyEvents, type Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import type { Write } from '../store/store.ts';
import { inferencesOf } from './inferences.ts';
import { SILENT_AFTER_HOURS } from './patience.ts';
import { remindOfWaits } from './reminders.ts';
import { watchAt } from './watch-at.ts';

const TURN_MS = 5000;
const RUNS_AT_ONCE = 200;
/** After a start, runs have this long to show that they live: nobody could hear them before. */
const GRACE_MS = 2 * 60_000;
/** A pause between turns in which this machine slept, or the database was away. */
const ABSENCE_MS = 60_000;

/** Says of runs that they stalled, were lost, are heard of again, or still wait for a person; see {@link RunWatch}. */
export function watchRuns(parts: Parts): () => Promise<void> {
  const watch = new RunWatch(parts);
  const turn = async (): Promise<void> => {
    await watch.turn();
    await remindOfWaits(parts);
  };
  return repeat(turn, {
    everyMs: TURN_MS,
    onTrouble: (error) => parts.report('Silent runs can’t be looked for now', error),
  }).stop;
}

/**
 * Looks for runs whose announced heartbeats stopped: a status of “running” alone proves nothing.
 *
 * Of several servers one says it: it looks again when it has the right to write. Costs a look into an index for the runs
 * whose time has come, however many there are.
 */
export class RunWatch {
  readonly #parts: Parts;
  #graceUntil: number;
  #lookedAt: number;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#lookedAt = parts.now();
    this.#graceUntil = this.#lookedAt + GRACE_MS;
  }

  /** Says what has to be said by now. */
  async turn(): Promise<void> {
    const now = this.#parts.now();
    // Who could not look could not hear either.
    if (now - this.#lookedAt > ABSENCE_MS) this.#graceUntil = now + GRACE_MS;
    const due = now < this.#graceUntil ? [] : await this.#due(now);
    if (due.length > 0) {
      const changes = await this.#parts.store.write((write) => this.#conclude(write, due, now));
      this.#parts.feed.publish(changes);
    }
    this.#lookedAt = now;
  }

  async #due(now: number): Promise<string[]> {
    const rows = await this.#parts.store.db
      .selectFrom('runs')
      .select('run_id')
      .where('watch_at', '<=', formatTimestamp(now))
      .orderBy('watch_at')
      .limit(RUNS_AT_ONCE)
      .execute();
    return rows.map(({ run_id }) => run_id);
  }

  async #conclude(write: Write, runIds: readonly string[], now: number): Promise<readonly Change[]> {
    const rows = await write
      .selectFrom('runs')
      .select(['run_id', 'state', 'seen_at'])
      .where('run_id', 'in', runIds)
      .where('watch_at', '<=', formatTimestamp(now))
      .execute();
    const { silentAfterHours = SILENT_AFTER_HOURS } = this.#parts.settings;
    const events = [];
    for (const { run_id, state: text, seen_at } of rows) {
      const state = JSON.parse(text) as RunState; // only this server writes the column
      const said = inferencesOf(state, now - parseTimestamp(seen_at), silentAfterHours);
      events.push(...said);
      if (said.length > 0) continue;
      await write
        .updateTable('runs')
        .set({ watch_at: watchAt(state, seen_at, silentAfterHours) })
        .where('run_id', '=', run_id)
        .execute();
    }
    const { changes } = await applyEvents(this.#parts, write, events, { tenantId: null });
    return changes;
  }
}
