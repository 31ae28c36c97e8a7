import type { LogRecordExporter } from '@opentelemetry/sdk-logs';

type ExportResult = Parameters<Parameters<LogRecordExporter['export']>[1]>[0];

interface BatchExporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

/** `ExportResultCode.SUCCESS`; the package that has the enum is not ours to load. */
const SUCCESS: ExportResult['code'] = 0;
/** HTTP answers that speak of the batch itself; by the OTLP specification these are not retried. */
const REFUSING_STATUSES: readonly unknown[] = [400, 413, 415, 422];

/** Exports a batch: undefined once the backend has acknowledged it, else why it has not. Never rejects. */
export function exportBatch<T>(exporter: BatchExporter<T>, items: T[]): Promise<Error | undefined> {
  return new Promise((resolve) => {
    try {
      exporter.export(items, ({ code, error }) => {
        if (code === SUCCESS) resolve(undefined);
        else resolve(error ?? new Error('The exporter failed and did not say why'));
      });
    } catch (error) {
      resolve(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

/** True if the backend will not take these records however often they are sent. */
export function isRefusal(error: Error): boolean {
  return 'code' in error && (error.code === 'otlp_refused' || REFUSING_STATUSES.includes(error.code));
}
