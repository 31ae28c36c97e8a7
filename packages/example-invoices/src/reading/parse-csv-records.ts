import { MalformedDocumentError } from '../example-error.ts';
import type { InvoiceDraft } from '../invoice/invoice.ts';
import { decimalMarkOf, parseAmount } from './amount-text.ts';
import { parseDate } from './date-text.ts';

/** How many columns each record type has, its letter included. */
const widths: Record<string, number> = { K: 6, P: 7, S: 4, E: 4 };

/**
 * Reads rows that start with their record type:
 * `K;supplier;number;issued;due;currency`, `P;no;description;quantity;price;rate;net`, `S;rate;base;tax`,
 * `E;net;tax;gross`.
 *
 * @throws MalformedDocumentError naming the record that doesn't fit
 */
export function parseCsvRecords(rows: readonly string[][]): InvoiceDraft {
  rows.forEach((row, index) => {
    const type = row[0] ?? '';
    if (row.length === widths[type]) return;
    const problem = widths[type] === undefined ? 'is of an unknown type' : `has ${row.length} columns`;
    throw new MalformedDocumentError(`broken CSV: record ${index + 1} (${type}) ${problem}`);
  });

  const ofType = (type: string): string[][] => rows.filter((row) => row[0] === type);
  const mark = decimalMarkOf([...ofType('P').map((row) => row[6] ?? ''), ...ofType('E').flat()]);
  const amount = (text: string | undefined): string => parseAmount(text ?? '', mark);

  const [header] = ofType('K');
  const [totals] = ofType('E');
  return {
    supplier: header?.[1],
    number: header?.[2],
    issueDate: parseDate(header?.[3] ?? ''),
    dueDate: parseDate(header?.[4] ?? ''),
    currency: header?.[5],
    creditNote: false,
    lines: ofType('P').map(([, , description = '', quantity, unitPrice, rate, net]) => ({
      description,
      quantity: amount(quantity),
      unitPrice: amount(unitPrice),
      taxRate: amount(rate),
      net: amount(net),
    })),
    taxes: ofType('S').map(([, rate, base, tax]) => ({
      rate: amount(rate),
      base: amount(base),
      tax: amount(tax),
    })),
    ...(totals && { net: amount(totals[1]), tax: amount(totals[2]), gross: amount(totals[3]) }),
  };
}
