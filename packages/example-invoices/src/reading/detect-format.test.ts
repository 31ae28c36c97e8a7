import { expect, test } from 'vitest';
import { csvDelimiter, detectFormat } from './detect-format.ts';

test.each([
  ['\n<?xml version="1.0"?><Invoice/>', 'ubl'],
  ['  {"number": 1}', 'json'],
  ['[1]', 'json'],
  ['a;b;c\n1;2;3', 'csv'],
  ['Invoice, dated\n\nDear customer, please find, as agreed, the invoice', 'text'],
  ['one line; with; semicolons', 'text'],
])('%j', (text, format) => {
  expect(detectFormat(text)).toBe(format);
});

test('a semicolon wins over the decimal commas between semicolons', () => {
  expect(csvDelimiter('a;b;c\n1,5;2,5;3,5')).toBe(';');
});

test('tabs and bars delimit too', () => {
  expect([csvDelimiter('a\tb\tc\n1\t2\t3'), csvDelimiter('a|b|c\n1|2|3')]).toEqual(['\t', '|']);
});
