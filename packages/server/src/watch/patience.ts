import { isExecuting, patienceWith, statusOf, type Patience, type RunState } from '@runlight/contract';

const HOUR_MS = 3_600_000;
/** Unless somebody says otherwise. */
export const SILENT_AFTER_HOURS = 24;

/**
 * How long a run may be silent before that means something; null if it means nothing. One that never promised to show that
 * it lives is stalled after a long silence, and never lost: nothing says that it does not.
 */
export function patienceOf(state: RunState, silentAfterHours: number): Patience | null {
  const promised = patienceWith(state);
  if (promised !== null || !sendsNoHeartbeats(state)) return promised;
  return { stalledAfterMs: silentAfterHours * HOUR_MS, lostAfterMs: Number.POSITIVE_INFINITY };
}

/** Whether a run is executed somewhere and nobody would notice if its process died. */
export function sendsNoHeartbeats(state: RunState): boolean {
  const status = statusOf(state);
  if (status !== 'running' && status !== 'stalled' && status !== 'cancelling') return false;
  return isExecuting(state) && state.heartbeat_interval === null;
}
