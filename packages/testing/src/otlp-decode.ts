/** A span as it arrived: ids in hex, times in nanoseconds, attributes as plain values. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: ReceivedAttributes;
  readonly events: readonly ReceivedSpanEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly statusCode: number;
  readonly scope: string;
  readonly resource: ReceivedAttributes;
}

export interface ReceivedSpanEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: ReceivedAttributes;
}

/** A log record as it arrived. */
export interface ReceivedLogRecord {
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly eventName: string | undefined;
  readonly timeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string | undefined;
  readonly body: unknown;
  readonly attributes: ReceivedAttributes;
  readonly scope: string;
  readonly resource: ReceivedAttributes;
}

export type ReceivedAttributes = Readonly<Record<string, unknown>>;

/** The parts of the OTLP JSON encoding that are read here; fields with default values may be absent. */
interface OtlpValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: number | string;
  doubleValue?: number;
  arrayValue?: { values?: OtlpValue[] };
  kvlistValue?: { values?: OtlpAttribute[] };
}

interface OtlpAttribute {
  key: string;
  value?: OtlpValue;
}

interface OtlpResource {
  resource?: { attributes?: OtlpAttribute[] };
}

interface OtlpScope {
  scope?: { name?: string };
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string | number;
  endTimeUnixNano: string | number;
  attributes?: OtlpAttribute[];
  events?: { name: string; timeUnixNano: string | number; attributes?: OtlpAttribute[] }[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
}

interface OtlpLogRecord {
  traceId?: string;
  spanId?: string;
  eventName?: string;
  timeUnixNano: string | number;
  severityNumber?: number;
  severityText?: string;
  body?: OtlpValue;
  attributes?: OtlpAttribute[];
}

export interface OtlpTraceRequest {
  resourceSpans?: (OtlpResource & { scopeSpans?: (OtlpScope & { spans?: OtlpSpan[] })[] })[];
}

export interface OtlpLogsRequest {
  resourceLogs?: (OtlpResource & { scopeLogs?: (OtlpScope & { logRecords?: OtlpLogRecord[] })[] })[];
}

/** The spans of an `ExportTraceServiceRequest`, in the order in which they stand there. */
export function decodeSpans(request: OtlpTraceRequest): ReceivedSpan[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    (scopeSpans ?? []).flatMap(({ scope, spans }) =>
      (spans ?? []).map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || undefined, // absent and empty both say: none
        name: span.name,
        startTimeUnixNano: BigInt(span.startTimeUnixNano),
        endTimeUnixNano: BigInt(span.endTimeUnixNano),
        attributes: decodeAttributes(span.attributes),
        events: (span.events ?? []).map((event) => ({
          name: event.name,
          timeUnixNano: BigInt(event.timeUnixNano),
          attributes: decodeAttributes(event.attributes),
        })),
        links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
        statusCode: span.status?.code ?? 0,
        scope: scope?.name ?? '',
        resource: decodeAttributes(resource?.attributes),
      })),
    ),
  );
}

/** The log records of an `ExportLogsServiceRequest`, in the order in which they stand there. */
export function decodeLogRecords(request: OtlpLogsRequest): ReceivedLogRecord[] {
  return (request.resourceLogs ?? []).flatMap(({ resource, scopeLogs }) =>
    (scopeLogs ?? []).flatMap(({ scope, logRecords }) =>
      (logRecords ?? []).map((record) => ({
        traceId: record.traceId || undefined,
        spanId: record.spanId || undefined,
        eventName: record.eventName || undefined,
        timeUnixNano: BigInt(record.timeUnixNano),
        severityNumber: record.severityNumber ?? 0,
        severityText: record.severityText,
        body: record.body === undefined ? undefined : decodeValue(record.body),
        attributes: decodeAttributes(record.attributes),
        scope: scope?.name ?? '',
        resource: decodeAttributes(resource?.attributes),
      })),
    ),
  );
}

function decodeAttributes(attributes: OtlpAttribute[] = []): ReceivedAttributes {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value === undefined ? null : decodeValue(value)]),
  );
}

function decodeValue(value: OtlpValue): unknown {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(decodeValue);
  if (value.kvlistValue !== undefined) return decodeAttributes(value.kvlistValue.values);
  return null;
}
