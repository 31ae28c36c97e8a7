import { context, isSpanContextValid, trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import type { EventOf } from '@runlight/contract';

import { fromTraceparent } from './carrier.ts';
import { environmentName, redactorFor } from './configuration.ts';
import { idOf, labelOf } from './given-values.ts';
import type { RunDescription } from './options.ts';
import { currentScope } from './scope.ts';
import type { Ticket } from './ticket.ts';

const TAG_LIMIT = 128;

/** What a run is, read from what user code gave and, where that is silent, from the run's ticket. */
export function readDescription(
  given: Partial<RunDescription>,
  ticketed: Partial<RunDescription> | undefined,
): RunDescription {
  const label = (field: Exclude<keyof RunDescription, 'tags' | 'inputs' | 'attempt'>): string | undefined =>
    labelOf(given[field]) ?? labelOf(ticketed?.[field]);
  const tenant = label('tenant');
  return {
    workflow: label('workflow') ?? 'workflow',
    version: label('version'),
    tenant,
    businessEventId: label('businessEventId'),
    actor: label('actor'),
    tags: readTags(given.tags, tenant) ?? readTags(ticketed?.tags, tenant),
    inputs: given.inputs,
    rerunOf: label('rerunOf'),
    attempt: countOf(given.attempt) ?? countOf(ticketed?.attempt),
    environment: label('environment'),
  };
}

function readTags(tags: unknown, tenant: string | undefined): string[] | undefined {
  if (!Array.isArray(tags)) return undefined;
  return tags.map((tag: string) => redactorFor(tenant).text(tag, TAG_LIMIT));
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** Who started a run: the span that was active, and the run around it. */
export interface Caller {
  readonly spanContext: SpanContext | undefined;
  readonly runId: string | undefined;
}

/** The caller of a run that starts now: in this process, or the process that started this one with `run.env()`. */
export function currentCaller(): Caller {
  const scope = currentScope();
  const active = trace.getSpanContext(context.active()) ?? scope?.run.place.span?.spanContext();
  if (active !== undefined && isSpanContextValid(active))
    return { spanContext: active, runId: scope?.run.id };
  const remote = fromTraceparent(process.env['TRACEPARENT']);
  return {
    spanContext: remote === undefined ? undefined : remoteSpan(remote.traceId, remote.spanId),
    runId: idOf(process.env['RUNLIGHT_RUN_ID']),
  };
}

/** The caller of a run that was queued: whoever takes it from the queue, but its parent run is that of the queuing. */
export function callerOf(ticket: Ticket | undefined): Caller {
  const current = currentCaller();
  const queued = ticket?.caller;
  if (queued === undefined) return current;
  return {
    spanContext: current.spanContext ?? remoteSpan(queued.traceId, queued.spanId),
    runId: current.runId ?? idOf(queued.runId),
  };
}

function remoteSpan(traceId: string, spanId: string): SpanContext | undefined {
  const spanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(spanContext) ? spanContext : undefined;
}

type DescribingFields = Omit<
  EventOf<'workflow.run.queued'>,
  'event' | 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name'
>;

/** The fields in which `queued` and `running` events say what a run is; of a description that was read. */
export function describingFields(
  traceId: string,
  description: RunDescription,
  caller: Caller,
  queue: string | undefined,
): DescribingFields {
  const { inputs, tenant } = description;
  return {
    trace_id: traceId,
    workflow_version: labelOf(description.version),
    environment: description.environment ?? environmentName(),
    tenant_id: tenant,
    business_event_id: description.businessEventId,
    actor: description.actor ?? 'system',
    tags: description.tags === undefined ? undefined : [...description.tags],
    inputs: inputs === undefined ? undefined : redactorFor(tenant).payload('inputs', inputs),
    rerun_of: description.rerunOf,
    parent_run_id: caller.runId,
    run_attempt: description.attempt,
    queue,
    caller_trace_id: caller.spanContext?.traceId,
    caller_span_id: caller.spanContext?.spanId,
  };
}
