import { isHeardOfAgain, patienceWith, shiftTimestamp, statusOf, type RunState } from '@runlight/contract';

/** When a run has to be looked at that was last heard of at `seenAt`; null if only an event can change anything. */
export function watchAt(state: RunState, seenAt: string): string | null {
  if (isHeardOfAgain(state)) return seenAt;
  const patience = patienceWith(state);
  if (patience === null) return null;
  const { stalledAfterMs, lostAfterMs } = patience;
  return shiftTimestamp(
    seenAt,
    statusOf(state) === 'running' ? Math.min(stalledAfterMs, lostAfterMs) : lostAfterMs,
  );
}
