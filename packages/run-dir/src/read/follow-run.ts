import { watch } from 'node:fs';
import { join } from 'node:path';

import type { RunEvent, StatusFile } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { StreamFold } from './fold-stream.ts';
import { readStatus, statusFrom } from './read-status.ts';

export interface RunChange {
  readonly status: StatusFile;
  /** The events since the change before; at first all that there are. */
  readonly events: readonly RunEvent[];
  readonly ended: boolean;
}

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** How long to wait at most before looking again. Default 250. */
  readonly pollMs?: number;
}

/**
 * Follows a run: its state as it is, then every change, until it has ended or the signal is aborted.
 *
 * Folds each line once. The last change has `ended`: then every other file of the run is complete. A directory that does
 * not exist yet is waited for.
 */
export async function* followRun(
  directory: string,
  options: FollowOptions = {},
): AsyncGenerator<RunChange, void, void> {
  const { signal } = options;
  const events: RunEvent[] = [];
  const fold = new StreamFold(undefined, { onEvent: (event) => void events.push(event) });
  const changes = new Changes(directory, options.pollMs ?? 250, signal);
  let offset = 0;
  let afterEndOffset = 0;
  let shown = '';
  let rolledUp = false;
  try {
    for (;;) {
      if (signal?.aborted === true) return;
      offset = fold.read(join(directory, FILES.events), offset);
      afterEndOffset = fold.read(join(directory, FILES.afterEnd), afterEndOffset);
      const folded = fold.result(offset, afterEndOffset);
      const status = folded === undefined ? readStatus(directory) : statusFrom(directory, folded);
      const fresh = events.splice(0);
      rolledUp ||= fresh.some((event) => isRollUp(event, status));
      const ended = status !== undefined && (folded === undefined ? status.outcome !== null : rolledUp);
      const text = status === undefined ? '' : JSON.stringify(status);
      if (status !== undefined && (fresh.length > 0 || text !== shown || ended)) {
        shown = text;
        yield { status, events: fresh, ended };
      }
      if (ended) return;
      await changes.next();
    }
  } finally {
    changes.close();
  }
}

/** The roll-up of a run that was found lost counts for as long as it is lost: it may live on. */
function isRollUp(event: RunEvent, status: StatusFile | undefined): boolean {
  return event.event === 'workflow.run.completed' && (event.inferred !== true || status?.inferred === true);
}

/** Wakes up when something in a directory changes, and every now and then: not every file system tells. */
class Changes {
  readonly #directory: string;
  readonly #pollMs: number;
  readonly #signal: AbortSignal | undefined;
  #close: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #changed = false;

  constructor(directory: string, pollMs: number, signal: AbortSignal | undefined) {
    this.#directory = directory;
    this.#pollMs = pollMs;
    this.#signal = signal;
  }

  async next(): Promise<void> {
    this.#watch();
    if (this.#changed || this.#signal?.aborted === true) {
      this.#changed = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#signal?.addEventListener('abort', this.#wake, { once: true });
    });
    if (this.#wake !== undefined) this.#signal?.removeEventListener('abort', this.#wake);
    this.#wake = undefined;
    this.#changed = false;
  }

  close(): void {
    this.#close?.();
  }

  #watch(): void {
    if (this.#close !== undefined) return;
    try {
      const watcher = watch(this.#directory, { persistent: false }, () => {
        this.#changed = true;
        this.#wake?.();
      });
      const close = (): void => {
        watcher.close();
        this.#close = undefined;
      };
      watcher.on('error', close);
      this.#close = close;
    } catch {
      // Not there yet, or no watcher to be had: polling serves, and the next turn tries again.
    }
  }
}
