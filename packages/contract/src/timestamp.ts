/** An event's time: UTC, ISO 8601, always six digits of fraction, so that the order of strings is the order of time. */
export const TIMESTAMP_PATTERN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

let cachedSecond = Number.NaN;
let cachedPrefix = '';

/** Formats milliseconds since the epoch (fractions allowed) as a timestamp, rounded to the microsecond. */
export function formatTimestamp(epochMs: number): string {
  const micros = Math.round(epochMs * 1000);
  const second = Math.floor(micros / 1_000_000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedPrefix = new Date(second * 1000).toISOString().slice(0, 20);
  }
  return `${cachedPrefix}${String(micros - second * 1_000_000).padStart(6, '0')}Z`;
}

/** Reads a timestamp back as milliseconds since the epoch, microseconds as the fraction. */
export function parseTimestamp(timestamp: string): number {
  const wholeMs = Date.parse(timestamp);
  const micros = TIMESTAMP_PATTERN.test(timestamp) ? Number(timestamp.slice(23, 26)) : 0;
  return wholeMs + micros / 1000;
}

/** The first and the last time that a timestamp can tell, in milliseconds since the epoch. */
const MIN_TIMESTAMP_MS = Date.parse('0000-01-01T00:00:00Z');
export const MAX_TIMESTAMP_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The timestamp that is so many milliseconds later; the first or the last that there is, where there is none. */
export function shiftTimestamp(timestamp: string, ms: number): string {
  return formatTimestamp(
    Math.min(Math.max(parseTimestamp(timestamp) + ms, MIN_TIMESTAMP_MS), MAX_TIMESTAMP_MS),
  );
}

/** A timestamp as OTLP and OpenTelemetry JS want it: seconds and nanoseconds, exact to the microsecond. */
export function timestampToHrTime(timestamp: string): [seconds: number, nanoseconds: number] {
  return [Math.floor(Date.parse(timestamp) / 1000), Number(timestamp.slice(20, 26)) * 1000];
}

/** The timestamp of an OpenTelemetry JS time, rounded to the microsecond. */
export function hrTimeToTimestamp(hrTime: readonly [seconds: number, nanoseconds: number]): string {
  return formatTimestamp(hrTime[0] * 1000 + Math.round(hrTime[1] / 1000) / 1000);
}

/** Milliseconds since the epoch, rounded to the microsecond, as OpenTelemetry JS wants them. */
export function epochMsToHrTime(epochMs: number): [seconds: number, nanoseconds: number] {
  const micros = Math.round(epochMs * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  return [seconds, (micros - seconds * 1_000_000) * 1000];
}
