import {
  advance,
  compareMarks,
  currentHold,
  endOf,
  formatTimestamp,
  initialRunState,
  isOutcome,
  markOf,
  startedAt,
  statusOf,
  type RunEvent,
  type RunState,
  type RunStatus,
} from '@runlight/contract';
import type { z } from '@hono/zod-openapi';

import type { StateSpanSchema } from '../api/runs.ts';
import { blockNote, waitNote } from './hold-notes.ts';
import { lengthMs } from './intervals.ts';

export type StateSpan = z.infer<typeof StateSpanSchema>;

/** What a run is in at one moment of its fold; `key` tells one wait from the next. */
interface Situation {
  readonly key: string;
  readonly state: RunStatus;
  readonly note: string | null;
  readonly actor: string | null;
  /** The step that holds the run. */
  readonly heldBy: string | null;
}

interface Decision {
  readonly outcome: string;
  readonly actor: string | null;
}

interface OpenSpan extends Situation {
  readonly from: string;
  readonly inferred: boolean;
}

/**
 * The states that a run was in, one after the other, without gap or overlap; the last one is the state it is in.
 *
 * Folded from the events as they happened, in whatever order they are given. `to` of the last span is null: it lasts,
 * until `now` (epoch milliseconds) or, at the end of a run, for good, of which the duration says 0. Where events are
 * gone, the spans are those that `state` itself can tell.
 */
export function stateTimeline(events: readonly RunEvent[], state: RunState, now: number): StateSpan[] {
  const folded = initialRunState(state.run_id);
  const decisions = new Map<string, Decision>();
  const spans: OpenSpan[] = [];
  for (const event of events.toSorted((a, b) => compareMarks(markOf(a), markOf(b)))) {
    advance(folded, event);
    if (event.event === 'workflow.gate.resolved') {
      const { gate, gate_outcome, actor = null } = event;
      decisions.set(gate, { outcome: gate_outcome.replace('_', ' '), actor });
    }
    const situation = situationOf(folded);
    const last = spans.at(-1);
    if (last?.key === situation.key) continue;
    if (last?.from === event.timestamp) {
      spans.pop(); // it lasted for no time at all
      if (spans.at(-1)?.key === situation.key) continue;
    } else if (last !== undefined) {
      spans[spans.length - 1] = decided(last, decisions);
    }
    spans.push({ ...situation, from: event.timestamp, inferred: isInferred(event, situation.state) });
  }
  return spans.at(-1)?.state === statusOf(state) ? toSpans(spans, now) : outline(state, now);
}

function isInferred(event: RunEvent, state: RunStatus): boolean {
  return state === 'stalled' || state === 'lost' || ('inferred' in event && event.inferred === true);
}

function situationOf(state: RunState): Situation {
  const status = statusOf(state);
  const end = endOf(state);
  const hold = currentHold(state);
  const nobody = { key: status, state: status, note: null, actor: null, heldBy: null };
  if (end !== null) return { ...nobody, note: end.reason ?? end.error?.message ?? null, actor: end.actor };
  if (hold !== null) {
    return {
      ...nobody,
      key: hold.mark.join(' '),
      note: hold.status === 'blocked' ? blockNote(hold.reason, hold.needs) : waitNote(hold.kind, hold.reason),
      heldBy: hold.step,
    };
  }
  switch (status) {
    case 'cancelling':
      return { ...nobody, note: state.cancelling?.reason ?? null, actor: state.cancelling?.actor ?? null };
    case 'stalled':
      return { ...nobody, note: state.stalled?.reason ?? null };
    case 'queued':
      return { ...nobody, note: state.descriptor.queue };
    default:
      return nobody;
  }
}

/** A wait for a decision, with the decision that ended it. */
function decided(span: OpenSpan, decisions: ReadonlyMap<string, Decision>): OpenSpan {
  const decision = span.heldBy === null ? undefined : decisions.get(span.heldBy);
  if (decision === undefined) return span;
  const { outcome, actor } = decision;
  return { ...span, note: span.note === null ? outcome : `${span.note} (${outcome})`, actor };
}

/** What a state alone tells: when the run was queued, when it started, and since when it is what it is. */
function outline(state: RunState, now: number): StateSpan[] {
  const last = situationOf(state);
  const since =
    endOf(state)?.mark[0] ??
    currentHold(state)?.mark[0] ??
    (last.state === 'cancelling' ? state.cancelling?.mark[0] : undefined) ??
    (last.state === 'stalled' ? state.stalled?.mark[0] : undefined) ??
    startedAt(state) ??
    state.updated_at ??
    '';
  const before: OpenSpan[] = [];
  for (const [status, from] of [
    ['queued', state.queued_at],
    ['running', state.started?.[0] ?? state.entry_step?.mark[0] ?? null],
  ] as const) {
    if (from === null || from >= since || status === last.state) continue;
    before.push({ key: status, state: status, note: null, actor: null, heldBy: null, inferred: false, from });
  }
  const inferred = last.state === 'stalled' || last.state === 'lost';
  return toSpans([...before, { ...last, from: since, inferred }], now);
}

/** A span lasts until the next one begins. */
function toSpans(spans: readonly OpenSpan[], now: number): StateSpan[] {
  return spans.map(({ state, from, note, actor, inferred }, index) => {
    const to = spans[index + 1]?.from ?? null;
    const until = to ?? (isOutcome(state) ? from : formatTimestamp(now));
    return { state, from, to, duration_ms: lengthMs({ from, to: until }), note, actor, inferred };
  });
}
