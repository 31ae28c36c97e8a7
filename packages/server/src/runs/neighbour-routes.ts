import { sql } from 'kysely';

import { getNeighbours } from '../api/runs.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { plainColumn } from './criterion.ts';
import { RunSearch, type RunPosition } from './find-runs.ts';
import { backwards, partsOf, type Part } from './run-order.ts';
import { visibleRun } from './visible-runs.ts';

/** What stands before and after a run in a list, wherever in it that is. */
export const neighbourRoutes: Routes = ({ store, now }) =>
  newApi().openapi(getNeighbours, async (c) => {
    const principal = principalIn(c);
    const run = await visibleRun(store.db, principal, c.req.valid('param').id);
    const { sort, ...filter } = c.req.valid('query');
    const search = await RunSearch.open(store, principal, filter, now());
    const parts = partsOf(sort);
    const firstBeyond = async (list: readonly Part[]): Promise<string | null> => {
      const after = await positionOf(store.db, run, list);
      return (await search.first(list, { after, limit: 1 }))[0] ?? null;
    };
    return c.json({ previous: await firstBeyond(backwards(parts)), next: await firstBeyond(parts) }, 200);
  });

/** Where a run stands in a list of parts, or would stand if it matched. */
async function positionOf(db: Store['db'], run: RunRow, parts: readonly Part[]): Promise<RunPosition> {
  const cases = parts.map(({ criterion }, nth) =>
    criterion === null
      ? sql`when 1 = 1 then ${sql.lit(nth)}`
      : sql`when ${criterion.holds(plainColumn)} then ${sql.lit(nth)}`,
  );
  const { rows } = await sql<{ part: number }>`select case ${sql.join(cases, sql` `)} end as part
    from runs where run_id = ${run.run_id}`.execute(db);
  const nth = rows[0]?.part ?? 0;
  const keys = parts[nth]?.keys ?? [];
  return [nth, ...keys.map((key) => run[key as 'sort_at' | 'duration_ms' | 'run_id'] ?? '')]; // those that parts have
}
