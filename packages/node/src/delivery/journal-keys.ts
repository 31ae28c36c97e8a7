import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR, isEventName } from '@runlight/contract';
import type { JournalKey } from '@runlight/run-dir';

/** The event that a log record carries, if it is one that stands in its run's journal. */
export function keysOfLogRecord({ eventName, attributes }: ReadableLogRecord): JournalKey[] {
  if (!isEventName(eventName) || eventName === 'workflow.run.heartbeat') return [];
  const key = keyFrom(attributes);
  return key === undefined ? [] : [key];
}

/**
 * The events of a run or a step that stand on its span; none on other spans, which are in no journal. The last one is the
 * one that ended the span: a span keeps its latest events when there are too many.
 */
export function keysOfSpan({ events }: ReadableSpan): JournalKey[] {
  const keys: JournalKey[] = [];
  for (const { name, attributes } of events) {
    const key = isEventName(name) ? keyFrom(attributes ?? {}) : undefined;
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

function keyFrom(attributes: Attributes): JournalKey | undefined {
  const runId = attributes[ATTR.RUN_ID];
  const producer = attributes[ATTR.EVENT_PRODUCER];
  const seq = attributes[ATTR.EVENT_SEQ];
  if (typeof runId !== 'string' || typeof producer !== 'string' || typeof seq !== 'number') return undefined;
  return { runId, producer, seq };
}
