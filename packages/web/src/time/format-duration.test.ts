import { expect, test } from 'vitest';

import { formatDuration } from './format-duration.ts';

test.each([
  [0, '0ms'],
  [850.4, '850ms'],
  [999.6, '1.0s'],
  [1999, '2.0s'],
  [9940, '9.9s'],
  [9950, '10s'],
  [14_000, '14s'],
  [59_600, '1m00s'],
  [134_000, '2m14s'],
  [253_600, '4m14s'],
  [3_599_600, '1h00m'],
  [3_720_000, '1h02m'],
  [86_400_000 - 1, '1d00h'],
  [3 * 86_400_000, '3d00h'],
  [Number.NaN, '–'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
