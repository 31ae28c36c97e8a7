import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

import { otlpEndpoint } from './otlp-endpoint.ts';
import { OtlpHttpExporter, type OtlpHttpExporterOptions } from './otlp-http-exporter.ts';

export interface OtlpExporters {
  readonly spanExporter: SpanExporter | undefined;
  readonly logExporter: LogRecordExporter | undefined;
}

/**
 * The exporters of the configured OTLP/HTTP endpoint, undefined for a signal without one: what `replayRun` sends with.
 *
 * Each export is one request, without a retry; it keeps the process alive until it is answered or its time is up.
 *
 * @param baseUrl Takes the place of OTEL_EXPORTER_OTLP_ENDPOINT.
 */
export function createOtlpExporters(baseUrl?: string): OtlpExporters {
  return {
    spanExporter: otlpSpanExporter(baseUrl, { keepsProcessAlive: true }),
    logExporter: otlpLogRecordExporter(baseUrl, { keepsProcessAlive: true }),
  };
}

export function otlpSpanExporter(
  baseUrl: string | undefined,
  options: OtlpHttpExporterOptions,
): OtlpHttpExporter<ReadableSpan> | undefined {
  const endpoint = otlpEndpoint('traces', baseUrl);
  return endpoint && new OtlpHttpExporter(endpoint, JsonTraceSerializer, options);
}

export function otlpLogRecordExporter(
  baseUrl: string | undefined,
  options: OtlpHttpExporterOptions,
): OtlpHttpExporter<ReadableLogRecord> | undefined {
  const endpoint = otlpEndpoint('logs', baseUrl);
  return endpoint && new OtlpHttpExporter(endpoint, JsonLogsSerializer, options);
}
