import { describe, expect, test } from 'vitest';
import { decimalMarkOf, parseAmount } from './amount-text.ts';

describe('parseAmount reads amounts as businesses write them', () => {
  test.each([
    ['1.255,50 €', ',', '1255.5'],
    ['kr 26\u00a0505,00', ',', '26505'],
    ['$1,539.00', '.', '1539'],
    ["CHF 1'104.00", '.', '1104'],
    ['€ 31,20', ',', '31.2'],
    ['5,5 %', ',', '5.5'],
    ['12 Std.', '.', '12'],
    ['1,234,567', '.', '1234567'],
    ['-124,00 €', ',', '-124'],
    ['− 124,00', ',', '-124'],
    ['147,56-', ',', '-147.56'],
    ['($120.00)', '.', '-120'],
    ['0,00', ',', '0'],
  ] as const)('%s', (cell, mark, decimal) => {
    expect(parseAmount(cell, mark)).toBe(decimal);
  });
});

describe('parseAmount refuses what is no amount', () => {
  test.each([
    ['', '.'],
    ['n/a', '.'],
    ['12,34,5', '.'],
    ['1.234,50', '.'],
    ['12.10.2026', ','],
  ] as const)('"%s"', (cell, mark) => {
    expect(() => parseAmount(cell, mark)).toThrow('is not a number');
  });
});

describe('decimalMarkOf', () => {
  test('follows the amounts that tell', () => {
    expect(decimalMarkOf(['1.200', '418,50'])).toBe(',');
    expect(decimalMarkOf(['1,200', '418.50'])).toBe('.');
    expect(decimalMarkOf(['1.234.567'])).toBe(',');
    expect(decimalMarkOf(['1 150,0'])).toBe(',');
  });

  test('takes a point where nothing tells', () => {
    expect(decimalMarkOf(['1,200', '12', ''])).toBe('.');
  });

  test('is not led astray by a single odd amount', () => {
    expect(decimalMarkOf(['12,50', '3,99', '1.5'])).toBe(',');
  });
});
