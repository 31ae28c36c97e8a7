import { expect, test } from 'vitest';

import { parseCount, parseDuration, parseSince } from './parse-options.ts';

test.each([
  ['30d', 2_592_000_000],
  ['1h30m', 5_400_000],
  ['0.5s', 500],
  ['250ms', 250],
  ['2w', 1_209_600_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '30', 'd', '3x', '3d foo', '-3d', '3 d', '1e3s'])(
  '"%s" is no duration and an example is named',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/such as 30s/);
  },
);

test('since takes a duration, a local date or a timestamp', () => {
  expect(parseSince('1h', 10_000_000)).toBe(6_400_000);
  expect(parseSince('2026-04-24', 0)).toBe(new Date(2026, 3, 24).getTime());
  expect(parseSince('2026-04-24T14:30:00Z', 0)).toBe(Date.UTC(2026, 3, 24, 14, 30));
  expect(() => parseSince('yesterday', 0)).toThrow(/or a date/);
});

test('a count is a whole number', () => {
  expect(parseCount('20')).toBe(20);
  expect(() => parseCount('2.5')).toThrow(/whole number/);
  expect(() => parseCount('-1')).toThrow(/whole number/);
});
