import { formatTimestamp, MAX_TIMESTAMP_MS } from '@runlight/contract';

/** Nanoseconds since the epoch as a timestamp, which has microseconds; null for none. */
export function timestampOf(nanos: string | null): string | null {
  if (nanos === null) return null;
  const ms = Number(nanos.slice(0, -6)) + Number(nanos.slice(-6)) / 1_000_000;
  return ms > MAX_TIMESTAMP_MS ? null : formatTimestamp(ms);
}
