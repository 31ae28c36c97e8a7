import { setImmediate } from 'node:timers/promises';

import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';

import { oneOf } from '../runs/criterion.ts';
import type { Store } from '../store/store.ts';
import type { EndedRuns } from './ended-runs.ts';

/** An hour of a tenant, as far as it lies in the window that was asked for. */
export interface Hour<T> {
  readonly tenantId: string;
  /** How a timestamp of it begins: `2026-04-24T14`. */
  readonly hour: string;
  readonly value: T;
}

/** Reads what is to be known of those runs that ended in an hour of a tenant. */
type Read<T> = (runs: EndedRuns, of: { readonly tenantId: string; readonly hour: string }) => Promise<T>;

interface Remembered<T> {
  readonly version: number;
  readonly value: T;
}

/**
 * Says something of the runs that ended in a window, hour by hour, and remembers it of whole hours until a run changes
 * that ended in them, whatever changes it: the database counts these changes (`ended_hours`). Between two hours that are
 * read others have their turn.
 */
export class HourMemory<T extends object> {
  readonly #read: Read<T>;
  readonly #options: { readonly maxSize: number; readonly sizeCalculation: (known: Remembered<T>) => number };
  /** What is remembered of a database is forgotten with it. */
  readonly #ofStores = new WeakMap<Store, LRUCache<string, Remembered<T>>>();

  /** `sizeOf` says how much an hour takes, in what `maxSize` limits for all of them together. */
  constructor(read: Read<T>, { maxSize, sizeOf }: { maxSize: number; sizeOf: (value: T) => number }) {
    this.#read = read;
    this.#options = { maxSize, sizeCalculation: ({ value }) => sizeOf(value) };
  }

  /** The hours of a window in which runs ended, of each tenant in the order of time. */
  async hoursOf(runs: EndedRuns): Promise<Hour<T>[]> {
    const { store, criteria, filter, from, to } = runs;
    const memory = this.#ofStores.get(store) ?? new LRUCache(this.#options);
    this.#ofStores.set(store, memory);
    // The versions are read before the runs: what changes after that is read again the next time.
    const versions = await store.db
      .selectFrom('ended_hours')
      .selectAll()
      .where(oneOf(sql.ref('tenant_id'), criteria.tenants))
      .where('hour', '>=', hourOf(from))
      .where('hour', '<=', hourOf(to))
      .orderBy('tenant_id')
      .orderBy('hour')
      .execute();
    const hours: Hour<T>[] = [];
    for (const { tenant_id: tenantId, hour, version } of versions) {
      const isWhole = hour > hourOf(from) && hour < hourOf(to);
      const name = JSON.stringify([tenantId, hour, filter]);
      const known = isWhole ? memory.get(name) : undefined;
      if (known?.version === version) {
        hours.push({ tenantId, hour, value: known.value });
        continue;
      }
      const value = await this.#read(runs, { tenantId, hour });
      if (isWhole) memory.set(name, { version, value });
      hours.push({ tenantId, hour, value });
      await setImmediate();
    }
    return hours;
  }
}

function hourOf(timestamp: string): string {
  return timestamp.slice(0, 13);
}
