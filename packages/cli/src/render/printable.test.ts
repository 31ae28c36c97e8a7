import { expect, test } from 'vitest';

import { oneLine, printable, printableDeep, printableJson } from './printable.ts';

test('removes escape sequences that would colour, move or retitle the terminal', () => {
  expect(printable('a\u001B[31mred\u001B[0m\u001B[2Jb')).toBe('aredb');
  expect(printable('\u001B]0;owned\u0007title')).toBe('title');
});

test('shows what is left of control and direction characters', () => {
  expect(printable('a\u0007b\u009B31mc\u202Ed\u0000')).not.toMatch(/[\u0000\u0007\u009B\u202E]/);
  expect(printable('a\u202Eb')).toBe('a�b');
});

test('keeps ordinary text in any language, tabs and newlines', () => {
  const text = 'Überweisung\t1 000 €\n請求書 ✓';
  expect(printable(text)).toBe(text);
});

test('puts text with line breaks on one line', () => {
  expect(oneLine('first\n   second\r\n\tthird ')).toBe('first second third');
});

test('reaches the keys and strings inside a value and leaves the rest alone', () => {
  const value = { 'k\u001B[1m': ['\u001B[5mx', 1, null, { deep: true }] };
  expect(printableDeep(value)).toEqual({ k: ['x', 1, null, { deep: true }] });
});

test('JSON holds no raw control character and reads back as the same value', () => {
  const value = { text: 'a\u001B[31m\u009B2J\u202E\u007F' };
  const json = printableJson(value);
  expect(json).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
  expect(JSON.parse(json)).toEqual(value);
});
