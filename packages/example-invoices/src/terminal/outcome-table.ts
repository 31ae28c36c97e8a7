import Table from 'cli-table3';
import type { InvoiceResult } from '../batch/invoice-result.ts';
import { formatMoney } from '../invoice/money.ts';
import { outcomeBadge } from './outcome-style.ts';
import type { OutputStream } from './output-stream.ts';

/** Worst last, where the eye is when the batch has ended. */
const order: readonly InvoiceResult['outcome'][] = ['succeeded', 'cancelled', 'incomplete', 'failed'];

const outcomeWidth = 14;
const amountWidth = 16;
const summaryWidthAtLeast = 24;

/** File names get the room that narrow terminals have not. */
const fileWidthFor = (columns: number): number => (columns < 100 ? 24 : 36);

/** A table of what became of each invoice, as wide as the terminal, or as wide as it takes when piped. */
export function outcomeTable(results: readonly InvoiceResult[], stream: OutputStream): string {
  const widths = stream.isTTY === true ? columnWidths(stream.columns ?? 80) : undefined;
  const table = new Table({
    head: ['Outcome', 'Invoice', 'Posted', 'What happened'],
    colAligns: ['left', 'left', 'right', 'left'],
    colWidths: widths ?? [],
    wordWrap: widths !== undefined,
    wrapOnWordBoundary: true,
    style: { head: [], border: [], compact: true },
    chars: noBorders,
  });
  const sorted = results.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  for (const { outcome, file, postedEurCents, summary } of sorted) {
    const posted = postedEurCents === undefined ? '–' : formatMoney(postedEurCents, 'EUR');
    table.push([outcomeBadge(outcome, stream), file, posted, summary]);
  }
  return table.toString().replaceAll(/ +$/gm, '');
}

function columnWidths(columns: number): number[] {
  const fileWidth = fileWidthFor(columns);
  const rest = columns - outcomeWidth - fileWidth - amountWidth;
  return [outcomeWidth, fileWidth, amountWidth, Math.max(summaryWidthAtLeast, rest)];
}

/** `25 succeeded, 4 incomplete, 8 failed`. */
export function outcomeCounts(results: readonly InvoiceResult[]): string {
  return order
    .map((outcome) => ({ outcome, count: results.filter((result) => result.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(', ');
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
