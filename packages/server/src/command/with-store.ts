import { existsSync } from 'node:fs';

import { formatTimestamp } from '@runlight/contract';
import type { Command } from 'commander';

import { Store } from '../store/store.ts';
import { CommandError } from './command-error.ts';
import { databaseOf, isPostgres, type Context, type DatabaseOptions } from './context.ts';

/** A database that a command has opened. */
export interface OpenStore {
  readonly store: Store;
  timestamp(): string;
}

/** As `withStore`, for a command that makes no sense without what is kept: throws `no_database` where nothing is. */
export function withKeptStore<Arguments extends readonly unknown[]>(
  context: Context,
  act: (open: OpenStore, ...given: Arguments) => Promise<void>,
): (...given: [...Arguments, Command]) => Promise<void> {
  const run = withStore(context, act);
  return (...given) => {
    const command = given.at(-1) as Command; // commander's last argument
    refuseMissing(databaseOf(command.opts<DatabaseOptions>(), context.env));
    return run(...given);
  };
}

/** Throws `no_database` for a SQLite file that is not there: opening it would make an empty one. */
export function refuseMissing(database: string): void {
  if (isPostgres(database) || existsSync(database)) return;
  throw new CommandError('no_database', `There is no database ${database}. Name it with --database.`);
}

/** The action of a command that works on its database, which is closed when it is done. */
export function withStore<Arguments extends readonly unknown[]>(
  context: Context,
  act: (open: OpenStore, ...given: Arguments) => Promise<void>,
): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command; // commander's last argument
    const store = await Store.open(databaseOf(command.opts<DatabaseOptions>(), context.env));
    try {
      // An `as`: the arguments without the last.
      await act({ store, timestamp: () => formatTimestamp(Date.now()) }, ...(given as unknown as Arguments));
    } finally {
      await store.close();
    }
  };
}
