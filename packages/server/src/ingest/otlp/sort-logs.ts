import { ATTR, fieldsFromAttributes, isEventName, type RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

import { executorIn, type Executor } from '../executors.ts';
import { tooLongName } from '../storable.ts';
import { attributesOf } from './any-value.ts';
import { timestampOf } from './nanos.ts';
import { Rejected } from './rejected.ts';
import { LogRecordSchema, type LogRecord, type LogsRequest } from './schemas.ts';

/** A log record that is no event of a run, but of a trace. */
export interface PlainRecord {
  readonly record: LogRecord & { readonly traceId: string };
  readonly timestamp: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** What the log records of a request are. One that is neither an event nor of a trace belongs to no run: it is let pass. */
export interface SortedLogs {
  readonly events: RunEvent[];
  /** Who executes the runs that begin, or go on in another process. */
  readonly executors: Map<string, Executor>;
  readonly records: PlainRecord[];
  readonly rejected: Rejected;
}

export function sortLogs(request: LogsRequest): SortedLogs {
  const sorted: SortedLogs = {
    events: [],
    executors: new Map(),
    records: [],
    rejected: new Rejected(),
  };
  for (const { resource, scopeLogs = [] } of request.resourceLogs ?? []) {
    const resourceAttributes = attributesOf(resource?.attributes);
    for (const { logRecords = [] } of scopeLogs) {
      for (const record of logRecords) sortRecord(record, resourceAttributes, sorted);
    }
  }
  return sorted;
}

function sortRecord(given: unknown, resource: Readonly<Record<string, unknown>>, sorted: SortedLogs): void {
  const parsed = LogRecordSchema.safeParse(given);
  if (!parsed.success) return sorted.rejected.because('a log record', parsed.error);
  const record = parsed.data;
  const attributes = attributesOf(record.attributes);
  const name = record.eventName || attributes[ATTR.EVENT];
  const timestamp = timestampOf(record.timeUnixNano ?? record.observedTimeUnixNano);
  // A dispatch that was refused made no run.
  if (isEventName(name) && name !== 'workflow.run.dispatch_refused') {
    const event = RunEventSchema.safeParse(fieldsOf(record, attributes, name, timestamp));
    if (!event.success) return sorted.rejected.because(name, event.error);
    const tooLong = tooLongName(event.data);
    if (tooLong === undefined) addEvent(event.data, resource, sorted);
    else sorted.rejected.add(1, `${name}: ${tooLong} is too long`);
  } else if (record.traceId !== null && timestamp !== null) {
    sorted.records.push({ record: { ...record, traceId: record.traceId }, timestamp, attributes, resource });
  }
}

function addEvent(
  event: RunEvent,
  resource: Readonly<Record<string, unknown>>,
  { events, executors }: SortedLogs,
): void {
  events.push(event);
  if (event.event !== 'workflow.run.running' && event.event !== 'workflow.run.resumed') return;
  const isInferred = event.event === 'workflow.run.resumed' && event.inferred === true;
  const executor = isInferred ? undefined : executorIn(resource);
  if (executor !== undefined) executors.set(event.run_id, executor);
}

/** An event that opens a run names its trace; where only the record does, that is it. */
function fieldsOf(
  record: LogRecord,
  attributes: Readonly<Record<string, unknown>>,
  name: string,
  timestamp: string | null,
): Record<string, unknown> {
  const fields = fieldsFromAttributes(attributes, timestamp ?? '');
  const opens = name === 'workflow.run.queued' || name === 'workflow.run.running';
  return {
    ...fields,
    event: name,
    ...(opens && fields['trace_id'] === undefined && record.traceId !== null && { trace_id: record.traceId }),
  };
}
