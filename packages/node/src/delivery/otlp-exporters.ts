import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

import { otlpEndpoint } from './otlp-endpoint.ts';
import { OtlpHttpExporter, type OtlpHttpExporterOptions } from './otlp-http-exporter.ts';

export interface OtlpExporters {
  readonly spanExporter?: SpanExporter;
  readonly logExporter?: LogRecordExporter;
}

/**
 * The exporters of the configured OTLP/HTTP endpoint, none for a signal without one: what `replayRun` sends with.
 *
 * Each export is one request, without a retry; it keeps the process alive until it is answered or its time is up.
 *
 * @param baseUrl Takes the place of OTEL_EXPORTER_OTLP_ENDPOINT.
 */
export function createOtlpExporters(baseUrl?: string): OtlpExporters {
  const spanExporter = otlpSpanExporter(baseUrl, { keepsProcessAlive: true });
  const logExporter = otlpLogRecordExporter(baseUrl, { keepsProcessAlive: true });
  return { ...(spanExporter && { spanExporter }), ...(logExporter && { logExporter }) };
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
