import { rootSpanIdOf, traceIdFromRunId } from './ids.ts';
import { compareMarks, type Mark } from './marks.ts';
import type { Hold, RunEnd, RunState } from './run-state.ts';
import { STATE_TABLE, type RunRecordStatus } from './state-table.ts';
import type { RunStatus } from './states.ts';
import type { StepRef, StepState } from './step-state.ts';
import { parseTimestamp } from './timestamp.ts';

type OpenHold = NonNullable<Hold['opened']>;

/**
 * The end that the run has come to; null while it goes on.
 *
 * An inferred end is void once the run shows progress later than that: who speaks is not lost. `state.end` keeps it,
 * so that the result does not depend on which of the two arrives first.
 */
export function endOf({ end, progress }: RunState): RunEnd | null {
  const isVoid = end !== null && end.inferred && progress !== null && isAfter(progress, end.mark);
  return isVoid ? null : end;
}

/** The state that a run is in. */
export function statusOf(state: RunState): RunStatus {
  const end = endOf(state);
  if (end !== null) return end.outcome;
  if (state.cancelling !== null) return 'cancelling';
  if (state.started === null && state.entry_step === null) return 'queued';
  const hold = currentHold(state);
  if (hold !== null) return hold.status;
  if (state.stalled !== null && isAfter(state.stalled.mark, state.progress)) return 'stalled';
  return 'running';
}

/**
 * What the run is held by: a block before a wait, of each kind the one that began first; null if nothing holds it.
 *
 * A run that is being cancelled is not held: what it waited for does not matter any more.
 */
export function currentHold(state: RunState): OpenHold | null {
  return firstOf(openHolds(state));
}

/** What of all that holds the run asks a person; null unless the run waits for one. A wait beside it changes nothing. */
export function holdForPerson(state: RunState): OpenHold | null {
  if (statusOf(state) !== 'waiting') return null;
  return firstOf(openHolds(state).filter(({ kind }) => kind === 'human'));
}

/** The run management spec's word for a state; a run that waits for a person has its own, see {@link holdForPerson}. */
export function recordStatusOf(status: RunStatus, waitsForPerson: boolean): RunRecordStatus {
  return waitsForPerson ? 'waiting_human' : STATE_TABLE[status].record;
}

function openHolds(state: RunState): OpenHold[] {
  if (state.cancelling !== null || endOf(state) !== null) return [];
  return Object.values(state.holds).flatMap(({ opened }) =>
    opened !== null && isAfter(opened.mark, state.taken_over) ? [opened] : [],
  );
}

function firstOf(holds: readonly OpenHold[]): OpenHold | null {
  let first: OpenHold | null = null;
  for (const hold of holds) if (first === null || ranksBefore(hold, first)) first = hold;
  return first;
}

function ranksBefore(a: OpenHold, b: OpenHold): boolean {
  if (a.status !== b.status) return a.status === 'blocked';
  return compareMarks(a.mark, b.mark) < 0;
}

/** The steps that run now, the one that started last first. */
export function activeSteps(state: RunState): StepState[] {
  if (endOf(state) !== null) return [];
  return Object.values(state.open_steps)
    .filter(
      ({ started, ended_at }) => started !== null && ended_at === null && isAfter(started, state.taken_over),
    )
    .sort((a, b) => (a.started === null || b.started === null ? 0 : compareMarks(b.started, a.started)));
}

/** The step that runs now, of several the one that started last. */
export function currentStep(state: RunState): StepState | null {
  return activeSteps(state)[0] ?? null;
}

/** Steps that had not ended when their run did, or when another process took it over. */
export function abandonedSteps(state: RunState): StepState[] {
  const over = endOf(state) !== null;
  return Object.values(state.open_steps).filter(
    ({ started, ended_at }) =>
      started !== null && ended_at === null && (over || !isAfter(started, state.taken_over)),
  );
}

/** How the OA04.3 files call a step: the author's name, with the key if it has one. */
export function stepLabel(step: { readonly name: string; readonly key: string | null }): string {
  return step.key === null ? step.name : `${step.name}:${step.key}`;
}

/** What a run-level line of the stream names as its step: `START` before the first step, `STOP` after the end. */
export function stepAt(state: RunState): Pick<StepRef, 'name' | 'key'> {
  if (endOf(state) !== null) return { name: 'STOP', key: null };
  return currentStep(state) ?? state.last_started_step ?? { name: 'START', key: null };
}

/** The tags that the run has now: those it began with, then those that were added, in the order of adding. */
export function tagsOf(state: RunState): string[] {
  const { queued, running } = state.described_by;
  const tags = new Set([...(queued?.descriptor.tags ?? []), ...(running?.descriptor.tags ?? [])]);
  const changes = Object.entries(state.tags).sort(
    ([, a], [, b]) => compareMarks(a.mark, b.mark) || a.nth - b.nth,
  );
  for (const [tag, { present }] of changes) {
    if (present) tags.add(tag);
    else tags.delete(tag);
  }
  return [...tags];
}

/**
 * How many transitions the run was asked for after its authoritative end; they were not applied.
 *
 * Counts up to `RECENT_TRANSITIONS`.
 */
export function illegalTransitions(state: RunState): number {
  const { end } = state; // an inferred end makes nothing illegal, whether it still holds or not
  if (end === null || end.inferred) return 0;
  return state.recent.filter(({ mark, event }) => isAfter(mark, end.mark) && event !== 'workflow.run.lost')
    .length;
}

/** Succeeded without a retried step, and not itself a re-run. */
export function isFirstPass(state: RunState): boolean {
  return endOf(state)?.outcome === 'succeeded' && state.retries === 0 && state.descriptor.rerun_of === null;
}

/** Where the run is in its trace: the ids that its opening event names, else those that follow from its id. */
export function traceOf({ run_id, descriptor }: RunState): {
  readonly traceId: string;
  readonly rootSpanId: string;
  /** The caller's span, if the run is a part of the caller's trace; else the root span has no parent. */
  readonly parentSpanId: string | null;
} {
  const { trace_id, root_span_id, caller_trace_id, caller_span_id } = descriptor;
  const traceId = trace_id ?? traceIdFromRunId(run_id);
  const rootSpanId = root_span_id ?? rootSpanIdOf(traceId);
  return { traceId, rootSpanId, parentSpanId: caller_trace_id === traceId ? caller_span_id : null };
}

/** When the run began to execute; before that, when it was queued. */
export function startedAt(state: RunState): string | null {
  return state.started?.[0] ?? state.queued_at ?? state.entry_step?.mark[0] ?? null;
}

/** How long the run took, or has taken until `now` (epoch milliseconds); waiting included, also in a queue. */
export function durationMs(state: RunState, now: number): number {
  const end = endOf(state);
  if (end !== null) return end.duration_ms;
  const start = startedAt(state);
  return start === null ? 0 : Math.max(0, now - parseTimestamp(start));
}

/** How long the run was held, the hold that is still open included until `now` (epoch milliseconds). */
export function waitingMs(state: RunState, now: number): number {
  const end = endOf(state);
  if (end?.waiting_ms != null) return end.waiting_ms;
  const holds = Object.values(state.holds).flatMap(({ opened }) =>
    opened !== null && isAfter(opened.mark, state.taken_over) ? [opened.mark[0]] : [],
  );
  if (end !== null || holds.length === 0) return state.waiting_ms;
  const since = holds.reduce((first, at) => (at < first ? at : first));
  return state.waiting_ms + Math.max(0, now - parseTimestamp(since));
}

function isAfter(mark: Mark, other: Mark | null): boolean {
  return other === null || compareMarks(mark, other) > 0;
}
