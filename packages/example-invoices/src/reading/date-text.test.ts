import { expect, test } from 'vitest';
import { parseDate } from './date-text.ts';

test.each([
  ['2026-10-12', '2026-10-12'],
  ['20261012', '2026-10-12'],
  ['2026/10/12', '2026-10-12'],
  ['2026.10.12.', '2026-10-12'],
  ['12.10.2026', '2026-10-12'],
  ['1.3.2026', '2026-03-01'],
  ['12/10/2026', '2026-10-12'],
  ['12-10-2026', '2026-10-12'],
  ['30. September 2026', '2026-09-30'],
  ['1. März 2026', '2026-03-01'],
  ['3 octobre 2026', '2026-10-03'],
  ['14 October 2026', '2026-10-14'],
  ['7 de octubre de 2026', '2026-10-07'],
  ['8. okt. 2026', '2026-10-08'],
  ['October 7, 2026', '2026-10-07'],
])('reads %s', (text, date) => {
  expect(parseDate(text)).toBe(date);
});

test('reads the month first where that is the custom', () => {
  expect(parseDate('10/07/2026', 'month-first')).toBe('2026-10-07');
});

test.each(['', 'soon', '30.02.2026', '13/13/2026', '7 Brumaire 2026', '2026'])(
  'has no date for "%s"',
  (text) => {
    expect(parseDate(text)).toBeUndefined();
  },
);
