import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ATTR, isEventName } from '@runlight/contract';

/** Names a lifecycle event, and with it the log record that carries it or the span that ended with it. */
export interface JournalKey {
  readonly runId: string;
  readonly producer: string;
  readonly seq: number;
}

/** The event that a log record carries, if it is one that stands in the run's journal. */
export function keyOfLogRecord({ eventName, attributes }: ReadableLogRecord): JournalKey | undefined {
  if (!isEventName(eventName) || eventName === 'workflow.run.heartbeat') return undefined;
  return keyFrom(attributes);
}

/**
 * The event that ended the span of a run or a step. Other spans have none, and neither stand in the journal.
 *
 * It is the span's last lifecycle event: a span keeps its latest events when there are too many.
 */
export function keyOfSpan({ events }: ReadableSpan): JournalKey | undefined {
  const last = events.findLast(({ name }) => isEventName(name));
  return last === undefined ? undefined : keyFrom(last.attributes ?? {});
}

function keyFrom(attributes: Attributes): JournalKey | undefined {
  const runId = attributes[ATTR.RUN_ID];
  const producer = attributes[ATTR.EVENT_PRODUCER];
  const seq = attributes[ATTR.EVENT_SEQ];
  if (typeof runId !== 'string' || typeof producer !== 'string' || typeof seq !== 'number') return undefined;
  return { runId, producer, seq };
}
