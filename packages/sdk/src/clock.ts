/** How far the wall clock may run ahead before we believe it: a suspended machine, a corrected clock. */
const MAX_LAG_MS = 1000;
/** How far the clocks of two runs may be apart before the later one is set anew by the wall clock. */
const MAX_DRIFT_MS = 5;

/** Where the wall clock stands when the monotonic one is at 0: one for all runs, so that their times compare. */
let processOffset = performance.timeOrigin;

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
    if (monotonic !== monotonicNow) return;
    // The wall clock tells whole milliseconds: the order of two runs is in what it leaves out.
    if (Math.abs(this.#offset - processOffset) > MAX_DRIFT_MS) processOffset = this.#offset;
    else this.#offset = processOffset;
  }

  /** A clock that goes on from a time that another process has recorded, though its own clock may lag behind. */
  static notBefore(epochMs: number): RunClock {
    const clock = new RunClock();
    clock.#offset += Math.max(0, epochMs - clock.now());
    return clock;
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
