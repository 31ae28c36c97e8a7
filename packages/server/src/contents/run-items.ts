import { toRunItem, type RunItem } from '../api/run-item.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';

/** Runs as lists show them, in the order of their rows; `now` in epoch milliseconds. */
export async function runItems(
  on: Store['db'] | Write,
  rows: readonly Omit<RunRow, 'state'>[],
  now: number,
): Promise<RunItem[]> {
  if (rows.length === 0) return [];
  const runIds = rows.map(({ run_id }) => run_id);
  const tagged = await on
    .selectFrom('run_tags')
    .select(['run_id', 'tag'])
    .where('run_id', 'in', runIds)
    .orderBy('tag')
    .execute();
  const tags = Map.groupBy(tagged, ({ run_id }) => run_id);
  return rows.map((row) => toRunItem(row, tags.get(row.run_id)?.map(({ tag }) => tag) ?? [], now));
}
