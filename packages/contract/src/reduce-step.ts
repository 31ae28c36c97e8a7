import { compareMarks, earlier, keepLatest, later, type Mark } from './marks.ts';
import { ownValue, setOwn } from './own-key.ts';
import { foldGate } from './reduce-gate.ts';
import { foldRunner } from './reduce-runner.ts';
import type { RunState } from './run-state.ts';
import type { EventOf, RunEvent, StepEvent } from './schemas/event.ts';
import type { Json, Usage } from './schemas/fields.ts';
import type { StepStatus } from './states.ts';
import { initialStepState, type StepRef, type StepState } from './step-state.ts';
import { addExactly } from './sums.ts';

type StepEndEvent = EventOf<
  'workflow.step.completed' | 'workflow.step.failed' | 'workflow.step.cancelled' | 'workflow.step.skipped'
>;

export function isStepEvent(event: RunEvent): event is StepEvent {
  return 'step_seq' in event;
}

/** Folds a step's event; returns the step when that was the last one missing. */
export function foldStepEvent(state: RunState, event: StepEvent, mark: Mark): StepState | null {
  const step = (state.open_steps[event.span_id] ??= initialStepState(event));
  step.events_seen += 1;
  foldIntoStep(state, step, event, mark);
  if (step.events_expected === null || step.events_seen < step.events_expected) return null;
  delete state.open_steps[event.span_id];
  return step;
}

function foldIntoStep(state: RunState, step: StepState, event: StepEvent, mark: Mark): void {
  switch (event.event) {
    case 'workflow.step.started': {
      const ref = refOf(event, mark);
      state.steps.started += 1;
      state.entry_step = earlier(state.entry_step, ref);
      state.last_started_step = later(state.last_started_step, ref);
      if (event.retry === true) state.retries += 1;
      step.retry = event.retry ?? false;
      step.started = mark;
      step.parent_span_id = event.parent_span_id ?? null;
      setStatus(step, 'running', mark, null);
      addDetails(step, event.details, mark);
      return;
    }
    case 'workflow.step.waiting':
      setStatus(step, 'waiting', mark, event.reason ?? null);
      return;
    case 'workflow.step.blocked':
      setStatus(step, 'blocked', mark, event.reason ?? null);
      return;
    case 'workflow.step.resumed':
      setStatus(step, 'running', mark, null);
      return;
    case 'workflow.step.retrying':
      state.retries += 1;
      step.retries += 1;
      noteFailure(state, event, mark);
      return;
    case 'workflow.step.completed':
    case 'workflow.step.failed':
    case 'workflow.step.cancelled':
    case 'workflow.step.skipped':
      end(state, step, event, mark);
      return;
    case 'workflow.runner.started':
    case 'workflow.runner.completed':
      foldRunner(step, event, mark);
      return;
    case 'workflow.gate.requested':
    case 'workflow.gate.resolved':
      foldGate(state, step, event, mark);
      return;
    case 'workflow.artifact.recorded':
      state.artifacts += 1;
      if (state.last_artifact_at === null || event.timestamp > state.last_artifact_at) {
        state.last_artifact_at = event.timestamp;
      }
      keepLatest(
        step.artifacts,
        {
          mark,
          role: event.role,
          path: event.path,
          media_type: event.media_type,
          size_bytes: event.size_bytes ?? null,
          sha256: event.sha256 ?? null,
          required: event.required,
          important: event.important ?? null,
          summary: event.summary ?? null,
        },
        Number.POSITIVE_INFINITY,
      );
      return;
    case 'workflow.rollback.completed':
      step.rollback = later(step.rollback, {
        mark,
        target: event.target ?? null,
        reason: event.reason ?? null,
      });
      return;
  }
}

function end(state: RunState, step: StepState, event: StepEndEvent, mark: Mark): void {
  const status = event.event.slice('workflow.step.'.length) as Extract<
    StepStatus,
    'completed' | 'failed' | 'cancelled' | 'skipped'
  >; // StepEndEvent has exactly these four
  state.steps[status] += 1;
  step.events_expected = event.step_seq + 1;
  step.ended_at = event.timestamp;
  if (event.event === 'workflow.step.skipped') {
    step.duration_ms = 0;
    step.parent_span_id = event.parent_span_id ?? null;
    setStatus(step, status, mark, event.reason ?? null);
    return;
  }
  setStatus(step, status, mark, event.event === 'workflow.step.cancelled' ? (event.reason ?? null) : null);
  step.duration_ms = event.duration_ms;
  step.waiting_ms = event.waiting_ms ?? null;
  step.usage = event.usage ?? null;
  step.validation = event.validation ?? null;
  step.decision = event.decision ?? null;
  step.input = event.input ?? null;
  step.output = event.output ?? null;
  addDetails(step, event.details, mark);
  addUsage(state.usage, event.usage ?? {});
  if (event.event === 'workflow.step.completed') {
    state.last_completed_step = later(state.last_completed_step, refOf(event, mark));
  }
  if (event.event === 'workflow.step.failed') {
    step.error = event.error;
    noteFailure(state, event, mark);
  }
}

function noteFailure(
  state: RunState,
  event: EventOf<'workflow.step.failed' | 'workflow.step.retrying'>,
  mark: Mark,
): void {
  const retries = event.event === 'workflow.step.failed' ? (event.retries ?? 0) : 0;
  state.last_failure = later(state.last_failure, { ...refOf(event, mark), error: event.error, retries });
}

function setStatus(step: StepState, status: StepStatus, mark: Mark, reason: string | null): void {
  const over = step.ended_at !== null;
  const ends = status !== 'running' && status !== 'waiting' && status !== 'blocked';
  if (over && !ends) return;
  if (!ends && step.status_mark !== null && compareMarks(mark, step.status_mark) < 0) return;
  step.status = status;
  step.status_mark = mark;
  step.reason = reason;
}

/** Later details win, key by key. */
function addDetails(step: StepState, details: Json | undefined, mark: Mark): void {
  if (details === undefined || details === null) return;
  const newer = step.details_mark === null || compareMarks(mark, step.details_mark) > 0;
  const [first, second] = newer ? [step.details, details] : [details, step.details];
  step.details = isRecord(first) && isRecord(second) ? { ...first, ...second } : (second ?? first);
  if (newer) step.details_mark = mark;
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function addUsage(total: Usage, usage: Usage): void {
  for (const [name, amount] of Object.entries(usage)) {
    setOwn(total, name, addExactly(ownValue(total, name) ?? 0, amount));
  }
}

function refOf(event: StepEvent, mark: Mark): StepRef {
  return {
    mark,
    name: event.step_name,
    key: event.step_key ?? null,
    span_id: event.span_id,
    attempt: event.attempt,
  };
}
