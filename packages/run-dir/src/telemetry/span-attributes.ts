import type { Attributes } from '@opentelemetry/api';
import {
  ATTR,
  rootSpanAttributes,
  rootSpanEndAttributes,
  stepIdFromSpanId,
  tagsOf,
  type ErrorInfo,
  type RunEnd,
  type RunState,
  type StepState,
} from '@runlight/contract';

/** The attributes of the root span of a run that has ended; the same that the SDK gives it. */
export function rootAttributes(state: RunState, end: RunEnd, waitingMs: number): Attributes {
  const { outcome, duration_ms: durationMs, error } = end;
  return {
    ...rootSpanAttributes(state.run_id, state.workflow_name, { ...state.descriptor, tags: null }),
    ...rootSpanEndAttributes({ outcome, durationMs, waitingMs, error, tags: tagsOrNull(state) }),
  };
}

/** The attributes of a step's span; the same that the SDK gives it. */
export function stepAttributes(state: RunState, step: StepState): Attributes {
  return withoutNulls({
    [ATTR.WORKFLOW_NAME]: state.workflow_name,
    [ATTR.RUN_ID]: state.run_id,
    [ATTR.STEP_ID]: stepIdFromSpanId(step.span_id),
    [ATTR.STEP_NAME]: step.name,
    [ATTR.STEP_ATTEMPT]: step.attempt,
    [ATTR.STEP_KEY]: step.key,
    [ATTR.STEP_TYPE]: step.type,
    [ATTR.STEP_STATUS]: step.status,
    [ATTR.STEP_DURATION_MS]: step.duration_ms,
    ...errorAttributes(step.error),
  });
}

function errorAttributes(error: ErrorInfo | null) {
  return error === null ? {} : { [ATTR.ERROR_TYPE]: error.type, [ATTR.ERROR_CATEGORY]: error.category };
}

/** Null if there are none, and there were none to take back. */
function tagsOrNull(state: RunState): string[] | null {
  const tags = tagsOf(state);
  const { queued, running } = state.described_by;
  const given = [queued, running].flatMap((described) => described?.descriptor.tags ?? []);
  return tags.length + given.length === 0 ? null : tags;
}

function withoutNulls(attributes: Readonly<Record<string, string | number | null>>): Attributes {
  const given: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) given[name] = value;
  }
  return given;
}
