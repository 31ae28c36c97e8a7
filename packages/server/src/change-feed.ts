import type { Change } from './ingest/take-events.ts';

type Listener = (changes: readonly Change[]) => void;

/**
 * Tells those who follow what changed, in the order of the changes' numbers.
 *
 * It tells this process alone, at once; what other servers changed is told by whoever polls the store for it.
 */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();
  #last = 0;

  /** The number of the last change that was told. */
  get last(): number {
    return this.#last;
  }

  /** Tells changes that were not told before. */
  publish(changes: readonly Change[]): void {
    const fresh = changes.filter(({ seq }) => seq > this.#last);
    const latest = fresh.at(-1);
    if (latest === undefined) return;
    this.#last = latest.seq;
    for (const listener of this.#listeners) listener(fresh);
  }

  /** Tells every change from now on, until the returned function is called. A listener must not throw. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
