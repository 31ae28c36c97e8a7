import {
  isHeardOfAgain,
  parseTimestamp,
  startedAt,
  statusOf,
  type RunEvent,
  type RunState,
} from '@runlight/contract';

import { outsideEvents, type EventBody } from '../actions/outside-event.ts';
import { patienceOf } from './patience.ts';

/** What has to be said of a run that has been silent for so long; nothing, if that means nothing. */
export function inferencesOf(state: RunState, silenceMs: number, silentAfterHours: number): RunEvent[] {
  if (isHeardOfAgain(state)) {
    return told(state, silenceMs, [
      { event: 'workflow.run.resumed', waited_ms: 0, reason: 'its heartbeats are back', inferred: true },
    ]);
  }
  const patience = patienceOf(state, silentAfterHours);
  if (patience === null) return [];
  if (silenceMs >= patience.lostAfterMs) return lost(state, silenceMs);
  if (silenceMs >= patience.stalledAfterMs && statusOf(state) === 'running') {
    return told(state, silenceMs, [
      { event: 'workflow.run.stalled', reason: reasonOf(state, silenceMs), ...lastSeen(state) },
    ]);
  }
  return [];
}

function lost(state: RunState, silenceMs: number): RunEvent[] {
  const reason = reasonOf(state, silenceMs);
  const category = 'transient';
  const sums = { duration_ms: durationMs(state), waiting_ms: state.waiting_ms };
  return told(state, silenceMs, [
    {
      event: 'workflow.run.lost',
      ...sums,
      reason,
      error: { type: 'RunLostError', message: reason, category },
      inferred: true,
      ...lastSeen(state),
    },
    {
      event: 'workflow.run.completed',
      outcome: 'lost',
      ...sums,
      steps: state.steps.started,
      retries: state.retries,
      first_pass: false,
      error_category: category,
      inferred: true,
      ...(state.descriptor.queue_wait_ms !== null && { queue_wait_ms: state.descriptor.queue_wait_ms }),
      ...(Object.keys(state.usage).length > 0 && { usage: state.usage }),
    },
  ]);
}

/**
 * On the clock of the run's processes, so that it stands in order with what they say: what they said last, and the time
 * that has passed here since it arrived.
 */
function told(state: RunState, silenceMs: number, bodies: readonly EventBody[]): RunEvent[] {
  const last = state.updated_at === null ? 0 : parseTimestamp(state.updated_at);
  return outsideEvents(state, bodies, last + silenceMs);
}

function reasonOf(state: RunState, silenceMs: number): string {
  const { heartbeat_interval } = state;
  if (heartbeat_interval === null) {
    return `Nothing was heard of it for ${Math.floor(silenceMs / 3_600_000)} h, and it promised no heartbeats`;
  }
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  return `No heartbeat for ${seconds(silenceMs)}; one was due every ${seconds(heartbeat_interval.ms)}`;
}

function lastSeen({ heartbeat, progress }: RunState): { last_seen_at?: string } {
  const [latest] = [heartbeat?.mark[0], progress?.[0]]
    .filter((at) => at != null)
    .toSorted()
    .toReversed();
  return latest === undefined ? {} : { last_seen_at: latest };
}

/** To when it was last heard of: nobody knows how much longer it lived. */
function durationMs(state: RunState): number {
  const started = startedAt(state);
  const { last_seen_at } = lastSeen(state);
  if (started === null || last_seen_at === undefined) return 0;
  return Math.max(0, Math.round((parseTimestamp(last_seen_at) - parseTimestamp(started)) * 1000) / 1000);
}
