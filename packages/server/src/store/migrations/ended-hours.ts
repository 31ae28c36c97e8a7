import { sql, type Kysely } from 'kysely';

import type { Engine } from '../engine.ts';
import type { Database } from '../schema.ts';

/** Each write of `runs`, with the rows whose hours it changes. */
const WRITES = [
  ['insert', 'new'],
  ['update', 'old'],
  ['update', 'new'],
  ['delete', 'old'],
] as const;

/** `ended_hours`, kept by triggers: no write of `runs` can forget it. */
export async function createEndedHours(db: Kysely<Database>, engine: Engine['name']): Promise<void> {
  const text = engine === 'postgres' ? sql`text collate "C"` : sql`text`;
  await db.schema
    .createTable('ended_hours')
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('hour', text, (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('ended_hours_key', ['tenant_id', 'hour'])
    .execute();
  const onConflict = 'on conflict (tenant_id, hour) do update set version = ended_hours.version + 1';
  if (engine === 'postgres') {
    await sql`create function note_ended_hours() returns trigger language plpgsql as $$ begin
      insert into ended_hours (tenant_id, hour, version)
        select distinct tenant_id, substr(ended_at, 1, 13), 1 from written where ended_at is not null
        ${sql.raw(onConflict)};
      return null; end $$`.execute(db);
    for (const [write, rows] of WRITES) {
      await sql
        .raw(
          `create trigger runs_ended_${write}_${rows} after ${write} on runs referencing ${rows} table as written
           for each statement execute function note_ended_hours()`,
        )
        .execute(db);
    }
    return;
  }
  for (const [write, row] of WRITES) {
    await sql
      .raw(
        `create trigger runs_ended_${write}_${row} after ${write} on runs when ${row}.ended_at is not null begin
         insert into ended_hours (tenant_id, hour, version)
           values (${row}.tenant_id, substr(${row}.ended_at, 1, 13), 1) ${onConflict}; end`,
      )
      .execute(db);
  }
}
