import { addFieldAttributes, ATTR, type EventName, type EventOf, USAGE_PREFIX } from '@runlight/contract';

/** An OpenTelemetry name as Prometheus and Loki's structured metadata write it. */
export function labelOf(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}

/** The labels that metrics and log records have in common. An attribute that is renamed renames them all. */
export const LABEL = {
  workflow: labelOf(ATTR.WORKFLOW_NAME),
  version: labelOf(ATTR.WORKFLOW_VERSION),
  environment: labelOf(ATTR.ENVIRONMENT),
  tenant: labelOf(ATTR.TENANT_ID),
  event: labelOf(ATTR.EVENT),
  runId: labelOf(ATTR.RUN_ID),
  status: labelOf(ATTR.RUN_STATUS),
  outcome: labelOf(ATTR.RUN_OUTCOME),
  step: labelOf(ATTR.STEP_NAME),
  stepKey: labelOf(ATTR.STEP_KEY),
  stepStatus: labelOf(ATTR.STEP_STATUS),
  attempt: labelOf(ATTR.STEP_ATTEMPT),
  errorCategory: labelOf(ATTR.ERROR_CATEGORY),
  runDuration: labelOf(ATTR.RUN_DURATION_MS),
  runWaiting: labelOf(ATTR.RUN_WAITING_MS),
  stepDuration: labelOf(ATTR.STEP_DURATION_MS),
  retries: labelOf(ATTR.STEP_RETRIES),
  tokens: labelOf(`${USAGE_PREFIX}tokens`),
  actor: labelOf(ATTR.ACTOR),
  tags: labelOf(ATTR.TAGS),
  businessEvent: labelOf(ATTR.BUSINESS_EVENT_ID),
  rerunOf: labelOf(ATTR.RUN_RERUN_OF),
  /** Of the log record itself. */
  traceId: 'trace_id',
  service: 'service_name',
  /** The Collector process that a series comes from. */
  instance: 'instance',
} as const;

/** Where a field of an event is in Loki: asked of the encoding itself, so that both always agree. */
export function fieldLabel<Name extends EventName>(
  _event: Name,
  field: keyof EventOf<Name> & string,
): string {
  const [attribute] = Object.keys(addFieldAttributes({}, { [field]: '' }, false));
  if (attribute === undefined) throw new Error(`${field} is no field that a log record carries`);
  return labelOf(attribute);
}
