import { isHeardOfAgain, shiftTimestamp, statusOf, type RunState } from '@runlight/contract';

import { patienceOf } from './patience.ts';

/**
 * When a run has to be looked at that was last heard of at `seenAt`; null if only an event can change anything. Who does not
 * know how long silence lasts here has one looked at after an hour, by the watcher who knows.
 */
export function watchAt(state: RunState, seenAt: string, silentAfterHours = 1): string | null {
  if (isHeardOfAgain(state)) return seenAt;
  const patience = patienceOf(state, silentAfterHours);
  if (patience === null) return null;
  const { stalledAfterMs, lostAfterMs } = patience;
  const afterMs = statusOf(state) === 'running' ? Math.min(stalledAfterMs, lostAfterMs) : lostAfterMs;
  return Number.isFinite(afterMs) ? shiftTimestamp(seenAt, afterMs) : null;
}
