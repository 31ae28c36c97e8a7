import type { SeenEvents } from './run-state.ts';

/**
 * Notes a producer's event; false if it was noted before.
 *
 * Keeps half-open ranges, so that its size follows from the number of gaps: one while events arrive in order, and one
 * more for each place where events are late or were lost.
 */
export function markSeen(seen: SeenEvents, seq: number): boolean {
  let at = seen.length;
  while (at > 0 && (seen[at - 1]?.[0] ?? 0) > seq) at -= 1; // nearly always the last one: search from there
  const before = seen[at - 1];
  const after = seen[at];
  if (before !== undefined && seq < before[1]) return false;

  const extendsBefore = before !== undefined && before[1] === seq;
  const extendsAfter = after !== undefined && after[0] === seq + 1;
  if (extendsBefore && extendsAfter) {
    before[1] = after[1];
    seen.splice(at, 1);
  } else if (extendsBefore) {
    before[1] = seq + 1;
  } else if (extendsAfter) {
    after[0] = seq;
  } else {
    seen.splice(at, 0, [seq, seq + 1]);
  }
  return true;
}
