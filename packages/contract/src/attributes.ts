/**
 * The one map of attribute names that Runlight puts on spans, span events and log records.
 *
 * Names outside `workflow.*` are OpenTelemetry semantic conventions.
 */
export const ATTR = {
  EVENT: 'event',
  EVENT_ID: 'workflow.event.id',
  EVENT_SEQ: 'workflow.event.seq',
  EVENT_PRODUCER: 'workflow.event.producer',

  WORKFLOW_NAME: 'workflow.name',
  WORKFLOW_VERSION: 'workflow.version',
  TENANT_ID: 'workflow.tenant.id',
  BUSINESS_EVENT_ID: 'workflow.business_event.id',
  ACTOR: 'workflow.actor',
  TAGS: 'workflow.tags',
  CALLER_TRACE_ID: 'workflow.caller.trace_id',
  CALLER_SPAN_ID: 'workflow.caller.span_id',
  ENVIRONMENT: 'deployment.environment.name',

  RUN_ID: 'workflow.run.id',
  RUN_STATUS: 'workflow.run.status',
  RUN_OUTCOME: 'workflow.run.outcome',
  RUN_ATTEMPT: 'workflow.run.attempt',
  RUN_RERUN_OF: 'workflow.run.rerun_of',
  RUN_PARENT_ID: 'workflow.run.parent_id',
  RUN_DURATION_MS: 'workflow.run.duration_ms',
  RUN_WAITING_MS: 'workflow.run.waiting_ms',
  RUN_QUEUE_WAIT_MS: 'workflow.run.queue_wait_ms',
  RUN_INPUTS: 'workflow.run.inputs',
  RUN_OUTPUTS: 'workflow.run.outputs',

  STEP_ID: 'workflow.step.id',
  STEP_PARENT_ID: 'workflow.step.parent_id',
  STEP_NAME: 'workflow.step.name',
  STEP_KEY: 'workflow.step.key',
  STEP_TYPE: 'workflow.step.type',
  STEP_STATUS: 'workflow.step.status',
  STEP_ATTEMPT: 'workflow.step.attempt',
  STEP_SEQ: 'workflow.step.seq',
  STEP_DURATION_MS: 'workflow.step.duration_ms',
  STEP_WAITING_MS: 'workflow.step.waiting_ms',
  STEP_RETRIES: 'workflow.step.retries',

  ERROR_TYPE: 'error.type',
  ERROR_CATEGORY: 'workflow.error.category',
  ERROR_CODE: 'workflow.error.code',
  EXCEPTION_TYPE: 'exception.type',
  EXCEPTION_MESSAGE: 'exception.message',
  EXCEPTION_STACKTRACE: 'exception.stacktrace',
} as const;

/** Prefix of resource usage counters: `workflow.usage.tokens`, `workflow.usage.compute_ms`, … */
export const USAGE_PREFIX = 'workflow.usage.';
