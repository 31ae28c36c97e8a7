import { vi } from 'vitest';

/** Waits until a check passes: at once when it does, and long enough for a machine that does much else. */
export function eventually<T>(check: () => T | Promise<T>, timeout = 15_000): Promise<T> {
  return vi.waitFor(check, { timeout, interval: 20 });
}
