import { describe, expect, test } from 'vitest';
import type { Invoice } from './invoice.ts';
import { validateInvoice } from './validate-invoice.ts';

const sound: Invoice = {
  number: '1',
  supplier: 'Nordwind Logistik GmbH',
  issueDate: '2026-10-12',
  dueDate: '2026-10-26',
  currency: 'EUR',
  creditNote: false,
  lines: [
    { description: 'Freight', quantity: '3', unitPrice: '418.5', taxRate: '19', net: 125_550 },
    { description: 'Book', quantity: '1', taxRate: '7', net: 10_000 },
  ],
  taxes: [
    { rate: '19', base: 125_550, tax: 23_855 },
    { rate: '7', base: 10_000, tax: 700 },
  ],
  net: 135_550,
  tax: 24_555,
  rounding: 0,
  gross: 160_105,
};

test('an invoice whose amounts follow from each other passes', () => {
  expect(validateInvoice(sound)).toEqual({ passed: true, score: 1, reasons: [] });
});

describe('each rule names the amounts that disagree', () => {
  const line = sound.lines[0]!;
  test.each<[string, Partial<Invoice>, string]>([
    [
      'a line that is not quantity × price',
      { lines: [{ ...line, unitPrice: '410' }, sound.lines[1]!] },
      'line 1: 3 × 410 is 1,230.00 EUR, but the line says 1,255.50 EUR',
    ],
    [
      'a line that is missing',
      { lines: [line] },
      'the lines at 7 % add up to 0.00 EUR, but the tax is worked out on 100.00 EUR',
    ],
    [
      'the net total',
      { net: 135_000, gross: 159_555 },
      'net total should be 1,355.50 EUR, but it says 1,350.00 EUR (5.50 EUR too little)',
    ],
    [
      'the tax total',
      { tax: 25_000, gross: 160_550 },
      'tax total should be 245.55 EUR, but it says 250.00 EUR (4.45 EUR too much)',
    ],
    [
      'the gross total',
      { gross: 170_105 },
      'gross total should be 1,601.05 EUR, but it says 1,701.05 EUR (100.00 EUR too much)',
    ],
    [
      'a due date before the issue date',
      { dueDate: '2026-09-12' },
      'due on 2026-09-12, before it was issued on 2026-10-12',
    ],
  ])('%s', (_name, change, reason) => {
    const validation = validateInvoice({ ...sound, ...change });
    expect(validation.reasons).toEqual([reason]);
    expect(validation.passed).toBe(false);
    expect(validation.score).toBe(7 / 8);
  });

  test('tax that does not follow from its rate', () => {
    const taxes = [sound.taxes[0]!, { rate: '7', base: 10_000, tax: 1_900 }];
    const { reasons } = validateInvoice({ ...sound, taxes, tax: 25_755, gross: 161_305 });
    expect(reasons).toEqual(['7 % of 100.00 EUR is 7.00 EUR, but the tax says 19.00 EUR']);
  });

  test('a total that is not positive', () => {
    const nothing = { ...sound, lines: [], taxes: [], net: 0, tax: 0, gross: 0 };
    expect(validateInvoice(nothing).reasons).toEqual(['an invoice over 0.00 EUR makes no sense']);
  });
});

test('a cent of rounding is nobody’s mistake, two cents are', () => {
  expect(validateInvoice({ ...sound, gross: sound.gross + 1 }).passed).toBe(true);
  expect(validateInvoice({ ...sound, gross: sound.gross + 2 }).passed).toBe(false);
});

test('cash rounding is part of the total', () => {
  expect(validateInvoice({ ...sound, rounding: -5, gross: sound.gross - 5 }).passed).toBe(true);
});
