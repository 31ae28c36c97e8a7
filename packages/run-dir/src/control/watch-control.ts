import { readdirSync, renameSync, statSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

import { diag } from '@opentelemetry/api';
import type { ControlRequest } from '@runlight/contract';

import { CONTROL_DIRECTORY } from '../layout.ts';
import { ensureDirectory, readJsonFile } from '../plain-files.ts';
import { systemCodeOf } from '../run-dir-error.ts';
import { parseControl } from './control-request.ts';

const POLL_MS = 250;
/** A directory's time of change may be this coarse: one that changed a moment ago is read again. */
const RECENT_MS = 2000;
const CONSUMED_DIRECTORY = 'consumed';

type Listener = (request: ControlRequest) => void;

/** Follows the `control/` directories of the runs that this process executes. Keeps no process alive. */
export class ControlWatches {
  readonly #directoryMode: number;
  readonly #watches = new Map<string, ControlWatch>();
  #timer: NodeJS.Timeout | undefined;

  constructor(directoryMode: number) {
    this.#directoryMode = directoryMode;
  }

  /** Tells a listener every request to a run, until the returned function is called. Throws system errors. */
  add(runDirectory: string, listener: Listener): () => void {
    let current = this.#watches.get(runDirectory);
    if (current === undefined) {
      current = new ControlWatch(join(runDirectory, CONTROL_DIRECTORY), this.#directoryMode);
      this.#watches.set(runDirectory, current);
    }
    const followed = current;
    followed.listeners.add(listener);
    this.#timer ??= setInterval(() => this.#poll(), POLL_MS).unref();
    followed.soon();
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0 || this.#watches.get(runDirectory) !== followed) return;
      this.#watches.delete(runDirectory);
      followed.close();
      if (this.#watches.size === 0) this.#stop();
    };
  }

  close(): void {
    for (const current of this.#watches.values()) current.close();
    this.#watches.clear();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #poll(): void {
    for (const current of this.#watches.values()) current.poll();
  }
}

/**
 * One run's `control/` directory. A request is told to all listeners and then moved to `consumed/`, so that it is told
 * once, also when the process ends and another one takes the run over.
 */
class ControlWatch {
  readonly listeners = new Set<Listener>();
  readonly #path: string;
  readonly #told = new Set<string>();
  readonly #watcher: FSWatcher | undefined;
  #changedAt = Number.NaN;

  constructor(path: string, directoryMode: number) {
    this.#path = path;
    ensureDirectory(path, directoryMode);
    ensureDirectory(join(path, CONSUMED_DIRECTORY), directoryMode);
    this.#watcher = watchQuietly(path, () => this.#read());
  }

  /** Reads what lies there already, after the code that asked for it had its turn. */
  soon(): void {
    setImmediate(() => this.#read());
  }

  /** For file systems that tell no changes: a `stat` is all it costs while there is nothing new. */
  poll(): void {
    const { mtimeMs } = statSync(this.#path, { throwIfNoEntry: false }) ?? { mtimeMs: Number.NaN };
    if (mtimeMs === this.#changedAt && Math.abs(Date.now() - mtimeMs) > RECENT_MS) return;
    this.#changedAt = mtimeMs;
    this.#read();
  }

  close(): void {
    this.listeners.clear();
    this.#watcher?.close();
  }

  #read(): void {
    if (this.listeners.size === 0) return;
    try {
      // The names begin with the time: in their order requests were made.
      for (const name of readdirSync(this.#path).toSorted()) {
        if (!name.endsWith('.json') || name.startsWith('.') || this.#told.has(name)) continue;
        this.#tell(name);
        this.#consume(name);
      }
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') diag.warn(`runlight: ${this.#path} can't be read`, error);
    }
  }

  #tell(name: string): void {
    const request = this.#requestIn(name);
    if (request === undefined) {
      diag.warn(`runlight: no request that a run understands: ${join(this.#path, name)}`);
      return;
    }
    for (const listener of this.listeners) {
      try {
        listener(request);
      } catch (error) {
        diag.warn('runlight: a request could not be served', error);
      }
    }
  }

  #requestIn(name: string): ControlRequest | undefined {
    try {
      return parseControl(readJsonFile(join(this.#path, name)));
    } catch {
      return undefined; // a link or a device in a file's place
    }
  }

  #consume(name: string): void {
    try {
      renameSync(join(this.#path, name), join(this.#path, CONSUMED_DIRECTORY, name));
    } catch {
      this.#told.add(name); // it stays, on a file system that is read-only by now; it is not told again
    }
  }
}

/** Without a watcher, for want of one in the system, polling serves. */
function watchQuietly(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
