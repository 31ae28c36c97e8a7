const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * A duration in its two largest units: `2m14s`, `1h02m`, `850ms`. It is rounded as in the server's sentences, so that both
 * say the same of one run.
 */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const rounded = Math.round(ms);
  if (rounded < SECOND) return `${rounded}ms`;
  if (rounded < 10 * SECOND - 50) return `${(rounded / SECOND).toFixed(1)}s`; // 9.95 s would read as 10.0s
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'm', 's');
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'm');
  return twoUnits(Math.round(ms / HOUR), 24, 'd', 'h');
}

function twoUnits(small: number, inLarge: number, largeName: string, smallName: string): string {
  return `${Math.floor(small / inLarge)}${largeName}${String(small % inLarge).padStart(2, '0')}${smallName}`;
}
