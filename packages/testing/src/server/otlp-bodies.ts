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

const LOGS = {
  'application/json': JsonLogsSerializer,
  'application/x-protobuf': ProtobufLogsSerializer,
} as const;
const TRACES = {
  'application/json': JsonTraceSerializer,
  'application/x-protobuf': ProtobufTraceSerializer,
} as const;
type ContentType = keyof typeof LOGS;

/** Events as the body of an OTLP request, made by OpenTelemetry's own exporters' code. */
export function otlpLogs(
  events: readonly RunEvent[],
  contentType: ContentType = 'application/json',
): Uint8Array<ArrayBuffer> {
  const exporter = new InMemoryLogRecordExporter();
  new EventSource(new SimpleLogRecordProcessor({ exporter })).emit(...events);
  return bodyOf(LOGS[contentType].serializeRequest(exporter.getFinishedLogRecords()));
}

/** Spans as the body of an OTLP request, made by OpenTelemetry's own exporters' code. */
export function otlpTraces(
  spans: readonly ReadableSpan[],
  contentType: ContentType,
): Uint8Array<ArrayBuffer> {
  return bodyOf(TRACES[contentType].serializeRequest([...spans]));
}

function bodyOf(body: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  if (body === undefined) throw new Error('OpenTelemetry could not serialise it');
  return new Uint8Array(body);
}
