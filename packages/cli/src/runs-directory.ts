import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

import { CliError } from './cli-error.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * The directory of the runs: `--runs`, else `$RUNLIGHT_RUNS_DIR`, else `./runs`; it need not exist. Undefined where
 * `$RUNLIGHT_RUNS_DIR` is `none`: runs are kept in no directory then.
 */
export function runsDirectory({ runs }: CommonOptions, { cwd, env }: Terminal): string | undefined {
  const named = env['RUNLIGHT_RUNS_DIR'] || 'runs';
  if (runs === undefined && named === 'none') return undefined;
  return resolve(cwd, runs ?? named);
}

/** {@link runsDirectory}, and an error that says what to do when it is not there. */
export function existingRunsDirectory(options: CommonOptions, terminal: Terminal): string {
  const directory = runsDirectory(options, terminal);
  if (directory === undefined) {
    throw new CliError(
      'no_runs_directory',
      'RUNLIGHT_RUNS_DIR is none, so runs are kept in no directory here. Name one with --runs DIR.',
      { exitCode: EXIT.noInput },
    );
  }
  if (isDirectory(directory)) return directory;
  throw new CliError(
    'no_runs_directory',
    `There is no runs directory at ${shortPath(directory, terminal)}. ` +
      'Name it with --runs DIR or RUNLIGHT_RUNS_DIR, or start a first run: runlight exec -- COMMAND',
    { exitCode: EXIT.noInput },
  );
}

export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The path as one would type it from here. */
export function shortPath(path: string, { cwd }: Terminal): string {
  const fromHere = relative(cwd, path);
  if (fromHere === '') return '.';
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? path : `.${sep}${fromHere}`;
}
