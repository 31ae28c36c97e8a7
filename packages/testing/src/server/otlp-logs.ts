import type { RunEvent } from '@runlight/contract';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';

import { EventSource } from '../runs/index.ts';

const SERIALIZERS = {
  'application/json': JsonLogsSerializer,
  'application/x-protobuf': ProtobufLogsSerializer,
} as const;

/** Events as the body of an OTLP request, made by OpenTelemetry's own exporters' code. */
export function otlpLogs(
  events: readonly RunEvent[],
  contentType: keyof typeof SERIALIZERS = 'application/json',
): Uint8Array<ArrayBuffer> {
  const exporter = new InMemoryLogRecordExporter();
  new EventSource(new SimpleLogRecordProcessor({ exporter })).emit(...events);
  const body = SERIALIZERS[contentType].serializeRequest(exporter.getFinishedLogRecords());
  if (body === undefined) throw new Error('The events could not be serialised');
  return new Uint8Array(body);
}
