import type { ChangeFeed } from '../change-feed.ts';

/** Wakes those who wait for a change of one run, without looking at those who wait for others. */
export class RunWatch {
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(feed: ChangeFeed) {
    feed.subscribe((changes) => {
      for (const { runId } of changes) for (const wake of this.#waiting.get(runId) ?? []) wake();
    });
  }

  /** Calls `wake` with every change of the run, until the returned function is called. */
  watch(runId: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, waiting.add(wake));
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0) this.#waiting.delete(runId);
    };
  }
}
