import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  eventToAttributes,
  SEVERITY_NUMBERS,
  sentenceOf,
  severityOf,
  timestampToHrTime,
  type RunEvent,
} from '@runlight/contract';

import { readEvents } from '../read/read-run.ts';
import { telemetrySourceOf, TraceIds, type TelemetrySource } from './journal-source.ts';

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
  let ids: TraceIds | undefined;
  for (const event of readEvents(directory)) {
    if (ids === undefined || 'trace_id' in event) {
      ids = new TraceIds(event.run_id, 'trace_id' in event ? event.trace_id : null);
    }
    yield { event, record: recordOf(event, ids, source) };
  }
}

function recordOf(event: RunEvent, ids: TraceIds, { resource, scope }: TelemetrySource): ReadableLogRecord {
  const time = timestampToHrTime(event.timestamp);
  const severityText = severityOf(event);
  return {
    hrTime: time,
    hrTimeObserved: time,
    spanContext: ids.context('span_id' in event ? event.span_id : ids.rootSpanId),
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
