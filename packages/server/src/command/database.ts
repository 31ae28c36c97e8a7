import { existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

import { Command } from 'commander';

import { rebuildRuns } from '../ingest/rebuild-runs.ts';
import { policiesAreSet, Redactors } from '../settings/redactors.ts';
import { touchPrivate } from '../store/private-file.ts';
import type { Store } from '../store/store.ts';
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
import { secretFor } from './secret.ts';
import { refuseMissing, withKeptStore, withStore } from './with-store.ts';

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
    .description('Computes every run anew from its events, redacted; what people said of runs stays.')
    .option('--database <where>', DATABASE_HELP)
    .option('--secret-file <file>', 'what the server signs with (default: beside the SQLite file)')
    .action(
      withKeptStore(context, async ({ store }, options: RebuildOptions) => {
        const redactors = await redactorsFor(store, options, context);
        print(context, `${await rebuildRuns(store, { redactors })} runs were computed anew`);
      }),
    );
}

interface RebuildOptions extends DatabaseOptions {
  readonly secretFile?: string;
}

/** Those of the server that this is the database of: with another secret, equal values would get different hashes. */
async function redactorsFor(
  { db }: Store,
  options: RebuildOptions,
  context: Context,
): Promise<Redactors | undefined> {
  if (!(await policiesAreSet(db))) return undefined;
  const database = databaseOf(options, context.env);
  const file = options.secretFile ?? `${database}.secret`;
  if (!existsSync(file)) {
    throw new CommandError(
      'secret_needed',
      'Redaction policies are set, and the server’s secret keys what they hash. Name its file with --secret-file.',
    );
  }
  return new Redactors(secretFor(database, file), (what) => context.stderr.write(`${what}\n`));
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
  refuseMissing(database);
  if (existsSync(file)) throw new CommandError('file_exists', `${file} is there already. Name another file.`);
  const part = `${file}.part`;
  const source = new DatabaseSync(database, { readOnly: true });
  try {
    touchPrivate(part);
    await backup(source, part);
    renameSync(part, file);
  } finally {
    source.close();
    rmSync(part, { force: true });
  }
}
