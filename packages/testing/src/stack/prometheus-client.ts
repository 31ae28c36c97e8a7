import { z } from 'zod';

import { fetchJson, urlOf } from './fetch-json.ts';

const Labels = z.record(z.string(), z.string());
const Point = z.tuple([z.number(), z.string()]);
/** A native histogram: its count and its sum. */
const HistogramPoint = z.tuple([z.number(), z.looseObject({ count: z.string(), sum: z.string() })]);

const Result = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('vector'),
    result: z.array(
      z.object({ metric: Labels, value: Point.optional(), histogram: HistogramPoint.optional() }),
    ),
  }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: Labels,
        values: z.array(Point).optional(),
        histograms: z.array(HistogramPoint).optional(),
      }),
    ),
  }),
  z.object({ resultType: z.literal('scalar'), result: Point }),
  z.object({ resultType: z.literal('string'), result: Point }),
]);
const Answer = z.object({ status: z.literal('success'), data: Result });

export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  /** Of a native histogram, how many observations it has. */
  readonly value: number;
  /** Of a native histogram. */
  readonly sum?: number;
}

export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix time in seconds, and the value. */
  readonly points: readonly (readonly [number, number])[];
}

export interface MetricRange {
  /** Unix time in seconds. */
  readonly start: number;
  readonly end: number;
  readonly stepSeconds: number;
}

/** The query API of Prometheus. */
export class PrometheusClient {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** The value of an expression now, or at a Unix time in seconds. */
  async instant(query: string, at?: number): Promise<MetricSample[]> {
    const { data } = await fetchJson(urlOf(this.#base, '/api/v1/query', { query, time: at }), Answer);
    if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
    if (data.resultType !== 'vector')
      throw new Error(`${query} is no instant vector but a ${data.resultType}`);
    return data.result.map(({ metric, value, histogram }) => {
      if (histogram === undefined) return { labels: metric, value: Number(value?.[1]) };
      return { labels: metric, value: Number(histogram[1].count), sum: Number(histogram[1].sum) };
    });
  }

  /** The one value of an expression, or undefined where it has none. */
  async value(query: string, at?: number): Promise<number | undefined> {
    const samples = await this.instant(query, at);
    if (samples.length > 1) throw new Error(`${query} has ${samples.length} series, not one`);
    return samples[0]?.value;
  }

  async range(query: string, { start, end, stepSeconds }: MetricRange): Promise<MetricSeries[]> {
    const url = urlOf(this.#base, '/api/v1/query_range', { query, start, end, step: stepSeconds });
    const { data } = await fetchJson(url, Answer);
    if (data.resultType !== 'matrix') throw new Error(`${query} is no range but a ${data.resultType}`);
    return data.result.map(({ metric, values = [], histograms = [] }) => ({
      labels: metric,
      points: [
        ...values.map(([at, value]) => [at, Number(value)] as const),
        ...histograms.map(([at, { count }]) => [at, Number(count)] as const),
      ],
    }));
  }

  /** Every alerting and recording rule with its state. */
  async rules(): Promise<RuleState[]> {
    const { data } = await fetchJson(urlOf(this.#base, '/api/v1/rules'), Rules);
    return data.groups.flatMap(({ rules }) => rules);
  }
}

const Rule = z.looseObject({
  name: z.string(),
  query: z.string(),
  type: z.enum(['alerting', 'recording']),
  health: z.string(),
  lastError: z.string().optional(),
  state: z.string().optional(),
});
const Rules = z.object({ data: z.object({ groups: z.array(z.object({ rules: z.array(Rule) })) }) });
export type RuleState = z.infer<typeof Rule>;
