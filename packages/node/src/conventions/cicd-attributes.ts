import type { Attributes } from '@opentelemetry/api';
import { ATTR, isOutcome, STATE_TABLE, type EventName } from '@runlight/contract';

/** Semantic conventions for CI/CD, release candidate. */
const CICD = {
  PIPELINE_NAME: 'cicd.pipeline.name',
  PIPELINE_RESULT: 'cicd.pipeline.result',
  RUN_ID: 'cicd.pipeline.run.id',
  RUN_STATE: 'cicd.pipeline.run.state',
  TASK_NAME: 'cicd.pipeline.task.name',
  TASK_RUN_ID: 'cicd.pipeline.task.run.id',
  TASK_RUN_RESULT: 'cicd.pipeline.task.run.result',
} as const;

/** The results that the convention knows for a task. */
const TASK_RESULTS: Readonly<Record<string, string>> = {
  completed: 'success',
  failed: 'failure',
  cancelled: 'cancellation',
  skipped: 'skip',
};

/** The run state that an event leads to. The convention knows the first three; it knows no waiting, but custom values. */
const RUN_STATES: { readonly [name in EventName]?: string } = {
  'workflow.run.queued': 'pending',
  'workflow.run.running': 'executing',
  'workflow.run.cancelling': 'finalizing',
  'workflow.run.resumed': 'executing',
  'workflow.run.waiting': 'waiting',
  'workflow.run.blocked': 'blocked',
  'workflow.run.stalled': 'stalled',
};

/** `cicd.pipeline.*` for the span of a run or a step that is about to end; undefined for other spans. */
export function cicdOfSpan(attributes: Attributes): Attributes | undefined {
  const status = attributes[ATTR.STEP_STATUS];
  if (typeof status === 'string') {
    return { ...pipelineOf(attributes), ...taskOf(attributes), [CICD.TASK_RUN_RESULT]: TASK_RESULTS[status] };
  }
  const result = resultOf(attributes);
  return result === undefined ? undefined : { ...pipelineOf(attributes), [CICD.PIPELINE_RESULT]: result };
}

/** `cicd.pipeline.*` for the log record of a lifecycle event. */
export function cicdOfEvent(name: EventName, attributes: Attributes): Attributes {
  return {
    ...pipelineOf(attributes),
    ...taskOf(attributes),
    [CICD.RUN_STATE]: RUN_STATES[name],
    [CICD.PIPELINE_RESULT]: resultOf(attributes),
  };
}

function pipelineOf(attributes: Attributes): Attributes {
  return { [CICD.PIPELINE_NAME]: attributes[ATTR.WORKFLOW_NAME], [CICD.RUN_ID]: attributes[ATTR.RUN_ID] };
}

function taskOf(attributes: Attributes): Attributes {
  return { [CICD.TASK_NAME]: attributes[ATTR.STEP_NAME], [CICD.TASK_RUN_ID]: attributes[ATTR.STEP_ID] };
}

function resultOf(attributes: Attributes): string | undefined {
  const outcome = attributes[ATTR.RUN_OUTCOME];
  return typeof outcome === 'string' && isOutcome(outcome)
    ? (STATE_TABLE[outcome].pipelineResult ?? undefined)
    : undefined;
}
