import { ITEM_COLUMNS, toRunItem, type ItemRow, type RunItem } from '../api/run-item.ts';
import type { Principal } from '../http/principal.ts';
import type { Store, Write } from '../store/store.ts';
import { visibleRuns } from './visible-runs.ts';

/** Runs as lists show them, in the order of their ids; one that is gone or may not be seen is left out. */
export async function readRunItems(
  on: Store['db'] | Write,
  scope: Pick<Principal, 'tenantId'>,
  runIds: readonly string[],
  now: number,
): Promise<RunItem[]> {
  if (runIds.length === 0) return [];
  const rows = await visibleRuns(on, scope).select(ITEM_COLUMNS).where('run_id', 'in', runIds).execute();
  const byId = new Map(rows.map((row) => [row.run_id, row]));
  return toRunItems(
    on,
    runIds.flatMap((runId) => byId.get(runId) ?? []),
    now,
  );
}

/** Runs as lists show them, in the order of their rows; `now` in epoch milliseconds. */
export async function toRunItems(
  on: Store['db'] | Write,
  rows: readonly ItemRow[],
  now: number,
): Promise<RunItem[]> {
  if (rows.length === 0) return [];
  const tagged = await on
    .selectFrom('run_tags')
    .select(['run_id', 'tag'])
    .where(
      'run_id',
      'in',
      rows.map(({ run_id }) => run_id),
    )
    .orderBy('tag')
    .execute();
  const tags = Map.groupBy(tagged, ({ run_id }) => run_id);
  return rows.map((row) => toRunItem(row, tags.get(row.run_id)?.map(({ tag }) => tag) ?? [], now));
}
