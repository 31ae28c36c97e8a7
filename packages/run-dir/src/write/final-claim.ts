import { linkSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

import { parseTimestamp, type FinalFile } from '@runlight/contract';
import { FinalFileSchema } from '@runlight/contract/schemas';

import { FILES } from '../layout.ts';
import { createFile, readJsonFile } from '../plain-files.ts';
import { RunDirError, systemCodeOf } from '../run-dir-error.ts';
import { jsonText } from './json-text.ts';

let attempts = 0;

/** A run's `final.json`; undefined if there is none, or none that can be read. */
export function readFinal(directory: string): FinalFile | undefined {
  try {
    const parsed = FinalFileSchema.safeParse(readJsonFile(join(directory, FILES.final)));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof RunDirError) return undefined; // a link or a device in its place says nothing
    throw error;
  }
}

/** True if the run itself said how it ended, which nothing overrules. */
export function hasAuthoritativeEnd(directory: string): boolean {
  const final = readFinal(directory);
  return final !== undefined && final.inferred !== true;
}

/**
 * Creates `final.json`, complete and on the disk: true for exactly one of all who try, and that one ended the run.
 *
 * An inferred end (`lost`) gives way to an authoritative one, once, and to a later inferred one. Throws system errors.
 */
export function claimEnd(directory: string, final: FinalFile, fileMode: number): boolean {
  attempts += 1;
  const path = join(directory, FILES.final);
  const temporary = join(directory, `.${FILES.final}.${process.pid}-${attempts}.tmp`);
  createFile(temporary, jsonText(final), { mode: fileMode, sync: true });
  try {
    for (;;) {
      if (createFrom(temporary, path, final, fileMode)) return true;
      const existing = readFinal(directory);
      if (existing !== undefined && !givesWay(existing, final)) return false;
      removeFinal(path); // an inferred one, or one that nobody can read
    }
  } finally {
    unlinkSync(temporary);
  }
}

function givesWay(existing: FinalFile, final: FinalFile): boolean {
  if (existing.inferred !== true) return false;
  return final.inferred !== true || parseTimestamp(final.timestamp) > parseTimestamp(existing.timestamp);
}

/** A link is never seen half-written and never goes over another file. */
function createFrom(temporary: string, path: string, final: FinalFile, mode: number): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
  try {
    createFile(path, jsonText(final), { mode, sync: true }); // a file system without links: exclusive all the same
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside first: of several who try, one succeeds. */
function removeFinal(path: string): void {
  attempts += 1;
  const aside = `${path}.${process.pid}-${attempts}.old`;
  try {
    renameSync(path, aside);
    unlinkSync(aside);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
}
