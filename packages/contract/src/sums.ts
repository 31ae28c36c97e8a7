/**
 * Adds in whole millionths, so that a sum is the same number in whatever order its parts arrive.
 *
 * Exact while the sum is below 2^53 millionths (9 · 10⁹, as milliseconds 104 days); whole numbers far beyond.
 */
export function addExactly(a: number, b: number): number {
  return (Math.round(a * 1e6) + Math.round(b * 1e6)) / 1e6;
}
