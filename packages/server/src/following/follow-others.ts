import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import type { Store } from '../store/store.ts';
import { changeIn } from './change-row.ts';

/** How soon what another server changed is told here. */
const LOOK_EVERY_MS = 500;
const CHANGES_AT_ONCE = 1000;

/** The number of the latest change; 0 before the first. */
export async function lastChange(store: Store): Promise<number> {
  const row = await store.db
    .selectFrom('changes')
    .select((on) => on.fn.max('seq').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/**
 * Tells the feed what other servers changed.
 *
 * One writer at a time numbers changes, and they are visible before the next one writes: whatever is read here after a
 * number has all numbers before it.
 */
export function followOthers(parts: Parts): () => Promise<void> {
  const { wake, stop } = repeat(
    async (signal) => {
      while (!signal.aborted && (await tellNext(parts)) === CHANGES_AT_ONCE);
    },
    {
      everyMs: parts.store.engine === 'postgres' ? LOOK_EVERY_MS : Number.POSITIVE_INFINITY, // there are no others
      retryMs: LOOK_EVERY_MS,
      onTrouble: (error) => parts.report('Changes could not be read', error),
    },
  );
  parts.feed.readMissedWith(wake);
  return stop;
}

async function tellNext({ store, feed }: Parts): Promise<number> {
  const rows = await store.db
    .selectFrom('changes')
    .selectAll()
    .where('seq', '>', feed.last)
    .orderBy('seq')
    .limit(CHANGES_AT_ONCE)
    .execute();
  feed.tell(rows.map((row) => changeIn(row)));
  return rows.length;
}
