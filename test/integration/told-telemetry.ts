import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR } from '@runlight/contract';
import { logRecordsOf, spansOf } from '@runlight/run-dir';

/** Spans and log records as plain JSON, so that those of other processes and those of a journal can be compared. */
export interface ToldTelemetry {
  readonly spans: readonly ToldSpan[];
  readonly logRecords: readonly ToldLogRecord[];
}

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

export interface ToldSpan extends Ids {
  readonly name: string;
  readonly kind: number;
  readonly parent: Pick<Ids, 'traceId' | 'spanId'> | null;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: ReadableSpan['status'];
  readonly attributes: ReadableSpan['attributes'];
  readonly events: readonly object[];
  readonly links: readonly object[];
  readonly droppedEvents: number;
  readonly scope: object;
  readonly resource: object;
}

export interface ToldLogRecord {
  readonly ids: Ids | null;
  readonly time: HrTime;
  readonly eventName: string | null;
  readonly severity: readonly unknown[];
  readonly body: unknown;
  readonly attributes: ReadableLogRecord['attributes'];
  readonly scope: object;
  readonly resource: object;
}

export function toldSpan(span: ReadableSpan): ToldSpan {
  const parent = span.parentSpanContext;
  return {
    ...idsOf(span.spanContext()),
    name: span.name,
    kind: span.kind,
    parent: parent === undefined ? null : { traceId: parent.traceId, spanId: parent.spanId },
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    status: span.status,
    attributes: span.attributes,
    events: span.events.map(({ name, time, attributes }) => ({ name, time, attributes })),
    links: span.links.map(({ context, attributes }) => ({ ...idsOf(context), attributes: attributes ?? {} })),
    droppedEvents: span.droppedEventsCount,
    scope: span.instrumentationScope,
    resource: resourceOf(span),
  };
}

export function toldLogRecord(record: ReadableLogRecord): ToldLogRecord {
  return {
    ids: record.spanContext === undefined ? null : idsOf(record.spanContext),
    time: record.hrTime,
    eventName: record.eventName ?? null,
    severity: [record.severityNumber, record.severityText],
    body: record.body,
    attributes: record.attributes,
    scope: record.instrumentationScope,
    resource: resourceOf(record),
  };
}

/** Of several processes that work on a run, the journal knows the resource of the first. */
function resourceOf({ resource }: ReadableSpan | ReadableLogRecord): object {
  const { 'process.pid': _pid, ...common } = resource.attributes;
  return common;
}

function idsOf({ traceId, spanId, traceFlags }: SpanContext): Ids {
  return { traceId, spanId, traceFlags };
}

/** What the journal of a run tells. */
export function toldByJournal(directory: string): ToldTelemetry {
  return toldByAll({
    spans: [...spansOf(directory)].map(toldSpan),
    logRecords: [...logRecordsOf(directory)].map(toldLogRecord),
  });
}

/** What several processes told of one run, in an order that does not depend on who was first. */
export function toldByAll(...parts: readonly ToldTelemetry[]): ToldTelemetry {
  const told: ToldTelemetry = {
    spans: parts.flatMap(({ spans }) => spans).toSorted((a, b) => compare(a.spanId, b.spanId)),
    logRecords: parts
      .flatMap(({ logRecords }) => logRecords)
      .toSorted((a, b) => compare(a.attributes[ATTR.EVENT_ID], b.attributes[ATTR.EVENT_ID])),
  };
  return JSON.parse(JSON.stringify(told)) as ToldTelemetry; // as those from other processes are: without undefined
}

function compare(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}
