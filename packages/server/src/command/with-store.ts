import { formatTimestamp } from '@runlight/contract';
import type { Command } from 'commander';

import { Store } from '../store/store.ts';
import { databaseOf, type Context, type DatabaseOptions } from './context.ts';

/** A database that a command has opened. */
export interface OpenStore {
  readonly store: Store;
  timestamp(): string;
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
