import { describe, expect, test } from 'vitest';
import {
  convertMinorUnits,
  currencyDecimals,
  decimalOfNumber,
  exactMinorUnits,
  extendedPrice,
  formatMoney,
  negateDecimal,
  percentOf,
  sumDecimals,
} from './money.ts';

test('knows how many decimals a currency has', () => {
  expect([currencyDecimals('EUR'), currencyDecimals('JPY'), currencyDecimals('KWD')]).toEqual([2, 0, 3]);
});

describe('exactMinorUnits', () => {
  test('gives cents, and whole yen', () => {
    expect(exactMinorUnits('-1951.42', 'EUR')).toBe(-195_142);
    expect(exactMinorUnits('894384', 'JPY')).toBe(894_384);
  });

  test('has nothing to give for half a cent', () => {
    expect(exactMinorUnits('0.005', 'EUR')).toBeUndefined();
    expect(exactMinorUnits('0.5', 'JPY')).toBeUndefined();
  });
});

test('works out prices without the errors of binary fractions', () => {
  expect(extendedPrice('3', '0.335', 'EUR')).toBe(101); // 1.005, and 1.005 * 100 is 100.49999999999999
  expect(sumDecimals(['0.1', '0.2', '-0.3'])).toBe('0');
});

test('rounds half a cent up, away from zero for credits', () => {
  expect(percentOf(50, '19')).toBe(10); // 9.5
  expect(percentOf(-50, '19')).toBe(-10);
  expect(percentOf(1050, '25.5')).toBe(268); // 267.75
});

test('converts between currencies of different decimals', () => {
  expect(convertMinorUnits(894_384, 'JPY', 'EUR', '0.0056545095')).toBe(505_730);
  expect(convertMinorUnits(100, 'EUR', 'JPY', '176.85')).toBe(177);
});

test('rounds off the noise of numbers in JSON', () => {
  expect(decimalOfNumber(558.5999999999999)).toBe('558.6');
  expect(decimalOfNumber(1e-7)).toBe('0');
});

test('there is no negative zero', () => {
  expect(negateDecimal('0.00')).toBe('0');
});

test('formats for people', () => {
  expect(formatMoney(-195_142, 'EUR')).toBe('-1,951.42 EUR');
  expect(formatMoney(894_384, 'JPY')).toBe('894,384 JPY');
  expect(formatMoney(5, 'EUR')).toBe('0.05 EUR');
});
