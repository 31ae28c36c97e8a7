import { formatTimestamp } from '@runlight/contract';

/** The last nanosecond that a timestamp of four-digit years can tell. */
const MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Nanoseconds since the epoch as a timestamp, which has microseconds; null for none. */
export function timestampOf(nanos: string | null): string | null {
  if (nanos === null) return null;
  const ms = Number(nanos.slice(0, -6)) + Number(nanos.slice(-6)) / 1_000_000;
  return ms > MAX_MS ? null : formatTimestamp(ms);
}
