import { diag, logs, ROOT_CONTEXT, type Context, type Logger, type Span } from '@opentelemetry/api';
import {
  addFieldAttributes,
  ATTR,
  epochMsToHrTime,
  eventIdOf,
  SEVERITY_NUMBERS,
  sentenceOf,
  severityOf,
  type EventAttributes,
  type EventOf,
  type RunEvent,
  type WorkflowEvent,
} from '@runlight/contract';

import { EventContext } from './event-context.ts';
import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';
import { newProducer } from './new-ids.ts';

/** An event without what the recorder adds: who it is from, its place in the stream, and the run. */
export type EventBody<E extends WorkflowEvent = RunEvent> = E extends WorkflowEvent
  ? Omit<E, 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name'>
  : never;

/** What an event happens to: a run or a step. */
export interface Place {
  readonly span: Span | undefined;
  readonly context: Context;
  /** The fields that every event here has in common. */
  readonly fields: object;
  /** The attributes of these fields: made once, not once per event. */
  readonly attributes: EventAttributes;
}

/**
 * One process's part in one run: numbers the run's events and emits each as a log record and as a span event.
 *
 * Fail-open: whatever goes wrong in here is told to `diag`, never to the caller.
 */
export class Recorder {
  readonly runId: string;
  readonly workflowName: string;
  readonly producer: string;
  readonly #logger: Logger;
  #seq = 0;
  #heartbeats = 0;

  constructor(runId: string, workflowName: string) {
    this.runId = runId;
    this.workflowName = workflowName;
    this.producer = newProducer();
    this.#logger = logs.getLogger(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
  }

  /** The events recorded so far, heartbeats not counted: rises with every sign of progress. */
  get recorded(): number {
    return this.#seq;
  }

  /** The place of what happens to the run itself. */
  placeOfRun(span: Span | undefined, context: Context): Place {
    const fields = { workflow_name: this.workflowName, run_id: this.runId, producer: this.producer };
    return { span, context, fields, attributes: addFieldAttributes({}, fields, false) };
  }

  record(body: EventBody, atMs: number, place: Place): void {
    const seq = this.#seq;
    this.#seq += 1;
    emit(this.#logger, body, { producer: this.producer, seq }, atMs, place);
  }

  /**
   * Shows that the process lives. Numbered apart from the other events: heartbeats are not kept, and must leave no gap.
   */
  heartbeat(progress: number, intervalMs: number, atMs: number, place: Place): void {
    const producer = `${this.producer}h`;
    const seq = this.#heartbeats;
    this.#heartbeats += 1;
    const body = {
      event: 'workflow.run.heartbeat',
      producer,
      progress,
      heartbeat_interval_ms: intervalMs,
    } as const;
    emit(this.#logger, body, { producer, seq }, atMs, { ...place, span: undefined });
  }
}

/** Emits an event that belongs to no run. */
export function recordWithoutRun(
  workflowName: string,
  body: EventBody<EventOf<'workflow.run.dispatch_refused'>>,
  atMs: number,
): void {
  const producer = newProducer();
  const logger = logs.getLogger(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
  const fields = { workflow_name: workflowName, producer };
  const attributes = addFieldAttributes({}, fields, false);
  emit(logger, body, { producer, seq: 0 }, atMs, {
    span: undefined,
    context: ROOT_CONTEXT,
    fields,
    attributes,
  });
}

function emit(
  logger: Logger,
  body: EventBody<WorkflowEvent>,
  { producer, seq }: { readonly producer: string; readonly seq: number },
  atMs: number,
  place: Place,
): void {
  try {
    const event_id = eventIdOf(producer, seq);
    const attributes = addFieldAttributes({ ...place.attributes }, body, 'step_seq' in body);
    attributes[ATTR.EVENT_ID] = event_id;
    attributes[ATTR.EVENT_SEQ] = seq;
    // A body, the fields that all events of its place have, and what the recorder adds: nothing else makes an event.
    // Its timestamp is left to the context: see there.
    const event = { ...place.fields, ...body, event_id, timestamp: '', producer, seq } as WorkflowEvent;
    const time = epochMsToHrTime(atMs);
    const severity = severityOf(body);
    place.span?.addEvent(body.event, attributes, time);
    logger.emit({
      eventName: body.event,
      timestamp: time,
      severityNumber: SEVERITY_NUMBERS[severity],
      severityText: severity,
      body: sentenceOf(event),
      attributes,
      context: new EventContext(place.context, event, atMs),
    });
  } catch (error) {
    diag.warn(`runlight: ${body.event} could not be recorded`, error);
  }
}
