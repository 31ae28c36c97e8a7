export interface BackoffLimits {
  readonly initialMs: number;
  readonly maxMs: number;
}

const DEFAULT_LIMITS: BackoffLimits = { initialMs: 500, maxMs: 30_000 };

/**
 * The pause before the next attempt: none after a success, then doubling up to a cap, each with a jitter down to half of
 * it, so that many processes do not come back in step. A longer wish of the endpoint wins, up to the cap.
 */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #failures = 0;
  pauseMs = 0;

  constructor(limits: BackoffLimits = DEFAULT_LIMITS, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  fail(wishedMs = 0): void {
    const { initialMs, maxMs } = this.#limits;
    const full = Math.min(initialMs * 2 ** this.#failures, maxMs);
    this.#failures += 1;
    this.pauseMs = Math.max(full * (0.5 + this.#random() / 2), Math.min(wishedMs, maxMs));
  }

  reset(): void {
    this.#failures = 0;
    this.pauseMs = 0;
  }
}
