/** Where a percentile stands among `count` sorted values: that of the least value that reaches it. From 0. */
export function rankOf(percentile: number, count: number): number {
  return Math.max(0, Math.ceil(percentile * count) - 1);
}

/** The value that stands at a place, from 0, among all values of some sorted lists; null if there are not so many. */
export function valueAt(rank: number, lists: readonly Float64Array[]): number | null {
  if (rank >= lists.reduce((count, { length }) => count + length, 0)) return null;
  let low = Math.min(...lists.flatMap((list) => list[0] ?? []));
  let high = Math.max(...lists.flatMap((list) => list.at(-1) ?? []));
  // It lies from `low` to `high`, and both are values of a list.
  while (low < high) {
    const middle = low + (high - low) / 2;
    let count = 0;
    let below = low;
    let above = high;
    for (const list of lists) {
      const notAbove = countUpTo(middle, list);
      count += notAbove;
      below = Math.max(below, list[notAbove - 1] ?? low);
      above = Math.min(above, list[notAbove] ?? high);
    }
    if (count > rank) high = below;
    else low = above;
  }
  return low;
}

/** How many values of a sorted list are no greater than one. */
function countUpTo(value: number, list: Float64Array): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((list[middle] ?? Infinity) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}
