import type { Change } from './ingest/take-events.ts';

type Listener = (changes: readonly Change[]) => void;

/**
 * Tells those who follow what changed, each change once, in the order of the changes' numbers.
 *
 * What this process changed is told at once; what other servers changed is told by who reads the store for it:
 * `followOthers`.
 */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();
  #last: number;
  #readMissed: (() => void) | undefined;

  /** `last` is the number of the last change before this server began. */
  constructor(last = 0) {
    this.#last = last;
  }

  /** The number of the last change that was told. */
  get last(): number {
    return this.#last;
  }

  /** Tells changes that were not told before; if numbers before them are missing, has those read first. */
  publish(changes: readonly Change[]): void {
    const first = changes.find(({ seq }) => seq > this.#last);
    if (first === undefined) return;
    if (first.seq > this.#last + 1 && this.#readMissed !== undefined) this.#readMissed();
    else this.tell(changes);
  }

  /** Tells changes before which nothing is missing. */
  tell(changes: readonly Change[]): void {
    const fresh = changes.filter(({ seq }) => seq > this.#last);
    const latest = fresh.at(-1);
    if (latest === undefined) return;
    this.#last = latest.seq;
    for (const listener of this.#listeners) listener(fresh);
  }

  /** Who reads changes from the store, from `last` on, when some are missing. */
  readMissedWith(read: () => void): void {
    this.#readMissed = read;
  }

  /** Tells every change from now on, until the returned function is called. A listener must not throw. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
