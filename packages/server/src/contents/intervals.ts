import { parseTimestamp } from '@runlight/contract';

/** From when to when: timestamps, of which the order of texts is the order of time. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

/** How long it lasts, exact to the microsecond; never less than nothing. */
export function lengthMs({ from, to }: Interval): number {
  return Math.max(0, Math.round((parseTimestamp(to) - parseTimestamp(from)) * 1000) / 1000);
}

/** The same time without overlaps, in order; what takes no time is not in it. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: { from: string; to: string }[] = [];
  const ordered = intervals
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const { from, to } of ordered) {
    const last = merged.at(-1);
    if (last === undefined || from > last.to) merged.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return merged;
}

/** What of `whole` is in none of `parts`, which are in order and without overlaps, as {@link union} makes them. */
export function without(whole: Interval, parts: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  let { from } = whole;
  for (let at = firstAfter(parts, whole.from); at < parts.length; at += 1) {
    const part = parts[at] ?? whole;
    if (part.from >= whole.to) break;
    if (part.from > from) rest.push({ from, to: part.from });
    if (part.to > from) from = part.to;
  }
  if (from < whole.to) rest.push({ from, to: whole.to });
  return rest;
}

/** What two intervals have in common; null if nothing. */
export function overlap(a: Interval, b: Interval): Interval | null {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from < to ? { from, to } : null;
}

/** The index of the first part that ends after a time. */
function firstAfter(parts: readonly Interval[], time: string): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.to ?? '') <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
