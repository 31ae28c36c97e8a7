import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

import { SqliteDialect, type SqliteDatabase } from 'kysely';

import type { Engine } from './engine.ts';

const BUSY_TIMEOUT_MS = 10_000;

/** A database in a file of its own, or in memory for `:memory:`; what was committed outlives a crash of the machine. */
export function sqlite(file: string): Engine {
  return {
    name: 'sqlite',
    dialect: new SqliteDialect({
      database: () => Promise.resolve(open(file)),
    }),
  };
}

function open(file: string): SqliteDatabase {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
  `);
  return adapt(database);
}

/** Kysely speaks to better-sqlite3; this is `node:sqlite` in its form. */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]; // SQLite refuses all others
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
