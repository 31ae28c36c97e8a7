import { sql } from 'kysely';

import type { Store } from '../store/store.ts';

/**
 * The different values of a column, in their order, at most `limit`: one step in an index for each, however many rows
 * have it. There must be an index that begins with `tenant_id` and the column.
 */
export async function distinctValues(
  db: Store['db'],
  from: { readonly table: 'runs' | 'run_tags'; readonly column: string; readonly tenantId: string },
  limit: number,
): Promise<string[]> {
  const column = sql.ref(from.column);
  const least = sql`select min(${column}) from ${sql.table(from.table)} where tenant_id = ${from.tenantId}`;
  return valuesBy(db, least, sql`${column}`, limit);
}

/** The tenants that have runs. */
export function distinctTenants(db: Store['db'], limit: number): Promise<string[]> {
  return valuesBy(db, sql`select min(tenant_id) from runs where true`, sql`tenant_id`, limit);
}

async function valuesBy(
  db: Store['db'],
  least: ReturnType<typeof sql>,
  column: ReturnType<typeof sql>,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ value: string }>`
    with recursive found (value) as (
      select * from (${least}) as first
      union all
      select (${least} and ${column} > found.value) from found where found.value is not null
    )
    select value from found where value is not null limit ${limit}`.execute(db);
  return rows.map(({ value }) => value);
}
