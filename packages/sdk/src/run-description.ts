import { context, isSpanContextValid, trace, type Attributes, type SpanContext } from '@opentelemetry/api';
import { ATTR, type EventOf } from '@runlight/contract';

import { fromTraceparent } from './carrier.ts';
import { environmentName, redactorFor } from './configuration.ts';
import type { RunDescription } from './options.ts';
import { currentScope } from './scope.ts';

const TAG_LIMIT = 128;

/** Who started a run: the span that was active, and the run around it. */
export interface Caller {
  readonly spanContext: SpanContext | undefined;
  readonly runId: string | undefined;
}

/** The caller of a run that starts now: in this process, or the process that started this one with `run.env()`. */
export function currentCaller(): Caller {
  const active = trace.getSpanContext(context.active()) ?? currentScope()?.run.place.span?.spanContext();
  if (active !== undefined && isSpanContextValid(active)) {
    return { spanContext: active, runId: currentScope()?.run.id };
  }
  const remote = fromTraceparent(process.env['TRACEPARENT']);
  return {
    spanContext: remote === undefined ? undefined : { ...remote, traceFlags: 1, isRemote: true },
    runId: process.env['RUNLIGHT_RUN_ID'],
  };
}

type DescribingFields = Omit<
  EventOf<'workflow.run.queued'>,
  'event' | 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name'
>;

/** The fields in which `queued` and `running` events say what a run is, redacted. */
export function describingFields(
  traceId: string,
  description: RunDescription,
  caller: Caller,
  queue: string | undefined,
): DescribingFields {
  const redactor = redactorFor(description.tenant);
  return {
    trace_id: traceId,
    workflow_version: versionOf(description),
    environment: description.environment ?? environmentName(),
    tenant_id: description.tenant,
    business_event_id: description.businessEventId,
    actor: description.actor ?? 'system',
    tags: description.tags?.map((tag) => redactor.text(tag, TAG_LIMIT)),
    inputs: description.inputs === undefined ? undefined : redactor.payload('inputs', description.inputs),
    rerun_of: description.rerunOf,
    parent_run_id: caller.runId,
    run_attempt: description.attempt,
    queue,
    caller_trace_id: caller.spanContext?.traceId,
    caller_span_id: caller.spanContext?.spanId,
  };
}

/** The root span's attributes at its start: from the fields of the run's opening event, so that both say the same. */
export function rootSpanAttributes(runId: string, workflow: string, fields: DescribingFields): Attributes {
  const attributes: Attributes = {
    [ATTR.WORKFLOW_NAME]: workflow,
    [ATTR.WORKFLOW_VERSION]: fields.workflow_version,
    [ATTR.RUN_ID]: runId,
    [ATTR.ENVIRONMENT]: fields.environment,
    [ATTR.TENANT_ID]: fields.tenant_id,
    [ATTR.BUSINESS_EVENT_ID]: fields.business_event_id,
    [ATTR.ACTOR]: fields.actor,
    [ATTR.TAGS]: fields.tags,
    [ATTR.RUN_RERUN_OF]: fields.rerun_of,
    [ATTR.RUN_PARENT_ID]: fields.parent_run_id,
    [ATTR.RUN_ATTEMPT]: fields.run_attempt,
    [ATTR.CALLER_TRACE_ID]: fields.caller_trace_id,
    [ATTR.CALLER_SPAN_ID]: fields.caller_span_id,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function versionOf({ version }: RunDescription): string | undefined {
  return version === undefined ? undefined : String(version);
}
