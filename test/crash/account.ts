import { openSync, readFileSync, writeSync } from 'node:fs';

import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  ATTR,
  fieldsFromAttributes,
  hrTimeToTimestamp,
  isEventName,
  type RunEvent,
} from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

/** A root span that a process exported. */
export interface ExportedRoot {
  readonly traceId: string;
  readonly spanId: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What a process said that it did, read after its death. */
export interface Account {
  readonly events: readonly RunEvent[];
  readonly roots: readonly ExportedRoot[];
}

/**
 * Keeps a process's own account of what it emitted, in a file that the run directory knows nothing of: one `write(2)` for
 * each event and for each root span that ended.
 */
export class AccountKeeper implements LogRecordProcessor, SpanProcessor {
  readonly #fd: number;

  constructor(file: string) {
    this.#fd = openSync(file, 'a');
  }

  onEmit({ attributes, hrTime }: ReadWriteLogRecord): void {
    const name = attributes[ATTR.EVENT];
    if (!isEventName(name) || name === 'workflow.run.heartbeat') return; // a heartbeat is no line of a journal
    this.#write({ event: fieldsFromAttributes(attributes, hrTimeToTimestamp(hrTime)) });
  }

  onStart(): void {
    // A span is exported when it has ended.
  }

  onEnd(span: ReadableSpan): void {
    if (span.parentSpanContext !== undefined || span.instrumentationScope.name !== '@runlight/sdk') return;
    const { traceId, spanId } = span.spanContext();
    const root: ExportedRoot = {
      traceId,
      spanId,
      startedAt: hrTimeToTimestamp(span.startTime),
      endedAt: hrTimeToTimestamp(span.endTime),
    };
    this.#write({ root });
  }

  async forceFlush(): Promise<void> {
    // Everything is written at once.
  }

  async shutdown(): Promise<void> {
    // The process is not expected to live that long.
  }

  #write(entry: { readonly event: unknown } | { readonly root: ExportedRoot }): void {
    writeSync(this.#fd, `${JSON.stringify(entry)}\n`);
  }
}

/** Reads an account back; what the kill cut off at its end was not said. */
export function readAccount(file: string): Account {
  const events: RunEvent[] = [];
  const roots: ExportedRoot[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
    const entry = JSON.parse(line) as { event?: unknown; root?: ExportedRoot }; // written above
    if (entry.event !== undefined) events.push(RunEventSchema.parse(entry.event));
    if (entry.root !== undefined) roots.push(entry.root);
  }
  return { events, roots };
}
