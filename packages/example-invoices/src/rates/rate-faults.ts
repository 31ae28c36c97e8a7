import { createHash } from 'node:crypto';

/** What the rate service does with a request: answer it, answer 503, or never answer. */
export type RateFault = 'none' | 'unavailable' | 'silent';

/** Decides about the nth request (from 1) for a currency. */
export type RateFaults = (currency: string, nth: number) => RateFault;

/** The bank behind this currency is down for as long as the example runs. */
const downForGood = new Set(['HUF']);

/**
 * Faults that look random and are the same each time: they follow from the seed, the currency and how often it was
 * asked for, not from the order in which parallel runs happen to ask. At most two requests for a currency fail in a
 * row, except for HUF, which is never answered with a rate.
 */
export function seededFaults(seed: number): RateFaults {
  const roll = (currency: string, nth: number): RateFault => {
    const byte = createHash('sha256').update(`${seed}:${currency}:${nth}`).digest()[0] ?? 0;
    if (byte % 6 < 2) return 'unavailable';
    return byte % 6 === 2 ? 'silent' : 'none';
  };
  return (currency, nth) => {
    if (downForGood.has(currency)) return 'unavailable';
    const isThird = nth % 3 === 0;
    return isThird ? 'none' : roll(currency, nth);
  };
}
