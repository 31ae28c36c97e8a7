import { existsSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';

import { isTraceId } from '@runlight/contract';
import { FILES, findRun, listRuns, RunDirError, runDirectories, runDirectoryOf } from '@runlight/run-dir';

import { CliError } from './cli-error.ts';
import type { CommonOptions } from './command.ts';
import { EXIT } from './exit-code.ts';
import { nearest } from './nearest.ts';
import { existingRunsDirectory, isDirectory, shortPath } from './runs-directory.ts';
import { EVERY_RUN, selectRuns } from './select-runs.ts';
import type { Terminal } from './terminal.ts';

const MENTIONED = 3;
const RUN_FILES = [FILES.events, FILES.status, FILES.metadata];

/**
 * The directory of the run that a person means: by its id, the beginning of one, its trace id, a path, or `latest`.
 *
 * Throws a {@link CliError} that names what is near when there is no such run, or more than one.
 */
export function resolveRun(reference: string, options: CommonOptions, terminal: Terminal): string {
  const asPath = resolve(terminal.cwd, reference);
  if (isRunDirectory(asPath)) return asPath;
  if (reference.includes(sep) || reference === '.' || reference === '..') {
    throw notFound(`There is no run directory at ${shortPath(asPath, terminal)}.`);
  }

  const root = existingRunsDirectory(options, terminal);
  if (reference === 'latest') return latestRun(root, terminal);
  try {
    return findRun(root, reference);
  } catch (error) {
    if (!(error instanceof RunDirError)) throw error;
    if (error.code === 'run_ambiguous') throw ambiguous(root, reference, error);
    return byOwnTraceId(root, reference) ?? nothingLike(root, reference, terminal);
  }
}

/** Tells whether a directory is that of a run, ours or another's. */
function isRunDirectory(path: string): boolean {
  return isDirectory(path) && RUN_FILES.some((file) => existsSync(join(path, file)));
}

function latestRun(root: string, terminal: Terminal): string {
  const [latest] = selectRuns(listRuns(root), EVERY_RUN);
  return latest === undefined ? noRuns(root, terminal) : runDirectoryOf(root, latest.run_id);
}

/** The trace id of a run whose id is the author's own can't be computed back. */
function byOwnTraceId(root: string, reference: string): string | undefined {
  const traceId = reference.toLowerCase();
  if (!isTraceId(traceId)) return undefined;
  const run = listRuns(root).find(({ trace_id }) => trace_id === traceId);
  return run && runDirectoryOf(root, run.run_id);
}

function nothingLike(root: string, reference: string, terminal: Terminal): never {
  const names = runDirectories(root).map((directory) => basename(directory));
  if (names.length === 0) noRuns(root, terminal);
  const near = nearest(reference, names, MENTIONED);
  const advice = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See what there is: runlight list';
  throw notFound(`There is no run ${JSON.stringify(reference)} in ${shortPath(root, terminal)}. ${advice}`);
}

function ambiguous(root: string, reference: string, cause: RunDirError): CliError {
  const names = runDirectories(root).map((directory) => basename(directory));
  const matching = nearest(reference, names, names.length).filter((name) =>
    name.toLowerCase().includes(reference.toLowerCase()),
  );
  const more = matching.length - MENTIONED;
  const mentioned = matching.slice(0, MENTIONED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return notFound(
    `Several runs begin with ${JSON.stringify(reference)}: ${mentioned}. Write more of the id.`,
    cause,
  );
}

function noRuns(root: string, terminal: Terminal): never {
  throw notFound(
    `There are no runs in ${shortPath(root, terminal)} yet. Start one: runlight exec -- COMMAND`,
  );
}

function notFound(message: string, cause?: unknown): CliError {
  return new CliError('run_not_found', message, { exitCode: EXIT.noInput, cause });
}
