import { formatTimestamp, MAX_TIMESTAMP_MS, parseTimestamp } from '@runlight/contract';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const RELATIVE = /^(?<count>\d+)(?<unit>[smhd])$/;

/** The timestamp of a `TimeSchema`'s text, with `now` in epoch milliseconds. Never before 1970, never after 9999. */
export function readTime(text: string, now: number): string {
  const { count, unit = '' } = RELATIVE.exec(text)?.groups ?? {};
  const ms = count === undefined ? parseTimestamp(text) : now - Number(count) * (UNIT_MS[unit] ?? 0);
  return formatTimestamp(Math.min(Math.max(0, ms), MAX_TIMESTAMP_MS));
}
