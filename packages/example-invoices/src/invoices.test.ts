import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MalformedDocumentError } from './example-error.ts';
import { businessEventId } from './invoice/business-event.ts';
import type { Invoice } from './invoice/invoice.ts';
import { convertMinorUnits, exactMinorUnits } from './invoice/money.ts';
import { validateInvoice } from './invoice/validate-invoice.ts';
import { referenceRates } from './rates/reference-rates.ts';
import { extractInvoice } from './reading/extract-invoice.ts';
import { readDocument } from './reading/read-document.ts';
import { expectedInvoices, invoicesFolder } from './testing/expected-invoices.ts';

const files = readdirSync(invoicesFolder);
const expectations = Object.entries(expectedInvoices);
const readable = expectations.filter(([, expected]) => expected.number !== undefined);
const malformed = expectations.filter(([, expected]) => expected.number === undefined);

async function readInvoice(file: string): Promise<Invoice> {
  return extractInvoice(await readDocument(join(invoicesFolder, file)));
}

test('every file of the folder is described, and every described file is there', () => {
  expect(Object.keys(expectedInvoices).toSorted()).toEqual(files.toSorted());
});

describe('a readable invoice gives what is printed on it', () => {
  test.each(readable)('%s', async (file, expected) => {
    const document = await readDocument(join(invoicesFolder, file));
    const invoice = extractInvoice(document);
    expect({
      format: document.format,
      number: invoice.number,
      currency: invoice.currency,
      gross: invoice.gross,
      creditNote: invoice.creditNote,
    }).toEqual({
      format: expected.format,
      number: expected.number,
      currency: expected.currency,
      gross: exactMinorUnits(expected.gross ?? '', invoice.currency),
      creditNote: expected.creditNote,
    });
  });
});

const setAside = readable.filter(([, { outcome, gate }]) => outcome === 'incomplete' && gate === undefined);
const sound = readable.filter((entry) => !setAside.includes(entry));

describe('a sound invoice passes validation', () => {
  test.each(sound)('%s', async (file) => {
    expect(validateInvoice(await readInvoice(file))).toEqual({ passed: true, score: 1, reasons: [] });
  });
});

describe('an invoice that makes no sense is told why, in one sentence', () => {
  test.each(setAside)('%s', async (file, expected) => {
    const { passed, reasons } = validateInvoice(await readInvoice(file));
    expect(passed).toBe(false);
    expect(reasons).toEqual([expect.stringContaining(expected.reason ?? 'a reason')]);
  });
});

describe('a malformed document says what is wrong with it', () => {
  test.each(malformed)('%s', async (file, expected) => {
    const reading = readInvoice(file);
    await expect(reading).rejects.toThrow(MalformedDocumentError);
    await expect(reading).rejects.toThrow(expected.reason);
  });
});

test('exactly two invoices are over 10 000 EUR', async () => {
  const large: string[] = [];
  for (const [file] of readable) {
    const { gross, currency, creditNote } = await readInvoice(file);
    const unitsPerEuro = currency === 'EUR' ? '1' : referenceRates[currency];
    if (unitsPerEuro === undefined || creditNote) continue;
    const euros = convertMinorUnits(gross, currency, 'EUR', String(1 / Number(unitsPerEuro)));
    if (euros > 1_000_000) large.push(file);
  }
  expect(large.toSorted()).toEqual(['in_1SQ8mKmeridian.json', 'peppol_BIS3_2026-00931.xml']);
});

test('the invoice that came twice is one business event, all others are different ones', async () => {
  const events = await Promise.all(readable.map(async ([file]) => businessEventId(await readInvoice(file))));
  expect(new Set(events).size).toBe(readable.length - 1);
  expect(businessEventId(await readInvoice('portal_nordwind_20261014.csv'))).toBe(
    businessEventId(await readInvoice('Rechnung_RE-2026-0412_Nordwind.txt')),
  );
});
