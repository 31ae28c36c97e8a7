import type { TimeAxis } from './time-axis.ts';

/** The part of a run's time that is looked at, in epoch milliseconds. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** An axis has no less. */
const LEAST_MS = 1;

/** `1200-34000`: milliseconds since the run began. Null for what is no part of time. */
export function readZoom(text: string | undefined, begin: number): Zoom | null {
  const [from = NaN, to = NaN] = (text ?? '').split('-').map(Number);
  return to - from >= LEAST_MS ? { from: begin + from, to: begin + to } : null;
}

export function writeZoom({ from, to }: Zoom, begin: number): string {
  return [Math.max(0, Math.floor(from - begin)), Math.ceil(to - begin)].join('-');
}

/** What lies between two pixels of an axis; at least what an axis can show, and nothing beyond its ends. */
export function zoomBetween(axis: TimeAxis, a: number, b: number): Zoom {
  const from = axis.time(Math.min(a, b));
  const length = Math.max(LEAST_MS, axis.time(Math.max(a, b)) - from);
  const begin = Math.max(axis.from, Math.min(from, axis.to - length));
  return { from: begin, to: begin + length };
}

/** The middle half of what an axis shows. */
export function zoomedIn(axis: TimeAxis): Zoom {
  return zoomBetween(axis, axis.width / 4, (axis.width * 3) / 4);
}

/** Twice as much of the whole axis; null if that is all of it. */
export function zoomedOut(whole: TimeAxis, zoom: Zoom): Zoom | null {
  const [left, right] = [whole.position(zoom.from), whole.position(zoom.to)];
  const more = Math.max(1, right - left) / 2;
  if (left - more <= 0 && right + more >= whole.width) return null;
  return zoomBetween(whole, left - more, right + more);
}

/** As much of the whole axis, some of its widths to the right; never beyond its ends. */
export function panned(whole: TimeAxis, zoom: Zoom, widths: number): Zoom {
  const [left, right] = [whole.position(zoom.from), whole.position(zoom.to)];
  const least = Math.max(1, right - left);
  const by = Math.min(whole.width - right, Math.max(-left, least * widths));
  return zoomBetween(whole, left + by, right + by);
}
