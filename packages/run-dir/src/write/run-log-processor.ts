import type { Context } from '@opentelemetry/api';
import {
  ATTR,
  EVENT_CONTEXT_KEY,
  fieldsFromAttributes,
  hrTimeToTimestamp,
  isEventName,
  type RunEvent,
  type WorkflowEvent,
} from '@runlight/contract';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';

import type { Losses } from './losses.ts';
import type { TelemetryOrigin } from './run-files.ts';
import type { RunWriters } from './run-writers.ts';

/**
 * Writes every lifecycle event that passes by as a log record into its run's directory, before the emitting call
 * returns. Never throws; records that are no lifecycle events of a run are let pass.
 */
export class RunLogProcessor implements LogRecordProcessor {
  readonly #writers: RunWriters;
  readonly #losses: Losses;
  readonly #onShutdown: () => void;

  constructor(writers: RunWriters, losses: Losses, onShutdown: () => void) {
    this.#writers = writers;
    this.#losses = losses;
    this.#onShutdown = onShutdown;
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    try {
      const event = emittedEvent(context) ?? runEventOf(record);
      if (event !== undefined) this.#writers.write(event, () => originOf(record));
    } catch (error) {
      this.#losses.line(error);
    }
  }

  forceFlush(): Promise<void> {
    this.#writers.flush();
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.#onShutdown();
    return Promise.resolve();
  }
}

/** The event as the SDK of this process made it. */
function emittedEvent(context: Context | undefined): RunEvent | undefined {
  const event = context?.getValue(EVENT_CONTEXT_KEY) as WorkflowEvent | undefined; // only the SDK has this key
  return event?.run_id === undefined ? undefined : event;
}

function runEventOf({ attributes, hrTime }: ReadWriteLogRecord): RunEvent | undefined {
  if (!isEventName(attributes[ATTR.EVENT])) return undefined;
  if (typeof attributes[ATTR.RUN_ID] !== 'string' || attributes[ATTR.RUN_ID] === '') return undefined;
  if (typeof attributes[ATTR.EVENT_PRODUCER] !== 'string' || typeof attributes[ATTR.EVENT_SEQ] !== 'number') {
    return undefined;
  }
  // This process made the attributes from an event; parsing each one again would cost more than writing it.
  return fieldsFromAttributes(attributes, hrTimeToTimestamp(hrTime)) as RunEvent;
}

/** Command lines can hold secrets, and nobody asks for them in a trace. */
const WITHHELD = 'process.command';

function originOf({ resource, instrumentationScope }: ReadWriteLogRecord): TelemetryOrigin {
  const attributes = Object.entries(resource.attributes).filter(([name]) => !name.startsWith(WITHHELD));
  const { name, version } = instrumentationScope;
  return { resource: Object.fromEntries(attributes), scope: { name, version } };
}
