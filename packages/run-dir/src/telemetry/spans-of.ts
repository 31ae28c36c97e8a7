import { SpanKind, SpanStatusCode, type HrTime, type SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import {
  advance,
  endOf,
  eventToAttributes,
  formatTimestamp,
  initialRunState,
  parseTimestamp,
  startedAt,
  STATE_TABLE,
  timestampToHrTime,
  traceOf,
  waitingMs,
  type ErrorInfo,
  type RunEnd,
  type RunEvent,
  type RunState,
  type StepState,
} from '@runlight/contract';

import { readEvents } from '../read/read-run.ts';
import {
  keyOf,
  spanContextOf,
  telemetrySourceOf,
  type JournalKey,
  type TelemetrySource,
} from './journal-source.ts';
import { rootAttributes, stepAttributes } from './span-attributes.ts';

/**
 * A run's spans as the SDK made them, in the order in which they ended: same ids, times, attributes and events. The last
 * one is the root span if the run has ended; steps that were open then end with it.
 *
 * Reads the journal as it goes and holds what is open. Throws `unsafe_path`.
 */
export function* spansOf(directory: string): Generator<ReadableSpan, void, undefined> {
  for (const { span } of journalledSpans(directory)) yield span;
}

export interface JournalledSpan {
  /** The span's lifecycle events, as many as stand on it; the last one identifies it. */
  readonly keys: readonly JournalKey[];
  readonly span: ReadableSpan;
}

/** What OpenTelemetry keeps of a span's events by default: the latest. */
const MAX_EVENTS = 128;

export function* journalledSpans(directory: string): Generator<JournalledSpan, void, undefined> {
  let journal: SpanJournal | undefined;
  for (const event of readEvents(directory)) {
    journal ??= new SpanJournal(event, telemetrySourceOf(directory));
    const ended = journal.take(event);
    if (ended !== undefined) yield ended;
  }
  if (journal !== undefined) yield* journal.rest();
}

/** The events of a span so far. */
interface OpenSpan {
  readonly keys: JournalKey[];
  readonly events: TimedEvent[];
  dropped: number;
}

/** Folds a run's events and makes a span of each step that ends. */
class SpanJournal {
  readonly #state: RunState;
  readonly #source: TelemetrySource;
  /** The root span with the events of all processes, and with those of the process that started the run. */
  readonly #root = openSpan();
  readonly #startersRoot = openSpan();
  readonly #open = new Map<string, OpenSpan>();
  /** What the latest roll-up says of the run's end. */
  #rolledUp: 'inferred' | 'authoritative' | undefined;

  constructor(first: RunEvent, source: TelemetrySource) {
    this.#state = initialRunState(first.run_id, first.workflow_name);
    this.#source = source;
  }

  take(event: RunEvent): JournalledSpan | undefined {
    const { closed } = advance(this.#state, event);
    if (!('step_seq' in event)) {
      this.#takeOfRun(event);
      return undefined;
    }
    let span = this.#open.get(event.span_id);
    if (span === undefined) this.#open.set(event.span_id, (span = openSpan()));
    note(span, event);
    if (closed === null) return undefined;
    this.#open.delete(closed.span_id);
    return this.#ofStep(closed, span, closed.ended_at ?? event.timestamp);
  }

  /** What is open at the end of the journal: it ended with the run, if that has ended. */
  *rest(): Generator<JournalledSpan, void, undefined> {
    const end = endOf(this.#state);
    if (end === null) return;
    for (const [spanId, span] of this.#open) {
      const step = this.#state.open_steps[spanId];
      if (step !== undefined) yield this.#ofStep(step, span, step.ended_at ?? this.#endedAt());
    }
    if (!hasStayedInQueue(this.#state)) yield this.#ofRun(end);
  }

  #takeOfRun(event: RunEvent): void {
    if (event.event === 'workflow.run.queued') return; // a root span begins with the execution, not in the queue
    // What is said after the end is no part of what happened, unless the run itself corrects an inferred end.
    if (this.#rolledUp === 'authoritative' || (this.#rolledUp === 'inferred' && isNote(event))) return;
    if (event.event === 'workflow.run.completed') {
      this.#rolledUp = event.inferred === true ? 'inferred' : 'authoritative';
    }
    note(this.#root, event);
    if (event.producer === this.#state.started?.[1]) note(this.#startersRoot, event);
  }

  #ofStep(step: StepState, span: OpenSpan, endedAt: string): JournalledSpan {
    const { traceId, rootSpanId } = traceOf(this.#state);
    const unfinished = step.ended_at === null;
    return {
      keys: span.keys,
      span: this.#span(span, {
        name: step.name,
        spanContext: () => spanContextOf(traceId, step.span_id),
        parentSpanContext: spanContextOf(traceId, step.parent_span_id ?? rootSpanId),
        attributes: stepAttributes(this.#state, step),
        status: unfinished ? this.#statusOfUnfinished() : statusOf(step.error),
        links: [],
        ...times(step.started?.[0] ?? endedAt, endedAt),
      }),
    };
  }

  #ofRun(end: RunEnd): JournalledSpan {
    const state = this.#state;
    const { descriptor } = state;
    const { traceId, rootSpanId, parentSpanId } = traceOf(state);
    const { caller_trace_id: callerTraceId, caller_span_id: callerSpanId } = descriptor;
    const isLinked = callerTraceId !== null && callerSpanId !== null && parentSpanId === null;
    const isError = STATE_TABLE[end.outcome].spanStatus === 'error';
    // Who made the span while the run went on knew only its own events; who made it afterwards knew all.
    const isStarters = end.mark[1] === state.started?.[1];
    const root = isStarters ? this.#startersRoot : this.#root;
    return {
      keys: root.keys,
      span: this.#span(root, {
        name: state.workflow_name,
        spanContext: () => spanContextOf(traceId, rootSpanId),
        ...(parentSpanId !== null && { parentSpanContext: spanContextOf(traceId, parentSpanId) }),
        attributes: rootAttributes(state, end, waitingMs(state, parseTimestamp(this.#endedAt()))),
        status: isError ? errorStatus(end.error?.message) : { code: SpanStatusCode.UNSET },
        links: isLinked ? [{ context: spanContextOf(callerTraceId, callerSpanId) }] : [],
        ...times(this.#startedAt(), this.#endedAt()),
      }),
    };
  }

  #span(
    { events, dropped }: OpenSpan,
    own: Omit<
      ReadableSpan,
      | 'kind'
      | 'ended'
      | 'events'
      | 'resource'
      | 'instrumentationScope'
      | 'droppedAttributesCount'
      | 'droppedEventsCount'
      | 'droppedLinksCount'
    >,
  ): ReadableSpan {
    return {
      ...own,
      kind: SpanKind.INTERNAL,
      ended: true,
      events,
      resource: this.#source.resource,
      instrumentationScope: this.#source.scope,
      droppedAttributesCount: 0,
      droppedEventsCount: dropped,
      droppedLinksCount: 0,
    };
  }

  /** A root span begins with the execution, not in the queue. */
  #startedAt(): string {
    return this.#state.started?.[0] ?? startedAt(this.#state) ?? this.#endedAt();
  }

  /** When a lost run ended was not seen; it was found out later, after its last sign of life. */
  #endedAt(): string {
    const { started, updated_at } = this.#state;
    const end = endOf(this.#state);
    if (end === null) return updated_at ?? formatTimestamp(0);
    if (!end.inferred || started === null) return end.mark[0];
    return formatTimestamp(parseTimestamp(started[0]) + end.duration_ms);
  }

  #statusOfUnfinished(): SpanStatus {
    return endOf(this.#state)?.outcome === 'succeeded'
      ? { code: SpanStatusCode.UNSET }
      : errorStatus('The run ended before this step did');
  }
}

/** A run that could not be put into its queue was never executed: nobody made a span of it. */
function hasStayedInQueue({ queued_at, started, entry_step }: RunState): boolean {
  return queued_at !== null && started === null && entry_step === null;
}

function openSpan(): OpenSpan {
  return { keys: [], events: [], dropped: 0 };
}

function note(span: OpenSpan, event: RunEvent): void {
  span.keys.push(keyOf(event));
  span.events.push({
    name: event.event,
    time: timestampToHrTime(event.timestamp),
    attributes: eventToAttributes(event),
    droppedAttributesCount: 0,
  });
  if (span.events.length <= MAX_EVENTS) return;
  span.keys.shift();
  span.events.shift();
  span.dropped += 1;
}

function isNote(event: RunEvent): boolean {
  switch (event.event) {
    case 'workflow.run.annotated':
    case 'workflow.run.tagged':
    case 'workflow.run.rerun_requested':
      return true;
    default:
      return false;
  }
}

function statusOf(error: ErrorInfo | null): SpanStatus {
  return error === null ? { code: SpanStatusCode.UNSET } : errorStatus(error.message);
}

function errorStatus(message: string | undefined): SpanStatus {
  return { code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) };
}

function times(from: string, to: string): { startTime: HrTime; endTime: HrTime; duration: HrTime } {
  const micros = Math.max(0, Math.round((parseTimestamp(to) - parseTimestamp(from)) * 1000));
  const seconds = Math.floor(micros / 1_000_000);
  return {
    startTime: timestampToHrTime(from),
    endTime: timestampToHrTime(micros === 0 ? from : to),
    duration: [seconds, (micros - seconds * 1_000_000) * 1000],
  };
}
