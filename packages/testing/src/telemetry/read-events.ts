import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  advance,
  fieldsFromAttributes,
  hrTimeToTimestamp,
  initialRunState,
  type RunEvent,
  type RunState,
  type WorkflowEvent,
} from '@runlight/contract';
import { WorkflowEventSchema } from '@runlight/contract/schemas';

/** The event that a log record carries; throws if it breaks the event's schema. */
export function eventOf(record: ReadableLogRecord): WorkflowEvent {
  return WorkflowEventSchema.parse(fieldsFromAttributes(record.attributes, hrTimeToTimestamp(record.hrTime)));
}

export function foldRun(runId: string, events: Iterable<RunEvent>): RunState {
  const state = initialRunState(runId);
  for (const event of events) advance(state, event);
  return state;
}
