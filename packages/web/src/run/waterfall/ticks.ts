import { formatDuration } from '../../time/format-duration.ts';
import type { TimeAxis } from './time-axis.ts';

export interface Tick {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Pixels. */
  readonly x: number;
  /** Milliseconds since the run began, or since the tick at which they began anew. */
  readonly ms: number;
  readonly since: 'start' | 'restart';
}

const LABEL_PX = 40;
const MICROSECOND = 0.001;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LARGE_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

/** The least step that a person can count in and that leaves `leastPx` between two ticks. */
function tickStep(pxPerMs: number, leastPx: number): number {
  const leastMs = leastPx / pxPerMs;
  if (leastMs > 0.5 * SECOND) {
    return LARGE_STEPS.find((step) => step >= leastMs) ?? Math.ceil(leastMs / (365 * DAY)) * 365 * DAY;
  }
  if (leastMs <= MICROSECOND) return MICROSECOND; // what is less, no clock here tells apart
  const magnitude = 10 ** Math.floor(Math.log10(leastMs));
  return [1, 2, 5, 10].map((n) => n * magnitude).find((step) => step >= leastMs) ?? 10 * magnitude;
}

interface TickOptions {
  /** When the run began, in epoch milliseconds; default: where the axis does. */
  readonly begin?: number;
  readonly leastPx?: number;
}

/**
 * The ticks of an axis. After a fold, and where somebody zoomed to, they begin anew: the first says how long the run had
 * gone on by then, the next ones how long it has been since. No two are closer than `leastPx`, and each but the first of
 * all has room for its label.
 */
export function ticksOf(axis: TimeAxis, { begin = axis.from, leastPx = 80 }: TickOptions = {}): Tick[] {
  const step = tickStep(axis.pxPerMs, leastPx);
  const ticks: Tick[] = [];
  for (const part of axis.parts.filter(({ fold }) => fold === null)) {
    const elapsed = part.from - begin;
    const count = Math.floor((part.to - part.from) / step);
    for (let nth = 0; nth <= count; nth += 1) {
      const x = part.x + nth * step * axis.pxPerMs;
      const last = ticks.at(-1);
      const isTight = last !== undefined && x - last.x < leastPx;
      const isCut = ticks.length > 0 && part.x + part.width - x < LABEL_PX;
      if (isTight || isCut) continue;
      const time = part.from + nth * step;
      if (nth === 0) ticks.push({ time, x, ms: elapsed, since: 'start' });
      else ticks.push({ time, x, ms: nth * step, since: elapsed === 0 ? 'start' : 'restart' });
    }
  }
  return ticks;
}

/** What stands at a tick: `10m`, where a duration would say `10m00s`, and `10.5s` and `250µs`, where it would round. */
export function tickText(ms: number): string {
  if (ms >= MINUTE) return formatDuration(ms).replace(/(?<=[dhm])00[hms]$/, '');
  if (ms >= SECOND) return `${threeDigits(ms / SECOND)}s`;
  return ms === 0 || ms >= 1 ? `${threeDigits(ms)}ms` : `${threeDigits(ms / MICROSECOND)}µs`;
}

/** Enough for two ticks to differ: an axis has room for no hundred of them. */
function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}
