import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

import { formatTimestamp, type ControlRequest } from '@runlight/contract';

import { CONTROL_DIRECTORY } from '../layout.ts';
import { createFile, ensureDirectory, isDirectory } from '../plain-files.ts';
import { RunDirError } from '../run-dir-error.ts';
import { controlText } from './control-request.ts';

export interface WriteControlOptions {
  readonly directoryMode?: number;
  readonly fileMode?: number;
  /** Epoch milliseconds; requests are told in the order of their times. */
  readonly now?: number;
}

/**
 * Asks something of a run: when this returns the request lies in the run's `control/` directory, complete, under a name
 * of its own. The process that executes the run consumes it, usually within a quarter of a second.
 *
 * Returns the request's file. Throws `run_not_found`, `unsafe_path` and system errors.
 */
export function writeControl(
  directory: string,
  request: ControlRequest,
  options: WriteControlOptions = {},
): string {
  if (!isDirectory(directory)) throw new RunDirError('run_not_found', `No run directory: ${directory}`);
  const control = join(directory, CONTROL_DIRECTORY);
  ensureDirectory(control, options.directoryMode ?? 0o700);
  const at = formatTimestamp(options.now ?? Date.now());
  const name = `${at.replace(/[-:]/g, '')}-${randomBytes(6).toString('hex')}`;
  const temporary = join(control, `.${name}.tmp`);
  const path = join(control, `${name}.json`);
  createFile(temporary, controlText(request, at), { mode: options.fileMode ?? 0o600, sync: true });
  renameSync(temporary, path);
  return path;
}
