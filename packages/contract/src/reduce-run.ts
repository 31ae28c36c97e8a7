import { earlier, earlierMark, keepLatest, later, laterMark, type Mark } from './marks.ts';
import { ownValue, setOwn } from './own-key.ts';
import { describeRun } from './reduce-descriptor.ts';
import { KEPT_ANNOTATIONS, RECENT_TRANSITIONS, type Hold, type RunEnd, type RunState } from './run-state.ts';
import type { EventOf, RunEvent, StepEvent } from './schemas/event.ts';
import type { RunOutcome } from './states.ts';
import { addExactly } from './sums.ts';

type RunLevelEvent = Exclude<RunEvent, StepEvent>;
type BeatingEvent = EventOf<'workflow.run.running' | 'workflow.run.resumed' | 'workflow.run.heartbeat'>;
type HoldEvent = EventOf<'workflow.run.waiting' | 'workflow.run.blocked'>;
type EndEvent = EventOf<`workflow.run.${RunOutcome}`>;

export function foldRunEvent(state: RunState, event: RunLevelEvent, mark: Mark): void {
  switch (event.event) {
    case 'workflow.run.queued':
      transition(state, event, mark);
      describeRun(state, event, mark);
      if (state.queued_at === null || event.timestamp < state.queued_at) state.queued_at = event.timestamp;
      return;
    case 'workflow.run.running':
      transition(state, event, mark);
      describeRun(state, event, mark);
      state.started = earlierMark(state.started, mark);
      noteInterval(state, event, mark);
      return;
    case 'workflow.run.waiting':
    case 'workflow.run.blocked':
      transition(state, event, mark);
      open(state, event, mark);
      return;
    case 'workflow.run.resumed':
      transition(state, event, mark);
      noteInterval(state, event, mark);
      if (event.inferred === true) return; // the same process is heard of again, and what held it still does
      state.waiting_ms = addExactly(state.waiting_ms, event.waited_ms);
      if (event.wait_id === undefined) state.taken_over = laterMark(state.taken_over, mark);
      else settle(state, event.wait_id, { opened: null, closed: true });
      return;
    case 'workflow.run.stalled':
      transition(state, event, mark);
      state.stalled = later(state.stalled, {
        mark,
        reason: event.reason ?? null,
        last_seen_at: event.last_seen_at ?? null,
      });
      return;
    case 'workflow.run.heartbeat':
      noteInterval(state, event, mark);
      state.heartbeat = later(state.heartbeat, { mark, progress: event.progress });
      return;
    case 'workflow.run.cancelling':
      transition(state, event, mark);
      state.cancelling = earlier(state.cancelling, {
        mark,
        reason: event.reason ?? null,
        actor: event.actor ?? null,
      });
      return;
    case 'workflow.run.handed_off':
      transition(state, event, mark);
      state.handed_off = later(state.handed_off, {
        mark,
        target: event.target ?? null,
        reason: event.reason ?? null,
      });
      return;
    case 'workflow.run.succeeded':
    case 'workflow.run.incomplete':
    case 'workflow.run.failed':
    case 'workflow.run.cancelled':
    case 'workflow.run.timed_out':
    case 'workflow.run.lost':
      transition(state, event, mark);
      state.end = betterEnd(state.end, endTold(event, mark));
      return;
    case 'workflow.run.annotated':
      keepLatest(
        state.annotations,
        { mark, author: event.actor ?? null, note: event.note },
        KEPT_ANNOTATIONS,
      );
      return;
    case 'workflow.run.tagged':
      for (const tag of event.remove)
        if (!event.add.includes(tag)) setTag(state, tag, { mark, nth: 0, present: false });
      for (const [nth, tag] of event.add.entries()) setTag(state, tag, { mark, nth, present: true });
      return;
    case 'workflow.run.rerun_requested':
      state.rerun = later(state.rerun, { mark, new_run_id: event.new_run_id ?? null });
      return;
    case 'workflow.route.selected':
      state.route = later(state.route, {
        mark,
        decision: event.decision ?? null,
        target: event.target,
        reason: event.reason ?? null,
        retry_requested: event.retry_requested ?? false,
        awaiting: event.awaiting ?? null,
      });
      return;
    case 'workflow.run.reminded':
      return; // of a hold that the state has
    case 'workflow.run.enqueue_failed':
    case 'workflow.run.completed':
      return; // the end itself is told by the event before them
  }
}

function transition(state: RunState, event: RunLevelEvent, mark: Mark): void {
  keepLatest(state.recent, { mark, event: event.event }, RECENT_TRANSITIONS);
}

function setTag(state: RunState, tag: string, change: RunState['tags'][string]): void {
  setOwn(state.tags, tag, later(ownValue(state.tags, tag) ?? null, change));
}

function noteInterval(state: RunState, event: BeatingEvent, mark: Mark): void {
  const { heartbeat_interval_ms: ms } = event;
  if (ms !== undefined) state.heartbeat_interval = later(state.heartbeat_interval, { mark, ms });
}

function open(state: RunState, event: HoldEvent, mark: Mark): void {
  const waiting = event.event === 'workflow.run.waiting';
  settle(state, event.wait_id, {
    opened: {
      mark,
      status: waiting ? 'waiting' : 'blocked',
      kind: waiting ? event.wait_kind : null,
      reason: event.reason ?? null,
      needs: waiting ? null : (event.needs ?? null),
      step: event.step_name ?? null,
      until: event.until ?? null,
    },
    closed: false,
  });
}

/** Puts the two halves of a hold together and forgets it once both are there. */
function settle(state: RunState, waitId: string, part: Hold): void {
  const kept = ownValue(state.holds, waitId);
  const whole: Hold = {
    opened: part.opened ?? kept?.opened ?? null,
    closed: part.closed || (kept?.closed ?? false),
  };
  if (whole.opened !== null && whole.closed) delete state.holds[waitId];
  else setOwn(state.holds, waitId, whole);
}

/**
 * An authoritative end outranks an inferred one. Of two authoritative ones the earlier counts: a terminal state absorbs.
 * Of two inferred ones the later: the run may have shown life between them.
 */
function betterEnd(kept: RunEnd | null, candidate: RunEnd): RunEnd {
  if (kept === null) return candidate;
  if (kept.inferred !== candidate.inferred) return kept.inferred ? candidate : kept;
  return kept.inferred ? later(kept, candidate) : earlier(kept, candidate);
}

function endTold(event: EndEvent, mark: Mark): RunEnd {
  const failed = event.event === 'workflow.run.failed' || event.event === 'workflow.run.timed_out';
  const error = failed || event.event === 'workflow.run.lost' ? event.error : null;
  return {
    mark,
    outcome: event.event.slice('workflow.run.'.length) as RunOutcome, // EndEvent is defined by this very prefix
    inferred: event.event === 'workflow.run.lost',
    duration_ms: event.duration_ms,
    waiting_ms: event.waiting_ms ?? null,
    reason: event.reason ?? null,
    last_seen_at: event.event === 'workflow.run.lost' ? (event.last_seen_at ?? null) : null,
    actor: event.event === 'workflow.run.cancelled' ? (event.actor ?? null) : null,
    error,
    reported: event.event === 'workflow.run.failed' && event.reported === true,
    failed_step:
      failed && event.failed_step !== undefined
        ? {
            name: event.failed_step,
            key: event.failed_step_key ?? null,
            span_id: event.failed_span_id ?? null,
            attempt: event.failed_attempt ?? 1,
          }
        : null,
    outputs: event.outputs ?? null,
    effectiveness: event.effectiveness ?? null,
  };
}
