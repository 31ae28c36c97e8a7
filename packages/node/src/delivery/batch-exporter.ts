import type { ExportResult } from '@opentelemetry/core';

/** What OpenTelemetry's exporters tell, and how many items of an acknowledged batch the endpoint did not take. */
export interface BatchResult extends ExportResult {
  readonly refused?: number;
}

/** An OpenTelemetry exporter of spans or log records; `abort` ends what is under way, if it can. */
export interface BatchExporter<Item> {
  export(items: Item[], done: (result: BatchResult) => void): void;
  abort?(): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}
