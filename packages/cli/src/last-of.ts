/** The last so many items, holding little more than those at any time. */
export function lastOf<T>(items: Iterable<T>, count: number): T[] {
  const kept: T[] = [];
  for (const item of items) {
    kept.push(item);
    if (kept.length >= 2 * count + 1024) kept.splice(0, kept.length - count);
  }
  return kept.slice(Math.max(0, kept.length - count));
}
