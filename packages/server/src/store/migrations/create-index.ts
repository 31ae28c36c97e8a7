import type { Kysely } from 'kysely';

import type { Database } from '../schema.ts';

/** An index that is named for what it is on. */
export async function createIndex(db: Kysely<Database>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .on(table)
    .columns(columns)
    .execute();
}
