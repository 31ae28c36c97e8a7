import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

import { isTraceId, runIdFromTraceId, safeName, type StatusFile } from '@runlight/contract';

import { isDirectory } from '../plain-files.ts';
import { RunDirError, systemCodeOf } from '../run-dir-error.ts';
import { readStatus } from './read-status.ts';

const MAX_NAMED_CANDIDATES = 5;

/**
 * The current state of every run below a root, the latest name first, which for our run ids is the latest run.
 *
 * What is no run is left out; so is what can't be read. No root: no runs.
 */
export function listRuns(root: string): StatusFile[] {
  return runDirectories(root)
    .map(readStatusIfAny)
    .filter((status) => status !== undefined);
}

/** The directories below a root, the latest name first; links are no run directories. */
export function runDirectories(root: string): string[] {
  return entriesOf(root)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted()
    .toReversed()
    .map((name) => join(root, name));
}

/**
 * The directory of the run with this id, with this trace id, or with an id that begins like this (`run_` may be left out).
 *
 * Throws `run_not_found` and `run_ambiguous`.
 */
export function findRun(root: string, idOrPrefix: string): string {
  if (idOrPrefix !== '') {
    const ids = isTraceId(idOrPrefix) ? [idOrPrefix, runIdFromTraceId(idOrPrefix)] : [idOrPrefix];
    const exact = ids.map((id) => join(root, safeName(id))).find(isDirectory);
    if (exact !== undefined) return exact;
  }
  const wanted = idOrPrefix.toLowerCase();
  const found = entriesOf(root)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => beginsLike(name.toLowerCase(), wanted));
  const [first, ...others] = found;
  if (first === undefined || wanted === '') {
    throw new RunDirError('run_not_found', `No run ${JSON.stringify(idOrPrefix)} in ${root}`);
  }
  if (others.length === 0) return join(root, first);
  const named = found.slice(0, MAX_NAMED_CANDIDATES).join(', ');
  const more = found.length > MAX_NAMED_CANDIDATES ? ', …' : '';
  throw new RunDirError('run_ambiguous', `${found.length} runs begin with ${idOrPrefix}: ${named}${more}`);
}

function beginsLike(name: string, wanted: string): boolean {
  return name.startsWith(wanted) || name.startsWith(`run_${wanted}`);
}

function readStatusIfAny(directory: string): StatusFile | undefined {
  try {
    return readStatus(directory);
  } catch {
    return undefined; // a link or a device where a file must be: not a run that we could show
  }
}

function entriesOf(root: string): Dirent[] {
  try {
    return readdirSync(root, { withFileTypes: true });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
