import { addExactly } from '@runlight/contract';

import { durationBetween } from './clock.ts';

/** How long something was held by any of several holds: their union, not their sum. */
export class HeldTime {
  #open = 0;
  #since = 0;
  #total: number;

  constructor(carriedOverMs = 0) {
    this.#total = carriedOverMs;
  }

  begin(atMs: number): void {
    if (this.#open === 0) this.#since = atMs;
    this.#open += 1;
  }

  /** Ends one hold; gives what that adds to the total: 0 while another is still open. */
  end(atMs: number): number {
    this.#open -= 1;
    if (this.#open > 0) return 0;
    const heldMs = durationBetween(this.#since, atMs);
    this.#total = addExactly(this.#total, heldMs);
    return heldMs;
  }

  /** The time held so far, in milliseconds. */
  totalMs(nowMs: number): number {
    return this.#open === 0 ? this.#total : addExactly(this.#total, durationBetween(this.#since, nowMs));
  }
}
