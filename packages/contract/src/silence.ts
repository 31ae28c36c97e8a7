import { compareMarks, type Mark } from './marks.ts';
import type { RunState } from './run-state.ts';
import { endOf, statusOf } from './run-view.ts';

// What a silence is measured in: heartbeats that a run announced and did not send.
const MISSED_BEFORE_STALLED = 3;
const MISSED_BEFORE_LOST = 4;

/** The least silence after which a run is lost, unless somebody says otherwise. */
export const LOST_AFTER_MS = 5 * 60_000;

/** How long a run may be silent before that means something. */
export interface Patience {
  readonly stalledAfterMs: number;
  readonly lostAfterMs: number;
}

/** What follows from how often a run announced to show that it lives. */
export function patienceFor(intervalMs: number, lostAfterMs: number = LOST_AFTER_MS): Patience {
  return {
    stalledAfterMs: MISSED_BEFORE_STALLED * intervalMs,
    lostAfterMs: Math.max(lostAfterMs, MISSED_BEFORE_LOST * intervalMs),
  };
}

/**
 * Null for a run whose silence means nothing: it ended, it is held, nobody executes it now, or it never promised to show
 * that it lives.
 */
export function patienceWith(state: RunState): Patience | null {
  const status = statusOf(state);
  const intervalMs = state.heartbeat_interval?.ms ?? 0;
  if (status !== 'running' && status !== 'stalled' && status !== 'cancelling') return null;
  return intervalMs > 0 && isExecuting(state) ? patienceFor(intervalMs) : null;
}

/** Whether a run that was called stalled or lost has sent a heartbeat since: it lives, though nothing says it gets on. */
export function isHeardOfAgain(state: RunState): boolean {
  const heartbeat = state.heartbeat?.mark ?? null;
  const end = endOf(state);
  if (end !== null) return end.inferred && isAfter(heartbeat, end.mark);
  return statusOf(state) === 'stalled' && isAfter(heartbeat, state.stalled?.mark ?? null);
}

/** A process should be at work on it: it was started, and not handed to another that has not taken it over yet. */
export function isExecuting({ started, entry_step, handed_off, taken_over }: RunState): boolean {
  if (started === null && entry_step === null) return false;
  return handed_off === null || isAfter(taken_over, handed_off.mark);
}

function isAfter(mark: Mark | null, other: Mark | null): boolean {
  return mark !== null && (other === null || compareMarks(mark, other) > 0);
}
