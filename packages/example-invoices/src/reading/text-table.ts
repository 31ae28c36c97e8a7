import { MalformedDocumentError } from '../example-error.ts';
import { parseAmount } from './amount-text.ts';
import type { DecimalMark } from './amount-text.ts';
import { readLabel, textColumn } from './text-labels.ts';
import type { TextColumn } from './text-labels.ts';

/** A line of the document, cut where two or more spaces stand. */
export interface TextLine {
  /** From 1, as editors count. */
  number: number;
  cells: string[];
}

export interface TableRow {
  description: string;
  quantity: string;
  unitPrice: string | undefined;
  taxRate: string | undefined;
  net: string;
}

export interface TextTable {
  rows: TableRow[];
  /** Index of the heading; the number of lines when there is no table. */
  start: number;
  /** Index of the first line after the table. */
  end: number;
}

const totals = new Set(['net', 'tax', 'rounding', 'gross']);

/**
 * The table of invoice lines: from the line whose cells head columns down to a blank line or the first total. A line
 * with a single cell continues the description above it.
 *
 * @throws MalformedDocumentError when a row has more or fewer cells than the heading
 */
export function findTable(lines: readonly TextLine[], mark: DecimalMark): TextTable {
  const start = lines.findIndex(({ cells }) => isHeading(cells));
  const heading = lines[start];
  if (!heading) return { rows: [], start: lines.length, end: lines.length };

  const columns = heading.cells.map(textColumn);
  const rows: TableRow[] = [];
  let end = start + 1;
  for (const line of lines.slice(end)) {
    if (endsTable(line)) break;
    end += 1;
    if (isRule(line)) continue;
    const above = rows.at(-1);
    if (line.cells.length === 1 && above) above.description += ` ${line.cells[0]}`;
    else rows.push(readRow(line, columns, mark));
  }
  return { rows, start, end };
}

function readRow(
  { number, cells }: TextLine,
  columns: readonly (TextColumn | undefined)[],
  mark: DecimalMark,
) {
  if (cells.length !== columns.length) {
    throw new MalformedDocumentError(
      `line ${number} has ${cells.length} columns where the table has ${columns.length}`,
    );
  }
  const cell = (column: TextColumn): string | undefined => cells[columns.indexOf(column)];
  const amount = (column: TextColumn): string | undefined => {
    const text = cell(column);
    return text === undefined ? undefined : parseAmount(text, mark);
  };
  return {
    description: cell('description') ?? '',
    quantity: amount('quantity') ?? '1',
    unitPrice: amount('unitPrice'),
    taxRate: amount('taxRate'),
    net: amount('net') ?? '',
  };
}

function isHeading(cells: readonly string[]): boolean {
  const columns = new Set(cells.map(textColumn));
  return columns.has('description') && columns.has('net');
}

function endsTable({ cells }: TextLine): boolean {
  const [first] = cells;
  return first === undefined || totals.has(readLabel(first)?.label ?? '');
}

const isRule = ({ cells }: TextLine): boolean => cells.every((cell) => /^[-=_]+$/.test(cell));
