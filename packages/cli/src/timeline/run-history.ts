import {
  parseTimestamp,
  type ErrorInfo,
  type RunEvent,
  type StepEvent,
  type StepStatus,
  type WaitKind,
} from '@runlight/contract';

import type { Interval } from './intervals.ts';

export interface Held extends Interval {
  readonly status: 'waiting' | 'blocked';
  readonly kind: WaitKind | null;
}

/** A step's status, or `abandoned` when its run ended before it did. */
export type AttemptStatus = StepStatus | 'abandoned';

/** One execution of a step, as it is drawn. */
export interface Attempt extends Interval {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly key: string | null;
  readonly number: number;
  readonly status: AttemptStatus;
  /** Waits and blocks inside it. */
  readonly held: readonly Held[];
  /** Pauses before a try that the step made by itself. */
  readonly backoff: readonly Interval[];
  /** How often the step tried again by itself. */
  readonly retries: number;
  readonly error: ErrorInfo | null;
}

/** All that happened in a run over time. */
export interface RunHistory extends Interval {
  readonly queued: Interval | null;
  /** Waits and blocks of the run outside of any step. */
  readonly held: readonly (Held & { readonly reason: string | null })[];
  /** By when they started. */
  readonly attempts: readonly Attempt[];
}

type HoldMark = { at: number; kind: WaitKind | null; opens: 'waiting' | 'blocked' | null };
type Draft = { -readonly [Key in keyof Omit<Attempt, 'to' | 'held' | 'backoff'>]: Attempt[Key] } & {
  to: number | null;
  marks: HoldMark[] | null;
  backoff: Interval[] | null;
};
type RunHold = {
  opened: { at: number; kind: WaitKind | null; status: Held['status']; reason: string | null } | null;
  to: number | null;
};

/**
 * Collects a run's history from its events, in whatever order they come. What has not ended lasts until the run's
 * end, or until `now`.
 */
export class HistoryReader {
  readonly #drafts = new Map<string, Draft>();
  readonly #holds = new Map<string, RunHold>();
  #queuedAt: number | null = null;
  #startedAt: number | null = null;
  #firstAt: number | null = null;
  #durationMs: number | null = null;

  add(event: RunEvent): void {
    const at = parseTimestamp(event.timestamp);
    if (this.#firstAt === null || at < this.#firstAt) this.#firstAt = at;
    if ('step_seq' in event) this.#addToStep(event, at);
    else this.#addToRun(event, at);
  }

  /** To be called once, after the last event. */
  finish(now: number): RunHistory {
    const start = this.#startedAt ?? this.#queuedAt ?? this.#firstAt ?? now;
    const over = this.#durationMs !== null;
    // Not when the end was told: that a run is lost is told long after.
    const to = this.#durationMs === null ? now : start + this.#durationMs;
    const from = Math.min(start, this.#queuedAt ?? start);
    const attempts = Array.from(this.#drafts.values(), (draft) => closed(draft, to, over));
    this.#drafts.clear(); // there may be a million
    attempts.sort((a, b) => a.from - b.from);
    const held = [...this.#holds.values()].flatMap((hold) =>
      hold.opened === null
        ? []
        : [{ ...hold.opened, from: hold.opened.at, to: Math.max(hold.opened.at, hold.to ?? to) }],
    );
    const queued = this.#queuedAt === null ? null : { from: this.#queuedAt, to: this.#startedAt ?? to };
    return { from, to: Math.max(from, to), queued, held, attempts };
  }

  #addToRun(event: Exclude<RunEvent, StepEvent>, at: number): void {
    switch (event.event) {
      case 'workflow.run.queued':
        this.#queuedAt = Math.min(at, this.#queuedAt ?? at);
        return;
      case 'workflow.run.running':
        this.#startedAt = Math.min(at, this.#startedAt ?? at);
        return;
      case 'workflow.run.waiting':
      case 'workflow.run.blocked': {
        if (event.step_name !== undefined) return; // drawn in that step's row
        const waits = event.event === 'workflow.run.waiting';
        this.#hold(event.wait_id).opened = {
          at,
          kind: waits ? event.wait_kind : null,
          status: waits ? 'waiting' : 'blocked',
          reason: event.reason ?? null,
        };
        return;
      }
      case 'workflow.run.resumed':
        if (event.wait_id !== undefined) this.#hold(event.wait_id).to = at;
        return;
      case 'workflow.run.completed':
        this.#durationMs = event.duration_ms;
        return;
      default:
        return;
    }
  }

  #hold(waitId: string): RunHold {
    const kept = this.#holds.get(waitId) ?? { opened: null, to: null };
    this.#holds.set(waitId, kept);
    return kept;
  }

  #addToStep(event: StepEvent, at: number): void {
    const draft = this.#drafts.get(event.span_id) ?? newDraft(event, at);
    this.#drafts.set(event.span_id, draft);
    draft.from = Math.min(draft.from, at);
    switch (event.event) {
      case 'workflow.step.started':
        draft.parentSpanId = event.parent_span_id ?? null;
        return;
      case 'workflow.step.waiting':
        (draft.marks ??= []).push({ at, kind: event.wait_kind, opens: 'waiting' });
        return;
      case 'workflow.step.blocked':
        (draft.marks ??= []).push({ at, kind: null, opens: 'blocked' });
        return;
      case 'workflow.step.resumed':
        (draft.marks ??= []).push({ at, kind: null, opens: null });
        return;
      case 'workflow.step.retrying':
        draft.retries += 1;
        (draft.backoff ??= []).push({ from: at, to: at + (event.delay_ms ?? 0) });
        return;
      case 'workflow.step.completed':
        return end(draft, 'completed', at);
      case 'workflow.step.failed':
        draft.error = event.error;
        return end(draft, 'failed', at);
      case 'workflow.step.cancelled':
        return end(draft, 'cancelled', at);
      case 'workflow.step.skipped':
        draft.parentSpanId = event.parent_span_id ?? null;
        return end(draft, 'skipped', at);
      default:
        return;
    }
  }
}

function newDraft(event: StepEvent, at: number): Draft {
  return {
    spanId: event.span_id,
    parentSpanId: null,
    name: event.step_name,
    key: event.step_key ?? null,
    number: event.attempt,
    status: 'running',
    from: at,
    to: null,
    marks: null,
    backoff: null,
    retries: 0,
    error: null,
  };
}

function end(draft: Draft, status: StepStatus, at: number): void {
  draft.status = status;
  draft.to = at;
}

const NONE: readonly never[] = []; // shared: a run may have a million steps that never waited

function closed({ marks, ...draft }: Draft, until: number, over: boolean): Attempt {
  const to = Math.max(draft.from, draft.to ?? until);
  const held = marks === null ? NONE : heldBetween(marks, to);
  const last = held.at(-1);
  const open = draft.to === null;
  const now = over ? 'abandoned' : last?.to === to ? last.status : 'running';
  const backoff = draft.backoff?.map((pause) => ({ from: pause.from, to: Math.min(pause.to, to) })) ?? NONE;
  return { ...draft, to, held, backoff, status: open ? now : draft.status };
}

/** Waits of one step may overlap (parallel gates): it is held until as many ended as began. */
function heldBetween(marks: HoldMark[], until: number): Held[] {
  const held: Held[] = [];
  let open: (Omit<Held, 'to'> & { depth: number }) | null = null;
  for (const { at, opens, kind } of marks.sort((a, b) => a.at - b.at)) {
    if (opens !== null) {
      if (open === null) open = { from: at, status: opens, kind, depth: 1 };
      else open.depth += 1;
    } else if (open !== null && --open.depth === 0) {
      held.push({ from: open.from, to: at, status: open.status, kind: open.kind });
      open = null;
    }
  }
  if (open !== null) held.push({ from: open.from, to: until, status: open.status, kind: open.kind });
  return held;
}
