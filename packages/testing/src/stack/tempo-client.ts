import { z } from 'zod';

import { fetchJson, urlOf } from './fetch-json.ts';

/** An OTLP value in JSON: one of its keys says what it is. */
const AnyValue = z.record(z.string(), z.unknown());
const Attributes = z
  .array(z.object({ key: z.string(), value: AnyValue }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)])));

const Id = z.string().transform((base64) => Buffer.from(base64, 'base64').toString('hex'));
const Nanoseconds = z.string().transform(BigInt);

const Span = z.object({
  traceId: Id,
  spanId: Id,
  parentSpanId: Id.optional(),
  name: z.string(),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: Attributes,
  status: z.object({ code: z.string().optional(), message: z.string().optional() }).default({}),
  events: z
    .array(z.object({ name: z.string(), timeUnixNano: Nanoseconds, attributes: Attributes }))
    .default([]),
});
const Trace = z.object({
  trace: z.object({
    resourceSpans: z
      .array(
        z.object({
          resource: z.object({ attributes: Attributes }).optional(),
          scopeSpans: z.array(z.object({ spans: z.array(Span) })),
        }),
      )
      .default([]),
  }),
});

const Search = z.object({
  traces: z
    .array(
      z.looseObject({
        traceID: z.string(),
        rootTraceName: z.string().optional(),
        spanSets: z
          .array(z.object({ spans: z.array(z.looseObject({ spanID: z.string(), attributes: Attributes })) }))
          .default([]),
      }),
    )
    .default([]),
});

export interface TraceSpan extends z.infer<typeof Span> {
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface FoundTrace {
  readonly traceId: string;
  readonly rootName: string | undefined;
  /** The spans that matched, with the attributes that the query selected. */
  readonly spans: readonly {
    readonly spanId: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

export interface SearchOptions {
  /** Unix time in seconds; without, all that is not yet in the object store. */
  readonly start?: number;
  readonly end?: number;
  /** Default 10 000. */
  readonly limit?: number;
  /** The most spans of each trace. Default 100. */
  readonly spansPerTrace?: number;
}

/** The query API of Tempo. */
export class TempoClient {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** All spans of a trace, in the order of their start; none if Tempo doesn't know it. */
  async trace(traceId: string): Promise<TraceSpan[]> {
    const { trace } = await fetchJson(urlOf(this.#base, `/api/v2/traces/${traceId}`), Trace);
    const spans = trace.resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans: ofScope }) =>
        ofScope.map((span) => Object.assign(span, { resource: resource?.attributes ?? {} })),
      ),
    );
    return spans.sort((a, b) => (a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1));
  }

  /** The traces that a TraceQL query finds. */
  async search(query: string, options: SearchOptions = {}): Promise<FoundTrace[]> {
    const { start, end, limit = 10_000, spansPerTrace = 100 } = options;
    const url = urlOf(this.#base, '/api/search', {
      q: query,
      // Tempo takes whole seconds only.
      start: start === undefined ? undefined : Math.floor(start),
      end: end === undefined ? undefined : Math.ceil(end),
      limit,
      spss: spansPerTrace,
    });
    const { traces } = await fetchJson(url, Search);
    return traces.map(({ traceID, rootTraceName, spanSets }) => ({
      traceId: traceID.padStart(32, '0'),
      rootName: rootTraceName,
      spans: spanSets.flatMap(({ spans }) =>
        spans.map(({ spanID, attributes }) => ({ spanId: spanID.padStart(16, '0'), attributes })),
      ),
    }));
  }
}

function plainValue(value: Readonly<Record<string, unknown>>): unknown {
  const [kind, held] = Object.entries(value)[0] ?? [];
  if (kind === 'intValue') return Number(held);
  if (kind !== 'arrayValue') return held;
  const { values = [] } = ArrayValue.parse(held);
  return values.map(plainValue);
}

const ArrayValue = z.object({ values: z.array(AnyValue).optional() });
