/** How far the wall clock may run ahead before we believe it: a suspended machine, a corrected clock. */
const MAX_LAG_MS = 1000;

/**
 * A clock in milliseconds since the epoch, exact to the microsecond, that never goes back.
 *
 * It runs on the monotonic clock from where the wall clock stood at first, follows the wall clock when that jumps
 * ahead, and ignores it when it is set back: a run's timestamps keep their order and its durations stay true.
 */
export class RunClock {
  readonly #wall: () => number;
  readonly #monotonic: () => number;
  #offset: number;

  constructor(wall: () => number = Date.now, monotonic: () => number = monotonicNow) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.#offset = wall() - monotonic();
  }

  now(): number {
    const monotonic = this.#monotonic();
    const behind = this.#wall() - (monotonic + this.#offset);
    if (behind > MAX_LAG_MS) this.#offset += behind;
    return Math.round((monotonic + this.#offset) * 1000) / 1000;
  }
}

function monotonicNow(): number {
  return performance.now();
}

/** A duration in milliseconds, rounded to the microsecond, never negative. */
export function durationBetween(startMs: number, endMs: number): number {
  return Math.max(0, Math.round((endMs - startMs) * 1000) / 1000);
}
