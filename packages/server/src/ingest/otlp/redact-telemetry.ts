import { isEventName, type Json } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

import { attributesOf, plainValue } from './any-value.ts';
import type { LogRecord, Span } from './schemas.ts';

const IDS = ['traceId', 'spanId', 'traceState', 'flags', 'droppedAttributesCount'];
const SPAN_TIMES = ['startTimeUnixNano', 'endTimeUnixNano'];
const RECORD_TIMES = ['timeUnixNano', 'observedTimeUnixNano'];
const SPAN_FIELDS = [
  IDS,
  SPAN_TIMES,
  'parentSpanId',
  'kind',
  'droppedEventsCount',
  'droppedLinksCount',
].flat();
const RECORD_FIELDS = [IDS, RECORD_TIMES, 'severityNumber', 'eventName'].flat();
const EVENT_FIELDS = ['timeUnixNano', 'droppedAttributesCount'];

/**
 * A span without what a redactor takes out of its name, its attributes and those of its events and links. What OTLP does
 * not know is left out, and so are events of the run: they are kept as such.
 */
export function redactSpan<T extends Span>(span: T, redactor: ContentRedactor): T {
  const events = listIn(span['events']).filter(({ name }) => !isEventName(name));
  const redacted = {
    ...pick(span, SPAN_FIELDS),
    name: textOf(span.name, redactor),
    attributes: redactAttributes(span.attributes, redactor),
    events: events.map((event) => ({
      ...pick(event, EVENT_FIELDS),
      name: textOf(event['name'], redactor),
      attributes: redactAttributes(event['attributes'], redactor),
    })),
    links: listIn(span.links).map((link) => ({
      ...pick(link, IDS),
      attributes: redactAttributes(link['attributes'], redactor),
    })),
    status: span.status && { code: span.status.code, message: textOf(span.status.message, redactor) },
  };
  return redacted as unknown as T; // each field has the type that it had
}

/** A log record without what a redactor takes out of its body and its attributes. */
export function redactRecord<T extends LogRecord>(record: T, redactor: ContentRedactor): T {
  const redacted = {
    ...pick(record, RECORD_FIELDS),
    severityText: textOf(record.severityText, redactor),
    body: anyValueOf(redactor.payload('attributes', plainValue(record.body)) ?? null),
    attributes: redactAttributes(record.attributes, redactor),
  };
  return redacted as unknown as T; // as above
}

/** What a log record says, as a text; of one that says nothing, none. */
export function textOfBody({ body }: Pick<LogRecord, 'body'>): string {
  const value = plainValue(body);
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function redactAttributes(attributes: unknown, redactor: ContentRedactor): readonly object[] {
  const redacted = redactor.payload('attributes', attributesOf(Array.isArray(attributes) ? attributes : []));
  if (typeof redacted !== 'object' || redacted === null) return []; // all of them are taken out
  return Object.entries(redacted).map(([key, value]) => ({ key, value: anyValueOf(value) }));
}

/** A plain value as OTLP's `AnyValue` has it. */
function anyValueOf(value: Json): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
    default:
      break;
  }
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => anyValueOf(item)) } };
  const values = Object.entries(value).map(([key, inner]) => ({ key, value: anyValueOf(inner) }));
  return { kvlistValue: { values } };
}

function textOf(text: unknown, redactor: ContentRedactor): string | undefined {
  return typeof text === 'string' ? redactor.text(text, Number.POSITIVE_INFINITY) : undefined;
}

function pick(from: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap((field) => (field in from ? [[field, from[field]]] : [])));
}

function listIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === 'object' && item !== null);
}
