import protobuf from 'protobufjs/light.js';

import { ProblemError } from '../../http/problem.ts';
import type { OtlpEncoding } from './request-body.ts';
import { refuseManyInJson, refuseManyInProtobuf, refuseManyRecords } from './request-size.ts';
import { TracesRequestSchema, LogsRequestSchema, type LogsRequest, type TracesRequest } from './schemas.ts';

type Fields = Record<string, protobuf.IField>;
const one = (id: number, type: string): protobuf.IField => ({ id, type });
const many = (id: number, type: string): protobuf.IField => ({ id, type, rule: 'repeated' });
const message = (fields: Fields, oneofs?: Record<string, protobuf.IOneOf>): protobuf.IType => ({
  fields,
  ...(oneofs && { oneofs }),
});

/** The parts of OTLP that are read here; a decoder skips all others. Source: opentelemetry-proto 1.x. */
const root = protobuf.Root.fromJSON({
  nested: {
    LogsRequest: message({ resourceLogs: many(1, 'ResourceLogs') }),
    ResourceLogs: message({ resource: one(1, 'Resource'), scopeLogs: many(2, 'ScopeLogs') }),
    ScopeLogs: message({ scope: one(1, 'Scope'), logRecords: many(2, 'LogRecord') }),
    LogRecord: message({
      timeUnixNano: one(1, 'fixed64'),
      severityNumber: one(2, 'int32'),
      severityText: one(3, 'string'),
      body: one(5, 'AnyValue'),
      attributes: many(6, 'KeyValue'),
      droppedAttributesCount: one(7, 'uint32'),
      flags: one(8, 'fixed32'),
      traceId: one(9, 'bytes'),
      spanId: one(10, 'bytes'),
      observedTimeUnixNano: one(11, 'fixed64'),
      eventName: one(12, 'string'),
    }),
    TracesRequest: message({ resourceSpans: many(1, 'ResourceSpans') }),
    ResourceSpans: message({ resource: one(1, 'Resource'), scopeSpans: many(2, 'ScopeSpans') }),
    ScopeSpans: message({ scope: one(1, 'Scope'), spans: many(2, 'Span') }),
    Span: message({
      traceId: one(1, 'bytes'),
      spanId: one(2, 'bytes'),
      traceState: one(3, 'string'),
      parentSpanId: one(4, 'bytes'),
      name: one(5, 'string'),
      kind: one(6, 'int32'),
      startTimeUnixNano: one(7, 'fixed64'),
      endTimeUnixNano: one(8, 'fixed64'),
      attributes: many(9, 'KeyValue'),
      droppedAttributesCount: one(10, 'uint32'),
      events: many(11, 'SpanEvent'),
      droppedEventsCount: one(12, 'uint32'),
      links: many(13, 'SpanLink'),
      droppedLinksCount: one(14, 'uint32'),
      status: one(15, 'Status'),
      flags: one(16, 'fixed32'),
    }),
    SpanEvent: message({
      timeUnixNano: one(1, 'fixed64'),
      name: one(2, 'string'),
      attributes: many(3, 'KeyValue'),
    }),
    SpanLink: message({
      traceId: one(1, 'bytes'),
      spanId: one(2, 'bytes'),
      traceState: one(3, 'string'),
      attributes: many(4, 'KeyValue'),
    }),
    Status: message({ message: one(2, 'string'), code: one(3, 'int32') }),
    Resource: message({ attributes: many(1, 'KeyValue') }),
    Scope: message({ name: one(1, 'string'), version: one(2, 'string'), attributes: many(3, 'KeyValue') }),
    KeyValue: message({ key: one(1, 'string'), value: one(2, 'AnyValue') }),
    AnyValue: message(
      {
        stringValue: one(1, 'string'),
        boolValue: one(2, 'bool'),
        intValue: one(3, 'int64'),
        doubleValue: one(4, 'double'),
        arrayValue: one(5, 'ArrayValue'),
        kvlistValue: one(6, 'KeyValueList'),
        bytesValue: one(7, 'bytes'),
      },
      {
        value: {
          oneof: [
            'stringValue',
            'boolValue',
            'intValue',
            'doubleValue',
            'arrayValue',
            'kvlistValue',
            'bytesValue',
          ],
        },
      },
    ),
    ArrayValue: message({ values: many(1, 'AnyValue') }),
    KeyValueList: message({ values: many(1, 'KeyValue') }),
    LogsResponse: message({ partialSuccess: one(1, 'LogsPartialSuccess') }),
    LogsPartialSuccess: message({ rejectedLogRecords: one(1, 'int64'), errorMessage: one(2, 'string') }),
    TracesResponse: message({ partialSuccess: one(1, 'TracesPartialSuccess') }),
    TracesPartialSuccess: message({ rejectedSpans: one(1, 'int64'), errorMessage: one(2, 'string') }),
  },
});

const LogsRequestType = root.lookupType('LogsRequest');
const TracesRequestType = root.lookupType('TracesRequest');

/** The request in a body; throws `invalid_otlp`, and `too_large` before it holds more than a server can. */
export function decodeLogs(body: Uint8Array, encoding: OtlpEncoding): LogsRequest {
  const value = valueIn(body, encoding, LogsRequestType);
  refuseManyRecords(value, ['resourceLogs', 'scopeLogs', 'logRecords']);
  const parsed = LogsRequestSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** The request in a body; throws what {@link decodeLogs} throws. */
export function decodeTraces(body: Uint8Array, encoding: OtlpEncoding): TracesRequest {
  const value = valueIn(body, encoding, TracesRequestType);
  refuseManyRecords(value, ['resourceSpans', 'scopeSpans', 'spans']);
  const parsed = TracesRequestSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

/** An answer in protobuf. */
export function encodeResponse(signal: 'Logs' | 'Traces', response: object): Uint8Array<ArrayBuffer> {
  const type = root.lookupType(`${signal}Response`);
  return new Uint8Array(type.encode(type.fromObject(response)).finish());
}

function valueIn(body: Uint8Array, encoding: OtlpEncoding, type: protobuf.Type): unknown {
  try {
    if (encoding === 'json') {
      refuseManyInJson(body);
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    }
    refuseManyInProtobuf(body, type);
    return type.toObject(type.decode(body), { longs: String, bytes: String });
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw invalid(cause); // also a body that is nested more deeply than the decoder goes
  }
}

function invalid(cause: unknown): ProblemError {
  const reason = cause instanceof Error ? cause.message.slice(0, 500) : '';
  return new ProblemError('bad_request', `The body is no OTLP request: ${reason}`, {
    code: 'invalid_otlp',
    cause,
  });
}
