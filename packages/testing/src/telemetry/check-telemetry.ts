import { isDeepStrictEqual } from 'node:util';

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  advance,
  ATTR,
  canTransition,
  endOf,
  illegalTransitions,
  initialRunState,
  sentenceOf,
  SEVERITY_NUMBERS,
  severityOf,
  statusOf,
  type RunEvent,
  type WorkflowEvent,
} from '@runlight/contract';

import { eventOf } from './read-events.ts';
import type { RecordedTelemetry } from './recorded-telemetry.ts';

/**
 * Checks what holds for all telemetry that Runlight makes, whatever the run does; gives the faults it found.
 *
 * Every event is valid and told twice, as a span event and as a log record, in the same words; ids and numbers leave no
 * gap; a run's transitions are legal, its times in order, and its roll-up comes last.
 */
export function faultsOf(telemetry: RecordedTelemetry): string[] {
  const records = telemetry.logRecords.filter(({ eventName }) => eventName?.startsWith('workflow.'));
  const told = records.map((record) => ({ record, event: eventOf(record) }));
  return [
    ...told.flatMap(({ record, event }) => wordingFaults(record, event)),
    ...told.flatMap(({ event }) => contextFaults(event, telemetry.eventsInContext.get(event.event_id))),
    ...toldTwiceFaults(records, telemetry.spans),
    ...numberingFaults(told.map(({ event }) => event)),
    ...runFaults(told.map(({ event }) => event)),
    ...telemetry.spans.flatMap(spanFaults),
  ];
}

function wordingFaults(record: ReadableLogRecord, event: WorkflowEvent): string[] {
  const faults: string[] = [];
  const severity = severityOf(event);
  if (record.eventName !== event.event) faults.push(`${event.event} has the event name ${record.eventName}`);
  if (record.severityText !== severity)
    faults.push(`${event.event} is ${record.severityText}, not ${severity}`);
  if (record.severityNumber !== SEVERITY_NUMBERS[severity]) faults.push(`${event.event} has another number`);
  if (record.body !== sentenceOf(event)) faults.push(`${event.event} says “${String(record.body)}”`);
  return faults;
}

/** Whoever takes the event from the context of its log record sees the same as whoever decodes the record. */
function contextFaults(event: WorkflowEvent, inContext: WorkflowEvent | undefined): string[] {
  const asJson: unknown = inContext && JSON.parse(JSON.stringify(inContext));
  return isDeepStrictEqual(asJson, event) ? [] : [`${event.event} is another event in its context`];
}

/** Heartbeats would fill the span of a long run; when a run is queued, its span has not begun. */
const ONLY_LOGGED = new Set<string | undefined>(['workflow.run.heartbeat', 'workflow.run.queued']);

/** Of a span that was exported, its events and the log records that name it must be the same. */
function toldTwiceFaults(records: readonly ReadableLogRecord[], spans: readonly ReadableSpan[]): string[] {
  const bySpan = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const byId = new Map(records.map((record) => [record.attributes[ATTR.EVENT_ID], record]));
  const faults: string[] = [];
  for (const span of spans) {
    for (const event of span.events) {
      const record = byId.get(event.attributes?.[ATTR.EVENT_ID]);
      if (record === undefined) faults.push(`span event ${event.name} has no log record`);
      else if (!isDeepStrictEqual(event.attributes, record.attributes)) faults.push(`${event.name} differs`);
      else if (!isDeepStrictEqual(event.time, record.hrTime)) faults.push(`${event.name} has two times`);
    }
  }
  for (const record of records) {
    const span = bySpan.get(record.spanContext?.spanId ?? '');
    if (span === undefined || ONLY_LOGGED.has(record.eventName)) continue;
    const id = record.attributes[ATTR.EVENT_ID];
    const shown = span.events.some(({ attributes }) => attributes?.[ATTR.EVENT_ID] === id);
    if (!shown && span.droppedEventsCount === 0)
      faults.push(`${record.eventName} is missing on ${span.name}`);
  }
  return faults;
}

function numberingFaults(events: readonly WorkflowEvent[]): string[] {
  const faults: string[] = [];
  const nextSeq = new Map<string, number>();
  const nextStepSeq = new Map<string, number>();
  for (const event of events) {
    const expected = nextSeq.get(event.producer) ?? 0;
    if (event.seq !== expected) faults.push(`${event.event} has seq ${event.seq}, not ${expected}`);
    if (event.event_id !== `${event.producer}-${event.seq}`)
      faults.push(`${event.event} has id ${event.event_id}`);
    nextSeq.set(event.producer, event.seq + 1);
    if (!('step_seq' in event)) continue;
    const expectedOfStep = nextStepSeq.get(event.span_id) ?? 0;
    if (event.step_seq !== expectedOfStep) faults.push(`${event.event} has step_seq ${event.step_seq}`);
    nextStepSeq.set(event.span_id, event.step_seq + 1);
  }
  return faults;
}

function runFaults(events: readonly WorkflowEvent[]): string[] {
  const runs = new Map<string, RunEvent[]>();
  for (const event of events) {
    if (event.run_id === undefined) continue;
    const known = runs.get(event.run_id);
    if (known === undefined) runs.set(event.run_id, [event]);
    else known.push(event);
  }
  return [...runs].flatMap(([runId, ofRun]) => faultsOfRun(runId, ofRun));
}

function faultsOfRun(runId: string, events: readonly RunEvent[]): string[] {
  const faults: string[] = [];
  const state = initialRunState(runId);
  const times = new Map<string, string>();
  for (const event of events) {
    const before = statusOf(state);
    advance(state, event);
    const after = statusOf(state);
    if (before !== after && !canTransition(before, after)) faults.push(`${runId}: ${before} → ${after}`);
    if (event.timestamp < (times.get(event.producer) ?? ''))
      faults.push(`${event.event} is before its forerunner`);
    times.set(event.producer, event.timestamp);
  }
  if (illegalTransitions(state) > 0)
    faults.push(`${runId}: ${illegalTransitions(state)} illegal transitions`);
  if (endOf(state) === null) return faults;
  if (events.at(-1)?.event !== 'workflow.run.completed')
    faults.push(`${runId} ends with ${events.at(-1)?.event}`);
  const open = Object.values(state.open_steps).map(({ name }) => name);
  if (open.length > 0) faults.push(`${runId} ended with open steps: ${open.join(', ')}`);
  return faults;
}

function spanFaults(span: ReadableSpan): string[] {
  const faults: string[] = [];
  const [seconds, nanoseconds] = span.duration;
  if (seconds < 0 || nanoseconds < 0) faults.push(`${span.name} ends before it starts`);
  if (span.droppedAttributesCount > 0) faults.push(`${span.name} lost attributes`);
  return faults;
}
