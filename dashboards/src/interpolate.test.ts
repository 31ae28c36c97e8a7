import { expect, test } from 'vitest';

import { interpolate, variablesIn } from './interpolate.ts';

test('puts a value in the place of a variable, however it is written', () => {
  const values = { workflow: 'invoices', __range: '3600s' };
  expect(interpolate('a{b=~"$workflow"}[$__range]', values)).toBe('a{b=~"invoices"}[3600s]');
  expect(interpolate('${workflow} ${workflow:regex}', values)).toBe('invoices invoices');
});

test('several values become a regular expression within a quoted string', () => {
  expect(interpolate('=~"$step"', { step: ['read', 'a.b (c)'] })).toBe(String.raw`=~"(read|a\\.b \\(c\\))"`);
  expect(interpolate('=~"$step"', { step: ['a.b'] })).toBe(String.raw`=~"a\\.b"`);
});

test('leaves the $ of others alone, and values as they are', () => {
  expect(interpolate('a$', {})).toBe('a$');
  expect(interpolate('$a', { a: '$b' })).toBe('$b');
});

test('refuses a variable without a value, by its name', () => {
  expect(() => interpolate('x{a="$nobody"}', {})).toThrow('$nobody has no value: x{a="$nobody"}');
});

test('finds the variables of a text, each once', () => {
  expect(variablesIn('$a ${b:queryparam} $a ${__url_time_range}')).toEqual(['a', 'b', '__url_time_range']);
});
