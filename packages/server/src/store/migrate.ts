import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

import type { Engine } from './engine.ts';
import { up as runs } from './migrations/0001-runs.ts';
import { up as operations } from './migrations/0002-operations.ts';
import type { Database } from './schema.ts';

const MIGRATIONS: Readonly<Record<string, (db: Kysely<Database>, engine: Engine['name']) => Promise<void>>> =
  {
    '0001-runs': runs,
    '0002-operations': operations,
  };

/**
 * Brings the schema to the newest version, one process at a time; returns the names of the migrations that ran.
 *
 * Throws with what the database threw as its cause: then the schema is as it was.
 */
export async function migrate(db: Kysely<Database>, engine: Engine['name']): Promise<string[]> {
  const migrations = Object.fromEntries(
    Object.entries(MIGRATIONS).map(([name, up]): [string, Migration] => [
      name,
      { up: (on) => up(on, engine) },
    ]),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The schema could not be brought up to date', { cause: error });
  return (results ?? []).map(({ migrationName }) => migrationName);
}
