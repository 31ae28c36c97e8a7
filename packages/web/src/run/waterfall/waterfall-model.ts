import type { Waterfall } from '../../api.ts';

import type { Idle } from './time-axis.ts';

/** What one step did, times in epoch milliseconds. */
export interface WaterfallRow {
  /** The step's name with its key. */
  readonly id: string;
  /** The name alone, which siblings can share. */
  readonly name: string;
  readonly parent: string | null;
  readonly type: string | null;
  readonly status: string;
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly kind: 'queue' | 'run' | 'wait' | 'backoff';
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  readonly attempt: number;
  readonly spanId: string;
  readonly status: string;
  /** For whom it waits, why it failed. */
  readonly note: string | null;
}

export interface WaterfallModel {
  readonly from: number;
  /** The end, or when the server answered. */
  readonly to: number;
  readonly live: boolean;
  /** What the run itself did, above its steps. */
  readonly run: readonly Segment[];
  /** In the order in which they began; see {@link settleOrder}. */
  readonly rows: readonly WaterfallRow[];
  readonly idle: readonly Idle[];
  /** Spans on the longest chain. */
  readonly critical: ReadonlySet<string>;
  /** How many rows the server left out. */
  readonly omitted: number;
}

/** The server's answer with times as numbers. */
export function waterfallModel(answer: Waterfall): WaterfallModel {
  return {
    from: epochMs(answer.from),
    to: epochMs(answer.to),
    live: answer.live,
    run: answer.run.map((segment) => ({ ...timed(segment), attempt: 1, spanId: 'run' })),
    rows: answer.rows.map(({ segments, ...row }) => ({
      ...row,
      segments: segments.map(({ span_id, ...segment }) => ({ ...timed(segment), spanId: span_id })),
    })),
    idle: answer.idle.map(({ from, to, why }) => ({ from: epochMs(from), to: epochMs(to), why })),
    critical: new Set(answer.critical_path),
    omitted: answer.omitted,
  };
}

function timed<T extends { readonly from: string; readonly to: string | null }>({ from, to, ...rest }: T) {
  return { ...rest, from: epochMs(from), to: to === null ? null : epochMs(to) };
}

/** Milliseconds since the epoch, microseconds as the fraction: steps can be shorter than a millisecond. */
function epochMs(timestamp: string): number {
  const micros = /\.\d{3}(?<micros>\d{3})/.exec(timestamp)?.groups?.['micros'];
  return Date.parse(timestamp) + Number(micros ?? 0) / 1000;
}

/**
 * Rows in an order that no row which was seen before leaves: the known ones as they stood, then those that are new.
 * Events that come late would else move what a person looks at.
 */
export function settleOrder(
  known: readonly string[],
  rows: readonly WaterfallRow[],
): readonly WaterfallRow[] {
  const places = new Map(known.map((id, place) => [id, place]));
  const placeOf = ({ id }: WaterfallRow) => places.get(id) ?? known.length;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** When steps were tried again, in no order. */
export function retryTimes({ rows }: WaterfallModel): number[] {
  return rows.flatMap(({ segments }) => {
    const begins = new Map<string, number>();
    for (const { kind, attempt, spanId, from } of segments) {
      const key = `${spanId} ${attempt}`;
      if (kind !== 'backoff' && attempt > 1 && !begins.has(key)) begins.set(key, from);
    }
    return [...begins.values()];
  });
}

export function hasFailed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}
