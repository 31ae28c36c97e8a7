const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A duration in its two largest units: `2m14s`, `1h02m`, `850ms`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 1000) return `${Math.floor(ms)}ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  for (const [index, [unit, size]] of UNITS.entries()) {
    if (ms < size) continue;
    const whole = Math.floor(ms / size);
    const next = UNITS[index + 1];
    if (next === undefined) return `${whole}${unit}`;
    const rest = Math.floor((ms % size) / next[1]);
    return `${whole}${unit}${String(rest).padStart(2, '0')}${next[0]}`;
  }
  return `${Math.floor(ms)}ms`;
}
