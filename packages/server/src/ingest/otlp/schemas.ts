import { z } from 'zod';

import { nestsDeeper, TOO_DEEP } from '../../http/nesting.ts';

/** Anything that is not nested without end. */
const Bounded = z.unknown().refine((value) => !nestsDeeper(value), TOO_DEEP);

const Attributes = z.array(z.unknown()).optional();
const Resource = Bounded.pipe(z.looseObject({ attributes: Attributes })).optional();

/** A request, of either encoding. What its records hold is looked at one by one: one that is wrong is rejected alone. */
export const LogsRequestSchema = z.object({
  resourceLogs: z
    .array(
      z.object({
        resource: Resource,
        scopeLogs: z.array(z.object({ logRecords: z.array(z.unknown()).optional() })).optional(),
      }),
    )
    .optional(),
});
export type LogsRequest = z.infer<typeof LogsRequestSchema>;

export const TracesRequestSchema = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: Resource,
        scopeSpans: z.array(z.object({ spans: z.array(z.unknown()).optional() })).optional(),
      }),
    )
    .optional(),
});
export type TracesRequest = z.infer<typeof TracesRequestSchema>;

/** The length of an id's hex digits, which JSON has, and of its base64, which protobuf's bytes become. */
const ID_LENGTHS = { trace: { hex: 32, base64: 24 }, span: { hex: 16, base64: 12 } } as const;

/** An id in hex; null where it is absent, empty or zeros. */
const id = (kind: keyof typeof ID_LENGTHS) =>
  z
    .string()
    .nullish()
    .transform((text, context) => {
      const { hex, base64 } = ID_LENGTHS[kind];
      if (text == null || text === '') return null;
      const digits =
        text.length === base64 ? Buffer.from(text, 'base64').toString('hex') : text.toLowerCase();
      if (digits.length !== hex || !/^[0-9a-f]+$/.test(digits)) {
        context.addIssue(`not the id of a ${kind}`);
        return z.NEVER;
      }
      return /^0+$/.test(digits) ? null : digits;
    });
const TraceId = id('trace');
const SpanId = id('span');
/** Nanoseconds since the epoch: a text, since numbers of JSON end at 2^53; 0 and absent is unknown. */
const Nanos = z
  .union([
    z.string().regex(/^\d{1,19}$/),
    z
      .number()
      .nonnegative()
      .transform((nanos) => String(Math.round(nanos))),
  ])
  .nullish()
  .transform((nanos) => (nanos == null || /^0*$/.test(nanos) ? null : nanos));

export const LogRecordSchema = Bounded.pipe(
  z.looseObject({
    timeUnixNano: Nanos,
    observedTimeUnixNano: Nanos,
    severityNumber: z.int().min(0).max(24).nullish(),
    severityText: z.string().nullish(),
    body: z.unknown().optional(),
    attributes: Attributes,
    traceId: TraceId,
    spanId: SpanId,
    eventName: z.string().nullish(),
  }),
);
export type LogRecord = z.infer<typeof LogRecordSchema>;

export const SpanSchema = Bounded.pipe(
  z.looseObject({
    traceId: TraceId,
    spanId: SpanId,
    parentSpanId: SpanId,
    name: z.string().default(''),
    startTimeUnixNano: Nanos,
    endTimeUnixNano: Nanos,
    attributes: Attributes,
    links: z.array(z.looseObject({ traceId: TraceId, spanId: SpanId })).nullish(),
    status: z.looseObject({ code: z.int().nullish(), message: z.string().nullish() }).nullish(),
  }),
);
export type Span = z.infer<typeof SpanSchema>;
