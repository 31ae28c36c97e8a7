import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 250;

/** Asks again and again until there is nothing left to find fault with; throws with the faults when time is up. */
export async function untilFaultless(
  what: string,
  faults: () => Promise<readonly string[]>,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await faults();
    if (found.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`${what}, after ${timeoutMs / 1000} s:\n${summary(found)}`);
    await sleep(POLL_MS);
  }
}

/** Asks until the answer is the wanted one. */
export async function untilIs<T>(
  what: string,
  wanted: T,
  ask: () => Promise<T>,
  timeoutMs?: number,
): Promise<void> {
  await untilFaultless(
    what,
    async () => {
      const is = await ask();
      return is === wanted ? [] : [`${String(is)} instead of ${String(wanted)}`];
    },
    timeoutMs,
  );
}

const SHOWN = 20;

export function summary(faults: readonly string[]): string {
  const rest = faults.length - SHOWN;
  return [...faults.slice(0, SHOWN), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
}
