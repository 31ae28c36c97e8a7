import { MalformedDocumentError } from '../example-error.ts';
import type { InvoiceDraft } from '../invoice/invoice.ts';
import { canonicalDecimal, sumDecimals } from '../invoice/money.ts';
import { decimalMarkOf, parseAmount, plainSpaces } from './amount-text.ts';
import type { DecimalMark } from './amount-text.ts';
import { parseDate } from './date-text.ts';
import { isCreditNoteTitle, readLabel } from './text-labels.ts';
import type { TextLabel } from './text-labels.ts';
import { findTable } from './text-table.ts';
import type { TableRow, TextLine } from './text-table.ts';

/** An amount with two decimals that stands alone: dates and article numbers are none. */
const amountPattern = /(?<![\d.,'])\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}(?![\d.,])/g;

type TaxedRow = TableRow & { taxRate: string };

const currencySymbols: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY' };

/**
 * Reads an invoice laid out for the eye: labels with values, one table of lines with headed columns that are two or
 * more spaces apart, and totals below it.
 *
 * @throws MalformedDocumentError naming the line of a table row that doesn't fit its heading
 */
export function parseText(text: string): InvoiceDraft {
  const lines = text.split(/\r?\n/).map((line, index): TextLine => ({
    number: index + 1,
    cells: plainSpaces(line)
      .trim()
      .split(/ {2,}/)
      .filter((cell) => cell !== ''),
  }));
  const mark = decimalMarkOf(plainSpaces(text).match(amountPattern) ?? []);
  const table = findTable(lines, mark);
  const head = lines.slice(0, table.start);
  const foot = lines.slice(table.end);

  const net = amountAt(foot, 'net', mark);
  const taxes = taxLines(foot, mark);
  const rows = withTaxRates(table.rows, taxes);

  const currency = valueAt(head, 'currency') ?? currencyOf(foot);
  const order = currency === 'USD' ? 'month-first' : 'day-first';
  return {
    number: valueAt(head, 'number'),
    supplier: valueAt(head, 'supplier') ?? head.find((line) => line.cells.length > 0)?.cells[0],
    issueDate: parseDate(valueAt(head, 'issueDate') ?? '', order),
    dueDate: parseDate(valueAt(head, 'dueDate') ?? '', order),
    currency,
    creditNote: head.some((line) => line.cells.length === 1 && isCreditNoteTitle(line.cells[0] ?? '')),
    lines: rows.length > 0 ? rows : undefined,
    taxes:
      taxes.length > 0
        ? taxes.map(({ rate, base, tax }) => ({ rate, base: base ?? netAtRate(rows, rate), tax }))
        : undefined,
    net,
    tax: taxes.length > 0 ? sumDecimals(taxes.map(({ tax }) => tax)) : undefined,
    rounding: amountAt(foot, 'rounding', mark),
    gross: amountAt(foot, 'gross', mark),
  };
}

/** The value behind a label: the rest of its cell, or else the next cell of the line. */
function valueAt(lines: readonly TextLine[], wanted: TextLabel): string | undefined {
  for (const { cells } of lines) {
    for (const [index, cell] of cells.entries()) {
      const found = readLabel(cell);
      if (found?.label !== wanted) continue;
      const value = found.rest === '' ? cells[index + 1] : found.rest;
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

function amountAt(lines: readonly TextLine[], label: TextLabel, mark: DecimalMark): string | undefined {
  const line = lines.find(({ cells }) => cells.length > 1 && readLabel(cells[0] ?? '')?.label === label);
  return line && parseAmount(line.cells.at(-1) ?? '', mark);
}

/** Lines such as `MwSt 19 % aus 363,20      69,01 EUR`; many don't repeat the base. */
function taxLines(
  lines: readonly TextLine[],
  mark: DecimalMark,
): { rate: string; base: string | undefined; tax: string }[] {
  return lines.flatMap(({ cells }) => {
    const label = cells[0] ?? '';
    const rate = /(\d+(?:[.,]\d+)?) ?%(.*)/.exec(label);
    if (cells.length < 2 || rate?.[1] === undefined || readLabel(label)?.label !== 'tax') return [];
    const base = rate[2]?.match(amountPattern)?.[0];
    return [
      {
        rate: canonicalDecimal(rate[1].replace(',', '.')),
        base: base === undefined ? undefined : parseAmount(base, mark),
        tax: parseAmount(cells.at(-1) ?? '', mark),
      },
    ];
  });
}

/** Many tables leave the rate out where the whole invoice has only one. */
function withTaxRates(rows: readonly TableRow[], taxes: readonly { rate: string }[]): TaxedRow[] {
  return rows.map((row) => {
    const taxRate = row.taxRate ?? (taxes.length > 1 ? undefined : (taxes[0]?.rate ?? '0'));
    if (taxRate !== undefined) return { ...row, taxRate };
    throw new MalformedDocumentError('several tax rates, but no column says which line has which');
  });
}

function netAtRate(rows: readonly TaxedRow[], rate: string): string {
  return sumDecimals(rows.filter((row) => row.taxRate === rate).map((row) => row.net));
}

/** The currency that the gross total is written in. */
function currencyOf(foot: readonly TextLine[]): string | undefined {
  const total = foot.find(({ cells }) => readLabel(cells[0] ?? '')?.label === 'gross')?.cells.at(-1) ?? '';
  const symbol = /[€$£¥]/.exec(total)?.[0];
  return symbol === undefined ? /\b[A-Z]{3}\b/.exec(total)?.[0] : currencySymbols[symbol];
}
