import { describe, expect, test } from 'vitest';
import { completeInvoice } from './invoice.ts';
import type { InvoiceDraft } from './invoice.ts';

const draft: InvoiceDraft = {
  number: '1',
  supplier: 'Nordwind Logistik GmbH',
  issueDate: '2026-10-12',
  currency: 'EUR',
  creditNote: false,
  lines: [{ description: 'Freight', quantity: '2.0', unitPrice: '50.00', taxRate: '19.00', net: '100.00' }],
  taxes: [{ rate: '19', base: '100.00', tax: '19.00' }],
  net: '100.00',
  tax: '19.00',
  gross: '119.00',
};

test('amounts become integers, quantities and rates canonical', () => {
  expect(completeInvoice(draft)).toMatchObject({
    lines: [{ quantity: '2', unitPrice: '50', taxRate: '19', net: 10_000 }],
    taxes: [{ rate: '19', base: 10_000, tax: 1_900 }],
    net: 10_000,
    rounding: 0,
    gross: 11_900,
  });
});

test('a credit note is positive, whichever sign its supplier gave it', () => {
  const negative = completeInvoice({
    ...draft,
    creditNote: true,
    lines: [{ description: 'Freight', quantity: '-2', unitPrice: '50', taxRate: '19', net: '-100' }],
    taxes: [{ rate: '19', base: '-100', tax: '-19' }],
    net: '-100',
    tax: '-19',
    gross: '-119',
  });
  expect(negative).toEqual(completeInvoice({ ...draft, creditNote: true }));
});

describe('what is missing or unreadable', () => {
  test('is named, all of it at once', () => {
    expect(() => completeInvoice({ ...draft, gross: undefined, issueDate: undefined })).toThrow(
      'not a complete invoice: no issue date, no gross total',
    );
    expect(() => completeInvoice({ ...draft, currency: 'Euro', number: ' ' })).toThrow(
      /invoice number: .*; currency: is not a currency code/,
    );
  });

  test('includes decimals that the currency does not have', () => {
    expect(() => completeInvoice({ ...draft, currency: 'JPY', gross: '119.50' })).toThrow(
      '119.50 has more decimals than JPY',
    );
  });
});
