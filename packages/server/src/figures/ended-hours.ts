import { setImmediate } from 'node:timers/promises';

import { LRUCache } from 'lru-cache';
import { sql } from 'kysely';

import { every, unindexedColumn } from '../runs/criterion.ts';
import type { Store } from '../store/store.ts';
import type { EndedRuns } from './ended-runs.ts';
import { sumUp, type EndedRun, type HourFigures } from './hour-figures.ts';

/** The hours that are remembered have so many runs together; a run takes little more than the number of its duration. */
const RUNS_REMEMBERED = 4_000_000;
/** An hour without runs takes memory too. */
const RUNS_OF_EMPTY = 100;
/** Few enough that reading them keeps nobody waiting. */
const RUNS_AT_ONCE = 5000;

/** An hour of a tenant, as far as it lies in the window that was asked for. */
export interface EndedHour {
  readonly tenantId: string;
  /** The beginning of the timestamps in it: `2026-04-24T14`. */
  readonly hour: string;
  readonly figures: HourFigures;
}

/**
 * The hours of a window in which runs ended, of each tenant in the order of time: exact sums of them. Whole hours are
 * remembered until a run changes that ended in them, whatever changes it: the database counts these changes
 * (`ended_hours`). What is read is read in slices, between which others have their turn.
 */
export function endedHours(runs: EndedRuns): Promise<EndedHour[]> {
  const memory = memories.get(runs.store) ?? new HourMemory(runs.store);
  memories.set(runs.store, memory);
  return memory.hoursOf(runs);
}

/** What is remembered of a database is forgotten with it. */
const memories = new WeakMap<Store, HourMemory>();

class HourMemory {
  readonly #store: Store;
  readonly #hours = new LRUCache<string, { readonly version: number; readonly figures: HourFigures }>({
    maxSize: RUNS_REMEMBERED,
    sizeCalculation: ({ figures }) => RUNS_OF_EMPTY + figures.durations.length,
  });

  constructor(store: Store) {
    this.#store = store;
  }

  async hoursOf(runs: EndedRuns): Promise<EndedHour[]> {
    const { criteria, filter, from, to } = runs;
    if (criteria.tenants.length === 0) return [];
    // The versions are read before the runs: what changes after that is read again the next time.
    const versions = await this.#store.db
      .selectFrom('ended_hours')
      .selectAll()
      .where('tenant_id', 'in', criteria.tenants)
      .where('hour', '>=', hourOf(from))
      .where('hour', '<=', hourOf(to))
      .orderBy('tenant_id')
      .orderBy('hour')
      .execute();
    const hours: EndedHour[] = [];
    for (const { tenant_id: tenantId, hour, version } of versions) {
      const isWhole = hour > hourOf(from) && hour < hourOf(to);
      const name = JSON.stringify([tenantId, hour, filter]);
      const known = isWhole ? this.#hours.get(name) : undefined;
      const figures =
        known?.version === version ? known.figures : sumUp(await this.#read(runs, tenantId, hour));
      if (isWhole) this.#hours.set(name, { version, figures });
      hours.push({ tenantId, hour, figures });
    }
    return hours;
  }

  async #read({ criteria }: EndedRuns, tenantId: string, hour: string): Promise<EndedRun[]> {
    const query = this.#store.db
      .selectFrom('runs')
      .select(['run_id', 'outcome', 'ended_at', 'workflow_name', 'environment'])
      .select(['duration_ms', 'waiting_ms', 'retries', 'first_pass', 'tokens', 'compute_ms'])
      .where('tenant_id', '=', tenantId)
      .where('outcome', 'is not', null)
      .where('ended_at', '<', `${hour};`) // after all that begins with `hour:`
      .where(every(criteria.all.map(({ holds }) => holds(unindexedColumn(this.#store.engine)))))
      .orderBy('ended_at')
      .orderBy('run_id')
      .limit(RUNS_AT_ONCE)
      .$narrowType<Pick<EndedRun, 'outcome' | 'ended_at'>>(); // runs that ended have both
    const found: EndedRun[] = [];
    for (let isMore = true; isMore;) {
      const last = found.at(-1);
      const after =
        last === undefined
          ? sql<boolean>`ended_at >= ${`${hour}:`}`
          : sql<boolean>`(ended_at, run_id) > (${last.ended_at}, ${last.run_id})`;
      const page = await query.where(after).execute();
      for (const run of page) found.push(run);
      isMore = page.length === RUNS_AT_ONCE;
      await setImmediate();
    }
    return found;
  }
}

function hourOf(timestamp: string): string {
  return timestamp.slice(0, 13);
}
