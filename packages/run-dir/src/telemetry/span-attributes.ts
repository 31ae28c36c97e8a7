import type { Attributes } from '@opentelemetry/api';
import {
  ATTR,
  endOf,
  stepIdFromSpanId,
  tagsOf,
  type ErrorInfo,
  type RunState,
  type StepState,
} from '@runlight/contract';

/** The attributes of a run's root span; the same that the SDK gives it. */
export function rootAttributes(state: RunState, waitedMs: number): Attributes {
  const { descriptor } = state;
  const end = endOf(state);
  return withoutNulls({
    [ATTR.WORKFLOW_NAME]: state.workflow_name,
    [ATTR.WORKFLOW_VERSION]: descriptor.workflow_version,
    [ATTR.RUN_ID]: state.run_id,
    [ATTR.ENVIRONMENT]: descriptor.environment,
    [ATTR.TENANT_ID]: descriptor.tenant_id,
    [ATTR.BUSINESS_EVENT_ID]: descriptor.business_event_id,
    [ATTR.ACTOR]: descriptor.actor,
    [ATTR.TAGS]: tagsOrNull(state),
    [ATTR.RUN_RERUN_OF]: descriptor.rerun_of,
    [ATTR.RUN_PARENT_ID]: descriptor.parent_run_id,
    [ATTR.RUN_ATTEMPT]: descriptor.run_attempt,
    [ATTR.CALLER_TRACE_ID]: descriptor.caller_trace_id,
    [ATTR.CALLER_SPAN_ID]: descriptor.caller_span_id,
    [ATTR.RUN_STATUS]: end?.outcome ?? null,
    [ATTR.RUN_OUTCOME]: end?.outcome ?? null,
    [ATTR.RUN_DURATION_MS]: end?.duration_ms ?? null,
    [ATTR.RUN_WAITING_MS]: waitedMs,
    ...errorAttributes(end?.error ?? null),
  });
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

function withoutNulls(attributes: Readonly<Record<string, string | number | string[] | null>>): Attributes {
  const given: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) given[name] = value;
  }
  return given;
}
