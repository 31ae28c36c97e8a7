import type { SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  advance,
  eventToAttributes,
  initialRunState,
  SEVERITY_NUMBERS,
  sentenceOf,
  severityOf,
  timestampToHrTime,
  traceOf,
  type RunEvent,
} from '@runlight/contract';

import { readEvents } from '../read/read-run.ts';
import { spanContextOf, telemetrySourceOf, type TelemetrySource } from './journal-source.ts';

/**
 * A run's events as the log records that the SDK emitted for them: same ids, timestamps, severities and attributes.
 *
 * Reads the journal as it goes. Throws `unsafe_path`.
 */
export function* logRecordsOf(directory: string): Generator<ReadableLogRecord, void, undefined> {
  for (const { record } of journalledRecords(directory)) yield record;
}

export interface JournalledRecord {
  readonly event: RunEvent;
  readonly record: ReadableLogRecord;
}

export function* journalledRecords(directory: string): Generator<JournalledRecord, void, undefined> {
  const source = telemetrySourceOf(directory);
  let root: SpanContext | undefined;
  for (const event of readEvents(directory)) {
    if (root === undefined || 'trace_id' in event) root = rootOf(event);
    yield { event, record: recordOf(event, root, source) };
  }
}

/** The run's root span, as the run's first event or one that opens it tells. */
function rootOf(event: RunEvent): SpanContext {
  const state = initialRunState(event.run_id);
  advance(state, event);
  const { traceId, rootSpanId } = traceOf(state);
  return spanContextOf(traceId, rootSpanId);
}

function recordOf(
  event: RunEvent,
  root: SpanContext,
  { resource, scope }: TelemetrySource,
): ReadableLogRecord {
  const time = timestampToHrTime(event.timestamp);
  const severityText = severityOf(event);
  return {
    hrTime: time,
    hrTimeObserved: time,
    spanContext: 'span_id' in event ? spanContextOf(root.traceId, event.span_id) : root,
    severityText,
    severityNumber: SEVERITY_NUMBERS[severityText],
    body: sentenceOf(event),
    eventName: event.event,
    resource,
    instrumentationScope: scope,
    attributes: eventToAttributes(event),
    droppedAttributesCount: 0,
  };
}
