import { ATTR, USAGE_PREFIX } from './attributes.ts';
import { isStepId, spanIdFromStepId, stepIdFromSpanId } from './ids.ts';
import type { WorkflowEvent } from './schemas/event.ts';
import type { ErrorInfo, Validation } from './schemas/fields.ts';

/** The values that event attributes have: what every OpenTelemetry backend can hold. */
export type EventAttributeValue = string | number | boolean | string[];
export type EventAttributes = Record<string, EventAttributeValue>;

/** Fields that are the same value under another name. Fields that are not listed are `workflow.event.<field>`. */
const PLAIN: Readonly<Record<string, string>> = {
  event: ATTR.EVENT,
  event_id: ATTR.EVENT_ID,
  producer: ATTR.EVENT_PRODUCER,
  seq: ATTR.EVENT_SEQ,
  run_id: ATTR.RUN_ID,
  workflow_name: ATTR.WORKFLOW_NAME,
  workflow_version: ATTR.WORKFLOW_VERSION,
  environment: ATTR.ENVIRONMENT,
  tenant_id: ATTR.TENANT_ID,
  business_event_id: ATTR.BUSINESS_EVENT_ID,
  actor: ATTR.ACTOR,
  tags: ATTR.TAGS,
  rerun_of: ATTR.RUN_RERUN_OF,
  parent_run_id: ATTR.RUN_PARENT_ID,
  run_attempt: ATTR.RUN_ATTEMPT,
  caller_trace_id: ATTR.CALLER_TRACE_ID,
  caller_span_id: ATTR.CALLER_SPAN_ID,
  outcome: ATTR.RUN_OUTCOME,
  queue_wait_ms: ATTR.RUN_QUEUE_WAIT_MS,
  step_name: ATTR.STEP_NAME,
  step_key: ATTR.STEP_KEY,
  step_type: ATTR.STEP_TYPE,
  step_seq: ATTR.STEP_SEQ,
  attempt: ATTR.STEP_ATTEMPT,
  retries: ATTR.STEP_RETRIES,
};

/** Fields whose value is a payload: one JSON string each, so that its size in a log line is one attribute. */
const JSON_FIELDS: Readonly<Record<string, string>> = {
  inputs: ATTR.RUN_INPUTS,
  outputs: ATTR.RUN_OUTPUTS,
  details: 'workflow.step.details',
  input: 'workflow.step.input',
  output: 'workflow.step.output',
  effectiveness: 'workflow.run.effectiveness',
  command: 'workflow.runner.command',
};
const OTHER_PREFIX = 'workflow.event.';
const STEP_EVENT_MARK = 'step_seq';

const FIELD_OF = new Map(
  [...Object.entries(PLAIN), ...Object.entries(JSON_FIELDS)].map(([field, name]) => [name, field]),
);
const JSON_NAMES = new Set(Object.values(JSON_FIELDS));

/** The attributes that carry an event on a log record and on a span event; its timestamp is the record's own. */
export function eventToAttributes(event: WorkflowEvent): EventAttributes {
  return addFieldAttributes({}, event, STEP_EVENT_MARK in event);
}

/** Adds the attributes of some of an event's fields, for an emitter that made the others before. */
export function addFieldAttributes(
  attributes: EventAttributes,
  fields: object,
  ofStep: boolean,
): EventAttributes {
  for (const field in fields) {
    const value = (fields as Record<string, unknown>)[field]; // `in` yields its own keys
    if (value === undefined || field === 'timestamp') continue;
    const plain = PLAIN[field];
    if (plain !== undefined) attributes[plain] = value as EventAttributeValue; // by the schemas, see PLAIN
    else put(attributes, field, value, ofStep);
  }
  return attributes;
}

function put(attributes: EventAttributes, field: string, value: unknown, ofStep: boolean): void {
  const json = JSON_FIELDS[field];
  if (json !== undefined) {
    attributes[json] = JSON.stringify(value);
    return;
  }
  switch (field) {
    case 'span_id':
      attributes[ATTR.STEP_ID] = stepIdFromSpanId(value as string);
      return;
    case 'parent_span_id':
      attributes[ATTR.STEP_PARENT_ID] = stepIdFromSpanId(value as string);
      return;
    case 'duration_ms':
      attributes[ofStep ? ATTR.STEP_DURATION_MS : ATTR.RUN_DURATION_MS] = value as number;
      return;
    case 'waiting_ms':
      attributes[ofStep ? ATTR.STEP_WAITING_MS : ATTR.RUN_WAITING_MS] = value as number;
      return;
    case 'error':
      putError(attributes, value as ErrorInfo);
      return;
    case 'usage':
      for (const [name, amount] of Object.entries(value as Record<string, number>)) {
        attributes[USAGE_PREFIX + name] = amount;
      }
      return;
    case 'validation': {
      const { passed, score, reasons } = value as Validation;
      attributes['workflow.step.validation.passed'] = passed;
      if (score !== undefined) attributes['workflow.step.validation.score'] = score;
      if (reasons !== undefined) attributes['workflow.step.validation.reasons'] = reasons;
      return;
    }
    default:
      if (value !== null) attributes[OTHER_PREFIX + field] = value as EventAttributeValue; // flat by the schemas
  }
}

function putError(attributes: EventAttributes, error: ErrorInfo): void {
  attributes[ATTR.ERROR_TYPE] = error.type;
  attributes[ATTR.EXCEPTION_TYPE] = error.type;
  attributes[ATTR.EXCEPTION_MESSAGE] = error.message;
  attributes[ATTR.ERROR_CATEGORY] = error.category;
  if (error.code !== undefined) attributes[ATTR.ERROR_CODE] = error.code;
  if (error.stack !== undefined) attributes[ATTR.EXCEPTION_STACKTRACE] = error.stack;
}

/**
 * The event's fields back from the attributes of a log record or span event, unparsed: hand them to
 * `WorkflowEventSchema` unless this process encoded them itself. Attributes that are not of the event are ignored.
 */
export function fieldsFromAttributes(
  attributes: Readonly<Record<string, unknown>>,
  timestamp: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = { timestamp };
  const error: Record<string, unknown> = {};
  const usage: Record<string, unknown> = {};
  const validation: Record<string, unknown> = {};
  for (const name in attributes) {
    const value = attributes[name];
    const field = FIELD_OF.get(name);
    if (field !== undefined) fields[field] = JSON_NAMES.has(name) ? parseJson(value) : value;
    else if (name.startsWith(USAGE_PREFIX)) usage[name.slice(USAGE_PREFIX.length)] = value;
    else if (name.startsWith(OTHER_PREFIX)) fields[name.slice(OTHER_PREFIX.length)] = value;
    else takeSpecial(name, value, fields, error, validation);
  }
  if (error['message'] !== undefined) fields['error'] = error;
  if (validation['passed'] !== undefined) fields['validation'] = validation;
  for (const _ in usage) {
    fields['usage'] = usage;
    break;
  }
  return fields;
}

function takeSpecial(
  name: string,
  value: unknown,
  fields: Record<string, unknown>,
  error: Record<string, unknown>,
  validation: Record<string, unknown>,
): void {
  switch (name) {
    case ATTR.STEP_ID:
      fields['span_id'] = spanIdOf(value);
      return;
    case ATTR.STEP_PARENT_ID:
      fields['parent_span_id'] = spanIdOf(value);
      return;
    case ATTR.STEP_DURATION_MS:
    case ATTR.RUN_DURATION_MS:
      fields['duration_ms'] = value;
      return;
    case ATTR.STEP_WAITING_MS:
    case ATTR.RUN_WAITING_MS:
      fields['waiting_ms'] = value;
      return;
    case ATTR.ERROR_TYPE:
      error['type'] = value;
      return;
    case ATTR.EXCEPTION_MESSAGE:
      error['message'] = value;
      return;
    case ATTR.ERROR_CATEGORY:
      error['category'] = value;
      return;
    case ATTR.ERROR_CODE:
      error['code'] = value;
      return;
    case ATTR.EXCEPTION_STACKTRACE:
      error['stack'] = value;
      return;
    case 'workflow.step.validation.passed':
      validation['passed'] = value;
      return;
    case 'workflow.step.validation.score':
      validation['score'] = value;
      return;
    case 'workflow.step.validation.reasons':
      validation['reasons'] = value;
  }
}

/** Not a step id of ours: the schema refuses it. */
function spanIdOf(value: unknown): unknown {
  return typeof value === 'string' && isStepId(value) ? spanIdFromStepId(value) : value;
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value; // not written by us: the schema decides whether a bare string will do
  }
}
