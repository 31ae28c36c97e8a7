import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { invoicesFolder } from '../testing/expected-invoices.ts';
import { extractInvoice } from './extract-invoice.ts';

const nordwind = readFileSync(join(invoicesFolder, 'Rechnung_RE-2026-0412_Nordwind.txt'), 'utf8');
const flatCsv = readFileSync(join(invoicesFolder, 'portal_nordwind_20261014.csv'), 'utf8');
const records = readFileSync(join(invoicesFolder, 'HLT_20261013_000417.csv'), 'utf8');
const peppol = readFileSync(join(invoicesFolder, 'peppol_BIS3_2026-00931.xml'), 'utf8');

describe('text', () => {
  test('gives every field of the invoice', () => {
    expect(extractInvoice({ format: 'text', text: nordwind })).toEqual({
      number: 'RE-2026-0412',
      supplier: 'Nordwind Logistik GmbH',
      issueDate: '2026-10-12',
      dueDate: '2026-10-26',
      currency: 'EUR',
      creditNote: false,
      lines: [
        {
          description: 'Stückgutfracht Hamburg-Leipzig Abholung 05.10., 07.10. und 09.10.',
          quantity: '3',
          unitPrice: '418.5',
          taxRate: '19',
          net: 125_550,
        },
        {
          description: 'Palettentausch Europaletten',
          quantity: '24',
          unitPrice: '12.4',
          taxRate: '19',
          net: 29_760,
        },
        { description: 'Mautzuschlag', quantity: '1', unitPrice: '86.75', taxRate: '19', net: 8_675 },
      ],
      taxes: [{ rate: '19', base: 163_985, tax: 31_157 }],
      net: 163_985,
      tax: 31_157,
      rounding: 0,
      gross: 195_142,
    });
  });

  test('names the line of a row that has lost a column', () => {
    const text = nordwind.replace(/(Mautzuschlag +1) +86,75 €/, '$1');
    expect(() => extractInvoice({ format: 'text', text })).toThrow(
      'line 18 has 4 columns where the table has 5',
    );
  });

  test('refuses to guess which line has which tax rate', () => {
    const text = nordwind.replace(/^zzgl.*$/m, '$&\nzzgl. MwSt. 7 %              1,00 €');
    expect(() => extractInvoice({ format: 'text', text })).toThrow('several tax rates');
  });
});

describe('CSV', () => {
  test('is refused when its rows belong to two invoices', () => {
    const text = flatCsv.replace(/RE-2026-0412(?=.*Mautzuschlag)/, 'RE-2026-0413');
    expect(() => extractInvoice({ format: 'csv', text })).toThrow(
      'the rows disagree on "Beleg": RE-2026-0412, RE-2026-0413',
    );
  });

  test('names the row without an amount', () => {
    const text = flatCsv.replace('86,75;16,49', ';16,49');
    expect(() => extractInvoice({ format: 'csv', text })).toThrow('row 4 has no net');
  });

  test('names the record that is cut short', () => {
    const text = records.replace('S;20;3403,60;680,72', 'S;20;3403,60');
    expect(() => extractInvoice({ format: 'csv', text })).toThrow('record 5 (S) has 3 columns');
  });

  test('without headings that mean anything is no invoice', () => {
    expect(() => extractInvoice({ format: 'csv', text: 'a;b;c\n1;2;3' })).toThrow('row 2 has no description');
  });
});

describe('JSON', () => {
  test('that is no invoice says so', () => {
    expect(() => extractInvoice({ format: 'json', text: '{"hello": "world"}' })).toThrow(
      'JSON, but no invoice layout that we know',
    );
    expect(() => extractInvoice({ format: 'json', text: '[]' })).toThrow('no invoice layout');
  });

  test('with a field of another type names the field', () => {
    const text = '{"documentType": "INVOICE", "items": [{"title": "Pen", "qty": "two"}]}';
    expect(() => extractInvoice({ format: 'json', text })).toThrow(
      /unreadable web shop invoice: items\.0\.qty/,
    );
  });
});

describe('UBL', () => {
  test('that is other XML says so', () => {
    expect(() => extractInvoice({ format: 'ubl', text: '<Order><ID>1</ID></Order>' })).toThrow(
      'XML, but no UBL invoice',
    );
  });

  test('cut at any place is malformed, never half an invoice', () => {
    const end = peppol.trimEnd().length;
    for (let length = 1; length < end; length += 97) {
      expect(() => extractInvoice({ format: 'ubl', text: peppol.slice(0, length) })).toThrow(
        /broken XML|no UBL invoice/,
      );
    }
  });
});
