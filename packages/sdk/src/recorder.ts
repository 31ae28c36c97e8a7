import { diag, logs, ROOT_CONTEXT, type Context, type Logger, type Span } from '@opentelemetry/api';
import {
  eventIdOf,
  eventToAttributes,
  formatTimestamp,
  SEVERITY_NUMBERS,
  sentenceOf,
  severityOf,
  timestampToHrTime,
  type RunEvent,
  type WorkflowEvent,
} from '@runlight/contract';

import { newProducer } from './new-ids.ts';
import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';

/** An event without what the recorder adds: who it is from, its place in the stream, and the run. */
export type EventBody<E extends WorkflowEvent = RunEvent> = E extends WorkflowEvent
  ? Omit<E, 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name'>
  : never;

/** Where an event is shown besides its log record. */
export interface Place {
  readonly span: Span | undefined;
  readonly context: Context;
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

  record(body: EventBody, atMs: number, place: Place): void {
    const seq = this.#seq;
    this.#seq += 1;
    // Spelled out, not spread twice: this is the hot path. The body is an event less exactly these fields.
    const event = {
      ...body,
      event_id: eventIdOf(this.producer, seq),
      timestamp: formatTimestamp(atMs),
      run_id: this.runId,
      producer: this.producer,
      seq,
      workflow_name: this.workflowName,
    } as RunEvent;
    emit(this.#logger, event, place);
  }

  /**
   * Shows that the process lives. Numbered apart from the other events: heartbeats are not kept, and must leave no gap.
   */
  heartbeat(progress: number, intervalMs: number, atMs: number, context: Context): void {
    const producer = `${this.producer}h`;
    const seq = this.#heartbeats;
    this.#heartbeats += 1;
    const event: RunEvent = {
      event: 'workflow.run.heartbeat',
      progress,
      heartbeat_interval_ms: intervalMs,
      event_id: eventIdOf(producer, seq),
      timestamp: formatTimestamp(atMs),
      run_id: this.runId,
      producer,
      seq,
      workflow_name: this.workflowName,
    };
    emit(this.#logger, event, { span: undefined, context });
  }
}

/** Emits an event that belongs to no run. */
export function recordWithoutRun(
  workflowName: string,
  body: EventBody<Extract<WorkflowEvent, { event: 'workflow.run.dispatch_refused' }>>,
  atMs: number,
): void {
  const producer = newProducer();
  const event: WorkflowEvent = {
    ...body,
    event_id: eventIdOf(producer, 0),
    timestamp: formatTimestamp(atMs),
    producer,
    seq: 0,
    workflow_name: workflowName,
  };
  const logger = logs.getLogger(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
  emit(logger, event, { span: undefined, context: ROOT_CONTEXT });
}

function emit(logger: Logger, event: WorkflowEvent, { span, context }: Place): void {
  try {
    const attributes = eventToAttributes(event);
    const time = timestampToHrTime(event.timestamp);
    const severity = severityOf(event);
    span?.addEvent(event.event, attributes, time);
    logger.emit({
      eventName: event.event,
      timestamp: time,
      severityNumber: SEVERITY_NUMBERS[severity],
      severityText: severity,
      body: sentenceOf(event),
      attributes,
      context,
    });
  } catch (error) {
    diag.warn(`runlight: ${event.event} could not be recorded`, error);
  }
}
