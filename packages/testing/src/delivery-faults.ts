import {
  ATTR,
  formatTimestamp,
  parseTimestamp,
  rootSpanIdOf,
  timestampToHrTime,
  traceIdFromRunId,
  type RunEvent,
} from '@runlight/contract';

import type { ReceivedLogRecord, ReceivedSpan } from './otlp-decode.ts';

interface Received {
  readonly spans: readonly ReceivedSpan[];
  readonly logRecords: readonly ReceivedLogRecord[];
}

const STEP_ENDS = [
  'workflow.step.completed',
  'workflow.step.failed',
  'workflow.step.cancelled',
  'workflow.step.skipped',
];

/**
 * Everything in which what an endpoint received differs from what the journal of a run says, in ids and timestamps: a
 * missing event or span, another time, another trace, a duplicate that is not the same thing again. Empty if all is well.
 */
export function deliveryFaults(received: Received, journal: Iterable<RunEvent>): string[] {
  const events = [...journal];
  const [first] = events;
  if (first === undefined) return ['the journal is empty'];
  const traceId =
    events.find((event) => event.event === 'workflow.run.running')?.trace_id ??
    traceIdFromRunId(first.run_id);
  return [...eventFaults(received, events, traceId), ...spanFaults(received, events, traceId)];
}

function eventFaults({ logRecords }: Received, events: readonly RunEvent[], traceId: string): string[] {
  const faults: string[] = [];
  const ofRun = logRecords.filter(({ attributes }) => attributes[ATTR.EVENT_ID] !== undefined);
  const byId = Map.groupBy(ofRun, ({ attributes }) => String(attributes[ATTR.EVENT_ID]));
  for (const event of events) {
    const records = byId.get(event.event_id);
    if (records === undefined) faults.push(`missing event ${event.event} ${event.event_id}`);
    for (const record of records ?? []) {
      if (record.eventName !== event.event)
        faults.push(`${event.event_id} is ${record.eventName}, not ${event.event}`);
      if (record.timeUnixNano !== nanos(event.timestamp)) faults.push(`${event.event_id} has another time`);
      if (record.traceId !== traceId) faults.push(`${event.event_id} is in trace ${record.traceId}`);
    }
  }
  return faults;
}

function spanFaults({ spans }: Received, events: readonly RunEvent[], traceId: string): string[] {
  const faults: string[] = [];
  const byId = Map.groupBy(
    spans.filter((span) => span.traceId === traceId),
    ({ spanId }) => spanId,
  );
  for (const { what, spanId, start, end } of expectedSpans(events, traceId)) {
    const found = byId.get(spanId);
    if (found === undefined) faults.push(`missing span ${spanId} of ${what}`);
    for (const span of found ?? []) {
      if (span.startTimeUnixNano !== nanos(start))
        faults.push(`span ${spanId} of ${what} starts at another time`);
      if (span.endTimeUnixNano !== nanos(end)) faults.push(`span ${spanId} of ${what} ends at another time`);
    }
  }
  return faults;
}

/** The spans that have ended, by the journal. */
function expectedSpans(events: readonly RunEvent[], traceId: string) {
  const expected: { what: string; spanId: string; start: string; end: string }[] = [];
  const started = new Map<string, string>();
  let running: string | undefined;
  for (const event of events) {
    if (event.event === 'workflow.run.running') running = event.timestamp;
    if (event.event === 'workflow.step.started') started.set(event.span_id, event.timestamp);
    if ('span_id' in event && STEP_ENDS.includes(event.event)) {
      const start = started.get(event.span_id) ?? event.timestamp;
      expected.push({ what: event.step_name, spanId: event.span_id, start, end: event.timestamp });
    }
    if (event.event === 'workflow.run.completed') {
      const start = running ?? event.timestamp;
      // Nobody saw the end of a lost run: it is where its last sign of life was.
      const end = event.inferred
        ? formatTimestamp(parseTimestamp(start) + event.duration_ms)
        : event.timestamp;
      expected.push({ what: 'the run', spanId: rootSpanIdOf(traceId), start, end });
    }
  }
  return expected;
}

function nanos(timestamp: string): bigint {
  const [seconds, nanoseconds] = timestampToHrTime(timestamp);
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}
