import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

import { SqliteAdapter, SqliteDialect, type SqliteDatabase } from 'kysely';
import { LRUCache } from 'lru-cache';

import type { Engine } from './engine.ts';
import { touchPrivate } from './private-file.ts';

/** How long it waits for another process that writes. Nothing else goes on here meanwhile; who asked comes back. */
const BUSY_TIMEOUT_MS = 2000;

/** A database in a file of its own, or in memory for `:memory:`; what was committed outlives a crash of the machine. */
export function sqlite(file: string): Engine {
  return {
    name: 'sqlite',
    dialect: new Dialect({
      database: () => Promise.resolve(open(file)),
    }),
  };
}

/** SQLite makes tables in a transaction as well as rows: migrations that break off leave nothing behind. */
class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new Adapter();
  }
}

class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function open(file: string): SqliteDatabase {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    touchPrivate(file); // SQLite gives the files beside it the same mode
  }
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

/** Statements are few, and preparing one takes longer than most of them take to run. */
const PREPARED_STATEMENTS = 500;

type Prepared = ReturnType<SqliteDatabase['prepare']>;

/** Kysely speaks to better-sqlite3; this is `node:sqlite` in its form. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const prepared = new LRUCache<string, Prepared>({ max: PREPARED_STATEMENTS });
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = prepare(database, sql);
      prepared.set(sql, statement);
      return statement;
    },
  };
}

function prepare(database: DatabaseSync, sql: string): Prepared {
  // A transaction that reads first and finds another process writing could never write: it asks for the lock at once.
  const statement = database.prepare(sql === 'begin' ? 'begin immediate' : sql);
  const isRollback = sql === 'rollback';
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]; // SQLite refuses all others
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => {
      // SQLite has rolled back by itself where a disk was full: to fail at that would hide why.
      if (isRollback && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
      return statement.run(...values(parameters));
    },
    // A stream goes on while others ask: it has a statement of its own.
    iterate: (parameters) => database.prepare(sql).iterate(...values(parameters)),
  };
}
