import type { Writable } from 'node:stream';

import { CommandError } from './command-error.ts';

/** What the commands need to know of the process that they run in. */
export interface Context {
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
  readonly env: NodeJS.ProcessEnv;
  /** Told of signals. */
  once(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

export interface DatabaseOptions {
  readonly database?: string;
}

export const DATABASE_HELP =
  'postgres://… or the path of a SQLite file (default: $DATABASE_URL, else ./runlight.sqlite)';

/** Which database a command is about. */
export function databaseOf(options: DatabaseOptions, env: NodeJS.ProcessEnv): string {
  const database = options.database ?? env['DATABASE_URL'] ?? 'runlight.sqlite';
  if (isPostgres(database) || !/:\/\/|^postgres/.test(database)) return database;
  throw new CommandError(
    'invalid_database',
    `${database.replace(/\/\/[^/@]*@/, '//…@')} is neither postgres://… nor the path of a SQLite file. Correct --database or DATABASE_URL.`,
  );
}

export function isPostgres(database: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(database);
}

/** A database's name without the password that its address may have. */
export function nameOf(database: string): string {
  const url = isPostgres(database) ? URL.parse(database) : null;
  return url === null ? database : `PostgreSQL at ${url.host}${url.pathname}`;
}

export function print({ stdout }: Context, text: string): void {
  stdout.write(`${text}\n`);
}
