import { expect, test } from 'vitest';

import { formatDuration } from './format-duration.ts';

test.each([
  [0, '0ms'],
  [850.4, '850ms'],
  [999.6, '999ms'],
  [1999, '1.9s'],
  [14_000, '14s'],
  [134_000, '2m14s'],
  [3_720_000, '1h02m'],
  [3 * 86_400_000, '3d00h'],
  [Number.NaN, '–'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
