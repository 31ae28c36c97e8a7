/** Where a percentile stands among `count` sorted values: that of the least value that reaches it. From 0. */
export function rankOf(percentile: number, count: number): number {
  return Math.max(0, Math.ceil(percentile * count) - 1);
}
