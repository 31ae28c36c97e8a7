import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FileLockOptions {
  /** Called once when another process has the lock. */
  readonly waiting?: () => void;
}

const POLL_MS = 100;
const SQLITE_BUSY = 5;

/**
 * Does something while no other process does anything under the same lock.
 *
 * The lock is the operating system's, held through an SQLite file: it ends with the process that holds it, however that
 * ends, so no lock is ever left behind.
 */
export async function withFileLock<T>(
  path: string,
  { waiting }: FileLockOptions,
  act: () => Promise<T>,
): Promise<T> {
  const lock = new DatabaseSync(path);
  try {
    if (!tryLock(lock)) {
      waiting?.();
      do await sleep(POLL_MS);
      while (!tryLock(lock));
    }
    return await act();
  } finally {
    lock.close();
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
