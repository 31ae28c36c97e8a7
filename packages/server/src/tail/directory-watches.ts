import { statfsSync, watch, type FSWatcher } from 'node:fs';
import { basename } from 'node:path';

/** A watch takes a kilobyte and a half here, and one of a number that the system has for all programs of a user. */
const AT_MOST = 20_000;

/** The file systems of Linux whose changes are all made by its own kernel, which tells of them. Source: statfs(2). */
const TOLD_OF: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0x2fc12fc1, // ZFS
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
]);

/** Whether the system tells of every change below a directory, whoever makes it: not of what another machine writes. */
export function isToldOf(directory: string): boolean {
  try {
    return process.platform === 'linux' && TOLD_OF.has(statfsSync(directory).type);
  } catch {
    return false; // nobody made it yet
  }
}

/** Watches directories for changes of the files in them, as many as it may and the system lets it. */
export class DirectoryWatches {
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = new Set<string>();
  #most: number;

  constructor(most: number = AT_MOST) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#watchers.size >= this.#most;
  }

  has(directory: string): boolean {
    return this.#watchers.has(directory);
  }

  /** Tells every change from now on; false if it can't, of this one or of any. */
  add(directory: string): boolean {
    if (this.isFull) return false;
    try {
      const watcher = watch(directory, { persistent: false }, (_, name) => {
        this.#changed.add(directory);
        if (name === basename(directory)) this.remove(directory); // it is gone, or another has its name
      });
      watcher.once('error', () => this.remove(directory));
      this.#watchers.set(directory, watcher);
      return true;
    } catch (error) {
      // ENOSPC: the user has no more of them; EMFILE: nor of what holds them. Else the directory is gone.
      const { code } = error as NodeJS.ErrnoException; // Node's own
      if (code === 'ENOSPC' || code === 'EMFILE') this.#most = this.#watchers.size;
      return false;
    }
  }

  remove(directory: string): void {
    this.#watchers.get(directory)?.close();
    this.#watchers.delete(directory);
  }

  /** The directories that changed since this was asked last, also those that are not watched any more. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  close(): void {
    for (const directory of this.#watchers.keys()) this.remove(directory);
  }
}
