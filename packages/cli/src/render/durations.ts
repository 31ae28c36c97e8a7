const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration as people say it, in at most two units and six characters: `850ms`, `1.2s`, `42s`, `2m14s`, `1h02m`, `3d04h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const duration = Math.max(0, ms);
  if (duration < 0.5) return '0ms';
  if (Math.round(duration) < SECOND) return `${Math.round(duration)}ms`;
  if (duration < 9.95 * SECOND) return `${(duration / SECOND).toFixed(1)}s`;
  const seconds = Math.round(duration / SECOND);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pair(seconds, 60, 'm', 's');
  const minutes = Math.round(duration / MINUTE);
  if (minutes < 1440) return pair(minutes, 60, 'h', 'm');
  return pair(Math.round(duration / HOUR), 24, 'd', 'h');
}

function pair(amount: number, base: number, unit: string, lesser: string): string {
  return `${Math.floor(amount / base)}${unit}${String(amount % base).padStart(2, '0')}${lesser}`;
}

/** How long ago a moment was: `just now`, `42s ago`, `3m ago`, `2h ago`, `5d ago`; `in 3m` for one to come. */
export function formatAge(atMs: number, now: number): string {
  const age = now - atMs;
  if (Math.abs(age) < SECOND) return 'just now';
  const text = coarse(Math.abs(age));
  return age < 0 ? `in ${text}` : `${text} ago`;
}

function coarse(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}h`;
  return `${Math.floor(ms / DAY)}d`;
}

/** A moment as local wall-clock time, with the date unless it is today: `14:30:22`, `2026-04-24 14:30:22`. */
export function formatMoment(atMs: number, now: number): string {
  const at = new Date(atMs);
  const today = new Date(now);
  const clock = formatClock(atMs);
  return at.toDateString() === today.toDateString() ? clock : `${formatDate(at)} ${clock}`;
}

/** The local time of day: `14:30:22`, or with milliseconds `14:30:22.123`. */
export function formatClock(atMs: number, { milliseconds = false } = {}): string {
  const at = new Date(atMs);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
  return milliseconds ? `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}` : clock;
}

function formatDate(at: Date): string {
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
