import fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  epochMsToHrTime,
  formatTimestamp,
  hrTimeToTimestamp,
  parseTimestamp,
  shiftTimestamp,
  TIMESTAMP_PATTERN,
  timestampToHrTime,
} from './timestamp.ts';

/** Whole microseconds since the epoch; from 2109 on a double holds milliseconds to the microsecond no more. */
const micros = fc.integer({ min: 0, max: Date.UTC(2100, 0) * 1000 });

test('always has six digits of fraction, in UTC', () => {
  expect(formatTimestamp(Date.UTC(2026, 3, 24, 14, 30, 22))).toBe('2026-04-24T14:30:22.000000Z');
  expect(formatTimestamp(Date.UTC(2026, 3, 24, 14, 30, 22) + 123.456)).toBe('2026-04-24T14:30:22.123456Z');
  expect(formatTimestamp(-0.001)).toBe('1969-12-31T23:59:59.999999Z');
});

test('is shifted as far as there are timestamps, by whatever somebody said', () => {
  const at = '2026-04-24T14:30:22.000001Z';
  expect(shiftTimestamp(at, 1500)).toBe('2026-04-24T14:30:23.500001Z');
  expect(shiftTimestamp(at, -60_000)).toBe('2026-04-24T14:29:22.000001Z');
  for (const far of [1e300, -1e300, Number.MAX_VALUE, 2e14, -7e13]) {
    expect(shiftTimestamp(at, far)).toMatch(TIMESTAMP_PATTERN);
  }
  expect(shiftTimestamp(at, 1e300) > at && shiftTimestamp(at, -1e300) < at).toBe(true);
});

test('rounds to the microsecond, over the end of a second too', () => {
  expect(formatTimestamp(999.9996)).toBe('1970-01-01T00:00:01.000000Z');
});

test('is exact to the microsecond, there and back', () => {
  fc.assert(
    fc.property(micros, (us) => {
      const timestamp = formatTimestamp(us / 1000);
      expect(timestamp).toMatch(TIMESTAMP_PATTERN);
      expect(Math.round(parseTimestamp(timestamp) * 1000)).toBe(us);
      const [seconds, nanoseconds] = timestampToHrTime(timestamp);
      expect(seconds * 1e6 + nanoseconds / 1e3).toBe(us);
      expect(hrTimeToTimestamp([seconds, nanoseconds])).toBe(timestamp);
      expect(epochMsToHrTime(us / 1000)).toEqual([seconds, nanoseconds]);
    }),
  );
});

test.each([
  '2026-04-24T14:30:22Z',
  '2026-13-24T14:30:22.000000Z',
  '0000-00-00T00:00:00.000000Z',
  '2026-04-24T24:00:00.000000Z',
])('is no %s', (text) => {
  expect(text).not.toMatch(TIMESTAMP_PATTERN);
});

test('sorts as text in the order of time', () => {
  fc.assert(
    fc.property(micros, micros, (a, b) => {
      expect(formatTimestamp(a / 1000) < formatTimestamp(b / 1000)).toBe(a < b);
    }),
  );
});

test('reads what other writers of the run directory use', () => {
  const expected = Date.UTC(2026, 3, 24, 14, 30, 22);
  expect(parseTimestamp('2026-04-24T14:30:22Z')).toBe(expected);
  expect(parseTimestamp('2026-04-24T14:30:22.250+00:00')).toBe(expected + 250);
  expect(parseTimestamp('2026-04-24T16:30:22+02:00')).toBe(expected);
  expect(parseTimestamp('yesterday')).toBeNaN();
});
