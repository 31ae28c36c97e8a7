/** Adds to the sixth decimal, so that a sum is the same number in whatever order its parts arrive. */
export function addExactly(a: number, b: number): number {
  return Math.round((a + b) * 1e6) / 1e6;
}
