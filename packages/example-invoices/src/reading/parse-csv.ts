import { CsvError, parse } from 'csv-parse/sync';
import { MalformedDocumentError } from '../example-error.ts';
import type { InvoiceDraft } from '../invoice/invoice.ts';
import { sumDecimals } from '../invoice/money.ts';
import { decimalMarkOf, parseAmount } from './amount-text.ts';
import { csvColumn } from './csv-columns.ts';
import type { CsvColumn } from './csv-columns.ts';
import { parseDate } from './date-text.ts';
import { csvDelimiter } from './detect-format.ts';
import { parseCsvRecords } from './parse-csv-records.ts';
import { taxBreakdownOf } from './tax-breakdown.ts';

const creditNoteTypes = ['gutschrift', 'credit note', 'nota di credito', 'kreditnota'];

/**
 * Reads both shapes of CSV invoice: one row for each line with the invoice's own fields repeated under headings, and
 * rows of several record types (`K;` header, `P;` line, `S;` tax, `E;` totals).
 *
 * @throws MalformedDocumentError naming the row that doesn't fit
 */
export function parseCsv(text: string): InvoiceDraft {
  const delimiter = csvDelimiter(text) ?? ';';
  return /^\uFEFF?K[;,\t|]/.test(text)
    ? parseCsvRecords(readRows(text, delimiter, { relaxColumns: true }))
    : parseHeadedRows(readRows(text, delimiter, { relaxColumns: false }));
}

function readRows(text: string, delimiter: string, { relaxColumns }: { relaxColumns: boolean }): string[][] {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: relaxColumns,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new MalformedDocumentError(`broken CSV: ${error.message}`, { cause: error });
  }
}

function parseHeadedRows([headings = [], ...rows]: string[][]): InvoiceDraft {
  const columns = headings.map(csvColumn);
  const cell = (row: string[], column: CsvColumn): string | undefined => {
    const value = row[columns.indexOf(column)];
    return value === '' ? undefined : value;
  };

  /** A field of the invoice itself: every row has to repeat it. */
  const common = (column: CsvColumn): string | undefined => {
    const values = new Set(rows.map((row) => cell(row, column)));
    if (values.size > 1) {
      const heading = headings[columns.indexOf(column)];
      throw new MalformedDocumentError(`the rows disagree on "${heading}": ${[...values].join(', ')}`);
    }
    return [...values][0];
  };

  const mark = decimalMarkOf(
    rows.flatMap((row) => [cell(row, 'unitPrice') ?? '', cell(row, 'net') ?? '', cell(row, 'gross') ?? '']),
  );
  const amount = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : parseAmount(text, mark);

  const lines = rows.map((row, index) => {
    const needed = (column: CsvColumn): string => {
      const text = cell(row, column);
      if (text === undefined) throw new MalformedDocumentError(`row ${index + 2} has no ${column}`);
      return text;
    };
    const unitPrice = amount(cell(row, 'unitPrice'));
    return {
      description: needed('description'),
      quantity: parseAmount(needed('quantity'), mark),
      ...(unitPrice !== undefined && { unitPrice }),
      taxRate: parseAmount(needed('taxRate'), mark),
      net: parseAmount(needed('net'), mark),
      tax: parseAmount(needed('tax'), mark),
    };
  });

  const currency = common('currency')?.toUpperCase();
  const order = currency === 'USD' ? 'month-first' : 'day-first';
  const dueDate = common('dueDate');
  return {
    number: common('number'),
    supplier: common('supplier'),
    issueDate: parseDate(common('issueDate') ?? '', order),
    dueDate: dueDate === undefined ? undefined : parseDate(dueDate, order),
    currency,
    creditNote: creditNoteTypes.includes(common('documentType')?.toLowerCase() ?? ''),
    lines,
    taxes: taxBreakdownOf(lines),
    net: sumDecimals(lines.map((line) => line.net)),
    tax: sumDecimals(lines.map((line) => line.tax)),
    gross: amount(common('gross')),
  };
}
