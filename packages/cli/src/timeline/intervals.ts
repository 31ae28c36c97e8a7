/** A stretch of time in epoch milliseconds, `to` exclusive. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export function lengthOf({ from, to }: Interval): number {
  return to - from;
}

/** The intervals sorted, overlapping and touching ones made one, empty ones left out. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.filter((one) => one.to > one.from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What is left of an interval once others are taken out of it. */
export function without(whole: Interval, others: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let from = whole.from;
  for (const taken of union(others)) {
    if (taken.to <= from) continue;
    if (taken.from >= whole.to) break;
    if (taken.from > from) left.push({ from, to: taken.from });
    from = taken.to;
  }
  if (from < whole.to) left.push({ from, to: whole.to });
  return left;
}
