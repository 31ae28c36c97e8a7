import type { ErrorInfo, StepEvent, StepStatus, WaitKind } from '@runlight/contract';

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

/** The beginning or the end of a wait. */
type HoldMark = { at: number; kind: WaitKind | null; opens: 'waiting' | 'blocked' | null };
/** An attempt of which not every event was read yet. */
export type Draft = { -readonly [Key in keyof Omit<Attempt, 'to' | 'held' | 'backoff'>]: Attempt[Key] } & {
  to: number | null;
  marks: HoldMark[] | null;
  backoff: Interval[] | null;
};
/** What is known of an attempt once its first event was read. */
export function newDraft(event: StepEvent, at: number): Draft {
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

/** Adds one of the attempt's events, in whatever order they come. */
export function addToDraft(draft: Draft, event: StepEvent, at: number): void {
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

function end(draft: Draft, status: StepStatus, at: number): void {
  draft.status = status;
  draft.to = at;
}

const NONE: readonly never[] = []; // shared: a run may have a million steps that never waited

/** The attempt as it came out; one that has not ended lasts until then, and is abandoned if its run is over. */
export function closeDraft({ marks, ...draft }: Draft, until: number, over: boolean): Attempt {
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
