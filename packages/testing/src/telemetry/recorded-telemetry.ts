import { context, logs, trace, type Attributes, type HrTime } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type IdGenerator,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import {
  EVENT_CONTEXT_KEY,
  type EventOf,
  type RunEvent,
  type RunState,
  type WorkflowEvent,
} from '@runlight/contract';
import { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from '@runlight/sdk';

import { eventOf, foldRun } from './read-events.ts';

/** Gives the spans that Runlight starts the ids that follow from the run's id, as the wiring of an application does. */
export const PINNING_ID_GENERATOR: IdGenerator = {
  generateTraceId: () => takePinnedTraceId() ?? newTraceId(),
  generateSpanId: () => takePinnedSpanId() ?? newSpanId(),
};

export interface TelemetryOptions {
  readonly idGenerator?: IdGenerator;
  readonly sampler?: Sampler;
  /** Come before the processor that keeps what is emitted. */
  readonly spanProcessors?: readonly SpanProcessor[];
  readonly logRecordProcessors?: readonly LogRecordProcessor[];
  /** Default true. */
  readonly contextManager?: boolean;
}

export interface PlainSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly startTime: HrTime;
  readonly attributes: Attributes;
  readonly linkedSpanIds: string[];
  readonly eventNames: string[];
}

/** The real OpenTelemetry SDK, registered for the process, with exporters that keep everything in memory. */
export class RecordedTelemetry {
  readonly #spans = new InMemorySpanExporter();
  readonly #logRecords = new InMemoryLogRecordExporter();
  /** The events as processors see them that ask the context, by event id. */
  readonly eventsInContext = new Map<string, WorkflowEvent>();

  constructor(options: TelemetryOptions = {}) {
    const {
      idGenerator = PINNING_ID_GENERATOR,
      sampler,
      spanProcessors = [],
      logRecordProcessors = [],
    } = options;
    if (options.contextManager !== false) {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    }
    trace.setGlobalTracerProvider(
      new TracerProvider({
        idGenerator,
        ...(sampler === undefined ? {} : { sampler }),
        spanProcessors: [...spanProcessors, new SimpleSpanProcessor({ exporter: this.#spans })],
      }),
    );
    const keep = new SimpleLogRecordProcessor({ exporter: this.#logRecords });
    const processors = [...logRecordProcessors, this.#contextReader(), keep];
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors }));
  }

  #contextReader(): LogRecordProcessor {
    return {
      onEmit: (_record, context) => {
        const event = context?.getValue(EVENT_CONTEXT_KEY) as WorkflowEvent | undefined; // only the SDK has this key
        if (event !== undefined) this.eventsInContext.set(event.event_id, event);
      },
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
  }

  unregister(): void {
    trace.disable();
    logs.disable();
    context.disable();
  }

  /** The spans that have ended, in the order of their ends. */
  get spans(): ReadableSpan[] {
    return this.#spans.getFinishedSpans();
  }

  /** The only span with a name. */
  span(name: string): ReadableSpan {
    return only(
      this.spans.filter((span) => span.name === name),
      `span ${name}`,
    );
  }

  /** The spans as plain JSON, for a process to tell another one. */
  get plainSpans(): PlainSpan[] {
    return this.spans.map((span) => ({
      name: span.name,
      ...span.spanContext(),
      parentSpanId: span.parentSpanContext?.spanId ?? null,
      startTime: span.startTime,
      attributes: span.attributes,
      linkedSpanIds: span.links.map(({ context }) => context.spanId),
      eventNames: span.events.map(({ name }) => name),
    }));
  }

  get logRecords(): ReadableLogRecord[] {
    return this.#logRecords.getFinishedLogRecords();
  }

  /** Every lifecycle event, in the order of emission, checked against its schema. */
  get events(): WorkflowEvent[] {
    return this.logRecords.filter(({ eventName }) => eventName?.startsWith('workflow.')).map(eventOf);
  }

  /** The events with one of the names. */
  eventsNamed<Name extends WorkflowEvent['event']>(...names: readonly Name[]): EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> =>
      (names as readonly string[]).includes(event.event),
    );
  }

  /** The only event with a name. */
  event<Name extends WorkflowEvent['event']>(name: Name): EventOf<Name> {
    return only(this.eventsNamed(name), `event ${name}`);
  }

  /** The names of a run's events without `workflow.`, those of steps with the step: `step.started extract`. */
  story(runId?: string): string[] {
    return this.events
      .filter((event) => runId === undefined || event.run_id === runId)
      .map((event) => {
        const name = event.event.slice('workflow.'.length);
        if (!('step_name' in event) || event.step_name === undefined || !('step_seq' in event)) return name;
        return `${name} ${event.step_key === undefined ? event.step_name : `${event.step_name}:${event.step_key}`}`;
      });
  }

  eventsOf(runId: string): RunEvent[] {
    return this.events.filter((event): event is RunEvent => event.run_id === runId);
  }

  stateOf(runId: string): RunState {
    return foldRun(runId, this.eventsOf(runId));
  }

  /** All that would leave the process, as one text. */
  get everything(): string {
    const spans = this.spans.map(({ name, attributes, events, links, status, resource }) => ({
      name,
      attributes,
      events,
      links,
      status,
      resource: resource.attributes,
    }));
    const records = this.logRecords.map(({ body, attributes, eventName, resource }) => ({
      body,
      attributes,
      eventName,
      resource: resource.attributes,
    }));
    return JSON.stringify({ spans, records, events: [...this.eventsInContext.values()] });
  }
}

function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`Expected one ${what}, found ${found.length}`);
  return first;
}
