import { expect, test } from 'vitest';

import { durationText } from './duration-text.ts';

test.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [230, '230 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [2120, '2.1 s'],
  [59_940, '59.9 s'],
  [59_950, '1m'],
  [60_000, '1m'],
  [134_000, '2m 14s'],
  [3_599_400, '59m 59s'],
  [3_599_600, '1h'],
  [3_720_000, '1h 2m'],
  [86_400_000 - 1, '1d'],
  [3 * 86_400_000 + 4 * 3_600_000, '3d 4h'],
])('says %d ms as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
