import { compareMarks, endOf, shiftTimestamp, statusOf, type Mark, type RunState } from '@runlight/contract';

// What a silence is measured in: heartbeats that a run announced and did not send.
const MISSED_BEFORE_STALLED = 3;
const MISSED_BEFORE_LOST = 4;
const LOST_AFTER_MS = 5 * 60_000;

/** How long a run may be silent before that means something. */
export interface Patience {
  readonly stalledMs: number;
  readonly lostMs: number;
}

/**
 * Null for a run whose silence means nothing: it ended, it is held, nobody executes it now, or it never promised to show
 * that it lives.
 */
export function patienceWith(state: RunState): Patience | null {
  const status = statusOf(state);
  const intervalMs = state.heartbeat_interval?.ms ?? 0;
  if (status !== 'running' && status !== 'stalled' && status !== 'cancelling') return null;
  if (intervalMs <= 0 || !isExecuting(state)) return null;
  return {
    stalledMs: MISSED_BEFORE_STALLED * intervalMs,
    lostMs: Math.max(LOST_AFTER_MS, MISSED_BEFORE_LOST * intervalMs),
  };
}

/** When a run has to be looked at that was last heard of at `seenAt`; null if only an event can change anything. */
export function watchAt(state: RunState, seenAt: string): string | null {
  if (isHeardOfAgain(state)) return seenAt;
  const patience = patienceWith(state);
  if (patience === null) return null;
  const { stalledMs, lostMs } = patience;
  const ms = statusOf(state) === 'running' ? Math.min(stalledMs, lostMs) : lostMs;
  return shiftTimestamp(seenAt, ms);
}

/** Whether a run that was called stalled or lost has sent a heartbeat since: it lives, though nothing says it gets on. */
export function isHeardOfAgain(state: RunState): boolean {
  const heartbeat = state.heartbeat?.mark ?? null;
  const end = endOf(state);
  if (end !== null) return end.inferred && isAfter(heartbeat, end.mark);
  return statusOf(state) === 'stalled' && isAfter(heartbeat, state.stalled?.mark ?? null);
}

/** A process should be at work on it: it was started, and not handed to another that has not taken it over yet. */
function isExecuting({ started, entry_step, handed_off, taken_over }: RunState): boolean {
  if (started === null && entry_step === null) return false;
  return handed_off === null || isAfter(taken_over, handed_off.mark);
}

function isAfter(mark: Mark | null, other: Mark | null): boolean {
  return mark !== null && (other === null || compareMarks(mark, other) > 0);
}
