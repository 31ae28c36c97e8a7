import { z } from 'zod';

import { fetchJson, urlOf } from './fetch-json.ts';
import type { MetricRange, MetricSample, MetricSeries } from './prometheus-client.ts';

const Labels = z.record(z.string(), z.string());
const Point = z.tuple([z.number(), z.string()]);
const Line = z.tuple([
  z.string(),
  z.string(),
  z.object({ structuredMetadata: Labels.optional(), parsed: Labels.optional() }).optional(),
]);
const Data = z.discriminatedUnion('resultType', [
  z.object({
    resultType: z.literal('streams'),
    result: z.array(z.object({ stream: Labels, values: z.array(Line) })),
  }),
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: Labels, value: Point })) }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: Labels, values: z.array(Point) })),
  }),
  z.object({ resultType: z.literal('scalar'), result: Point }),
]);
const Answer = z.object({ status: z.literal('success'), data: Data });

export interface LogEntry {
  readonly timestampNs: bigint;
  readonly line: string;
  /** Index labels of the stream. */
  readonly labels: Readonly<Record<string, string>>;
  /** Structured metadata, and what the query parsed out of the line. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface LogPeriod {
  /** Default: an hour ago. */
  readonly fromMs?: number;
  /** Default: now. */
  readonly toMs?: number;
}

const HOUR_MS = 3_600_000;
/** Entries of one answer. */
const PAGE = 5000;
/** Keeps structured metadata apart from the labels of the stream. */
const CATEGORIZED = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };

/** The query API of Loki. */
export class LokiClient {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** Every entry that a log query selects, in the order of their time, however many there are. */
  async entries(
    query: string,
    { fromMs = Date.now() - HOUR_MS, toMs = Date.now() }: LogPeriod = {},
  ): Promise<LogEntry[]> {
    const end = BigInt(Math.ceil(toMs)) * 1_000_000n + 1n;
    let start = BigInt(Math.floor(fromMs)) * 1_000_000n;
    const entries: LogEntry[] = [];
    for (;;) {
      const page = await this.#page(query, start, end, PAGE);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return [...entries, ...page];
      // The next page starts with the last point in time of this one, whose entries may not all be on it.
      const complete = page.filter(({ timestampNs }) => timestampNs < last.timestampNs);
      if (complete.length === 0) throw new Error(`More than ${PAGE} entries at ${last.timestampNs}`);
      entries.push(...complete);
      start = last.timestampNs;
    }
  }

  /** The value of a metric query now, or at a Unix time in seconds. */
  async instant(query: string, at?: number): Promise<MetricSample[]> {
    const { data } = await fetchJson(urlOf(this.#base, '/loki/api/v1/query', { query, time: at }), Answer);
    if (data.resultType === 'scalar') return [{ labels: {}, value: Number(data.result[1]) }];
    if (data.resultType !== 'vector') throw new Error(`${query} is no metric query`);
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The one value of a metric query, or undefined where it has none. */
  async value(query: string, at?: number): Promise<number | undefined> {
    const samples = await this.instant(query, at);
    if (samples.length > 1) throw new Error(`${query} has ${samples.length} series, not one`);
    return samples[0]?.value;
  }

  async range(query: string, { start, end, stepSeconds }: MetricRange): Promise<MetricSeries[]> {
    const url = urlOf(this.#base, '/loki/api/v1/query_range', { query, start, end, step: stepSeconds });
    const { data } = await fetchJson(url, Answer);
    if (data.resultType !== 'matrix') throw new Error(`${query} is no metric query`);
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([at, value]) => [at, Number(value)] as const),
    }));
  }

  async #page(query: string, start: bigint, end: bigint, limit: number): Promise<LogEntry[]> {
    const url = urlOf(this.#base, '/loki/api/v1/query_range', {
      query,
      start: `${start}`,
      end: `${end}`,
      limit,
      direction: 'forward',
    });
    const { data } = await fetchJson(url, Answer, CATEGORIZED);
    if (data.resultType !== 'streams') throw new Error(`${query} is no log query`);
    const entries = data.result.flatMap(({ stream, values }) =>
      values.map(([timestamp, line, categorized]) => ({
        timestampNs: BigInt(timestamp),
        line,
        labels: stream,
        fields: { ...categorized?.structuredMetadata, ...categorized?.parsed },
      })),
    );
    return entries.sort((a, b) =>
      a.timestampNs < b.timestampNs ? -1 : a.timestampNs > b.timestampNs ? 1 : 0,
    );
  }
}
