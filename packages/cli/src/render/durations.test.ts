import { expect, test } from 'vitest';

import { formatAge, formatDuration, formatMoment } from './durations.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [0, '0ms'],
  [0.4, '0ms'],
  [850, '850ms'],
  [999.6, '1.0s'],
  [1234, '1.2s'],
  [9949, '9.9s'],
  [9950, '10s'],
  [59_600, '1m00s'],
  [2 * MINUTE + 14_000, '2m14s'],
  [HOUR - 100, '1h00m'],
  [HOUR + 2 * MINUTE, '1h02m'],
  [24 * HOUR - 1, '1d00h'],
  [76 * HOUR, '3d04h'],
  [-5, '0ms'],
  [Number.NaN, '–'],
])('%d ms is written %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [400, 'just now'],
  [42_900, '42s ago'],
  [3 * MINUTE, '3m ago'],
  [47 * HOUR, '47h ago'],
  [49 * HOUR, '2d ago'],
  [-3 * MINUTE, 'in 3m'],
])('%d ms ago is called %s', (age, text) => {
  expect(formatAge(1e12 - age, 1e12)).toBe(text);
});

test('names the date of a moment only when it is not today', () => {
  const noon = new Date(2026, 3, 24, 12, 0, 0).getTime();
  expect(formatMoment(noon - HOUR, noon)).toBe('11:00:00');
  expect(formatMoment(noon - 25 * HOUR, noon)).toBe('2026-04-23 11:00:00');
});
