import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { isDirectory } from '../plain-files.ts';
import { runDirectories } from '../read/list-runs.ts';
import { readStatus } from '../read/read-status.ts';
import { RunDirError } from '../run-dir-error.ts';

export interface PruneOptions {
  /** Runs that ended longer ago than this are removed. */
  readonly olderThanMs: number;
  /** Removes nothing, and tells what it would. */
  readonly dryRun?: boolean;
  /** Epoch milliseconds. */
  readonly now?: number;
}

export interface PrunedRun {
  readonly runId: string;
  readonly directory: string;
  readonly endedAt: string;
}

const DOOMED_PREFIX = '.pruned-';

/**
 * Removes the directories of runs that ended long enough ago: a run that goes on is never touched, whatever its age, and
 * nothing outside of the root is, since links are not followed.
 *
 * A run's directory goes as a whole or not at all: it gets another name first. Throws `invalid_argument` and system errors.
 */
export function pruneRuns(root: string, options: PruneOptions): PrunedRun[] {
  if (!(options.olderThanMs >= 0)) {
    throw new RunDirError('invalid_argument', `Not an age in milliseconds: ${options.olderThanMs}`);
  }
  const before = (options.now ?? Date.now()) - options.olderThanMs;
  const pruned: PrunedRun[] = [];
  for (const directory of runDirectories(root)) {
    const ended = endOf(directory);
    if (ended === undefined || Date.parse(ended.endedAt) > before) continue;
    pruned.push({ ...ended, directory });
    if (options.dryRun !== true) remove(directory);
  }
  if (options.dryRun !== true) removeLeftovers(root);
  return pruned;
}

function endOf(directory: string): { readonly runId: string; readonly endedAt: string } | undefined {
  try {
    const status = readStatus(directory);
    if (status === undefined || status.outcome === null || status.ended_at === null) return undefined;
    return { runId: status.run_id, endedAt: status.ended_at };
  } catch {
    return undefined; // what can't be read is nothing to remove
  }
}

function remove(directory: string): void {
  const doomed = join(dirname(directory), `${DOOMED_PREFIX}${basename(directory)}`);
  renameSync(directory, doomed);
  rmSync(doomed, { recursive: true, force: true });
}

/** What an earlier prune was interrupted in. */
function removeLeftovers(root: string): void {
  if (!isDirectory(root)) return;
  for (const name of readdirSync(root)) {
    if (name.startsWith(DOOMED_PREFIX)) rmSync(join(root, name), { recursive: true, force: true });
  }
}
