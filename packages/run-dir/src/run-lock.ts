import { linkSync, lstatSync, renameSync, unlinkSync, utimesSync } from 'node:fs';

import { createFile, readPlainFile } from './plain-files.ts';
import { livenessOf, ownProcess, parseProcess, type ProcessIdentity } from './process-identity.ts';
import { systemCodeOf } from './run-dir-error.ts';

/** Whose process can't be asked is believed to be gone when it has not touched its lock for this long. */
const SILENT_MS = 10 * 60_000;
const FILE_MODE = 0o600;

/**
 * A lock that one process at a time holds: an exclusively created file that names the process. That of a process that is
 * gone is taken over.
 */
export class RunLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Undefined if somebody else holds the lock. Throws system errors. */
  static take(path: string): RunLock | undefined {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        createFile(path, `${JSON.stringify(ownProcess())}\n`, { mode: FILE_MODE });
        return new RunLock(path);
      } catch (error) {
        if (systemCodeOf(error) !== 'EEXIST') throw error;
      }
      const holder = readPlainFile(path) ?? '';
      if (!isStale(path, holder) || !removeStale(path, holder)) return undefined;
    }
    return undefined;
  }

  /** Shows that the holder is at work; to be called now and then by those who hold it long. */
  touch(): void {
    const now = new Date();
    utimesSync(this.#path, now, now);
  }

  release(): void {
    removeIfThere(this.#path);
  }
}

function isStale(path: string, holder: string): boolean {
  const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  const silent = Date.now() - mtimeMs > SILENT_MS;
  const subject = processIn(holder);
  if (subject === null) return silent; // being written at this moment, or cut off by a crash
  const liveness = livenessOf(subject);
  return liveness === 'gone' || (liveness === 'unknown' && silent);
}

/** Of several who find a lock stale one removes it; who moved a newer lock away by mistake puts it back. */
function removeStale(path: string, holder: string): boolean {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return true;
    throw error;
  }
  const isThatOne = readPlainFile(aside) === holder;
  if (!isThatOne) linkSync(aside, path);
  unlinkSync(aside);
  return isThatOne;
}

function processIn(text: string): ProcessIdentity | null {
  try {
    return parseProcess(JSON.parse(text));
  } catch {
    return null;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
  }
}
