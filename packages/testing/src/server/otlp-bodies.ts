import type { RunEvent } from '@runlight/contract';
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

import { EventSource } from '../runs/index.ts';

type ContentType = 'application/json' | 'application/x-protobuf';

/** Events as the body of an OTLP request, made by OpenTelemetry's own exporters' code. */
export function otlpLogs(
  events: readonly RunEvent[],
  contentType: ContentType = 'application/json',
): Uint8Array<ArrayBuffer> {
  const exporter = new InMemoryLogRecordExporter();
  new EventSource(new SimpleLogRecordProcessor({ exporter })).emit(...events);
  const serializer = contentType === 'application/json' ? JsonLogsSerializer : ProtobufLogsSerializer;
  return bodyOf(serializer.serializeRequest(exporter.getFinishedLogRecords()));
}

/** Spans as the body of an OTLP request, made by OpenTelemetry's own exporters' code. */
export function otlpTraces(
  spans: readonly ReadableSpan[],
  contentType: ContentType,
): Uint8Array<ArrayBuffer> {
  const serializer = contentType === 'application/json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  return bodyOf(serializer.serializeRequest([...spans]));
}

function bodyOf(body: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  if (body === undefined) throw new Error('OpenTelemetry could not serialise it');
  return new Uint8Array(body);
}
