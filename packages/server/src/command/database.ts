import { existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

import { Command } from 'commander';

import { rebuildRuns } from '../ingest/rebuild-runs.ts';
import { CommandError } from './command-error.ts';
import {
  DATABASE_HELP,
  databaseOf,
  isPostgres,
  nameOf,
  print,
  type Context,
  type DatabaseOptions,
} from './context.ts';
import { withStore } from './with-store.ts';

export function migrateCommand(context: Context): Command {
  return new Command('migrate')
    .description('Brings the schema of a database up to date, as `serve` does when it starts.')
    .option('--database <where>', DATABASE_HELP)
    .action(
      withStore(context, async (_, options: DatabaseOptions) => {
        print(context, `${nameOf(databaseOf(options, context.env))} is up to date`);
      }),
    );
}

export function rebuildCommand(context: Context): Command {
  return new Command('rebuild')
    .description('Computes every run anew from its events; what people said of runs stays.')
    .option('--database <where>', DATABASE_HELP)
    .action(
      withStore(context, async ({ store }) => {
        print(context, `${await rebuildRuns(store)} runs were computed anew`);
      }),
    );
}

export function backupCommand(context: Context): Command {
  return new Command('backup')
    .description('Copies a SQLite database into a file while the server goes on.')
    .argument('<file>', 'where the copy goes; it must not be there yet')
    .option('--database <where>', DATABASE_HELP)
    .action(async (file: string, options: DatabaseOptions) => {
      const database = databaseOf(options, context.env);
      await copyDatabase(database, file);
      print(context, `${file} is a copy of ${database}`);
    });
}

/** The copy is whole or not there. */
async function copyDatabase(database: string, file: string): Promise<void> {
  if (isPostgres(database)) {
    throw new CommandError(
      'not_sqlite',
      'PostgreSQL has a tool of its own for that: pg_dump --format=custom',
    );
  }
  if (!existsSync(database))
    throw new CommandError('no_database', `There is no database ${database}. Name it with --database.`);
  if (existsSync(file)) throw new CommandError('file_exists', `${file} is there already. Name another file.`);
  const part = `${file}.part`;
  const source = new DatabaseSync(database, { readOnly: true });
  try {
    await backup(source, part);
    renameSync(part, file);
  } finally {
    source.close();
    rmSync(part, { force: true });
  }
}
