import { stripVTControlCharacters } from 'node:util';

import Table from 'cli-table3';

const NO_LINES = {
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
} as const;

const GAP = '  ';

/**
 * Text of which each code unit takes one column: Latin, Greek, Cyrillic, and the shapes that we draw. Whatever else there
 * is (wide, combining, emoji) the table library measures, at a tenth of a millisecond a cell.
 */
const NARROW = /^[ -~¡-˿Ͱ-ҁҊ-ԯ–—‘-”…·×→└━░┄⌇○⊘◐◓◑◒⊡⧗⬒△◧✓✕◷]*$/;

export interface Column {
  /** Without a width the column is as wide as its widest cell. */
  readonly width?: number;
  readonly align?: 'left' | 'right';
}

/** Cells of one line each in aligned columns; what is wider than its column ends in `…`. */
export function layOutColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ width }, column) => width ?? widest(rows.map((row) => row[column] ?? '')));
  return rows.map((row) =>
    trimEnd(row.map((cell, column) => fit(cell, widths[column] ?? 0, columns[column]?.align)).join(GAP)),
  );
}

/** Text broken at words into lines of at most `width`. */
export function wrap(text: string, width: number): string[] {
  return drawCell(text, width, { wordWrap: true }).split('\n').map(trimEnd);
}

/** Short texts joined by ` · ` into lines of at most `width`; breaks only between them. */
export function wrapParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length === 0 ? part : `${lines.at(-1)} · ${part}`;
    if (lines.length > 0 && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(clip(part, width));
  }
  return lines;
}

/** The text on one line of at most `width`, cut off with `…` when it is longer. */
export function clip(text: string, width: number): string {
  return trimEnd(fit(text, width, 'left'));
}

/** How many columns a text takes, colours apart. */
function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  return NARROW.test(plain) ? plain.length : drawnWidth(plain);
}

/** How many columns the widest of some texts takes. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

function fit(cell: string, width: number, align: Column['align']): string {
  const plain = stripVTControlCharacters(cell);
  if (NARROW.test(plain)) {
    const padding = ' '.repeat(Math.max(0, width - plain.length));
    if (plain.length <= width) return align === 'right' ? padding + cell : cell + padding;
    if (plain === cell) return `${cell.slice(0, Math.max(0, width - 1))}…`;
  }
  return drawCell(cell, width, { colAligns: [align ?? 'left'] });
}

/** The table library tells no widths, but it pads by them. */
function drawnWidth(text: string): number {
  const room = 2 * text.length;
  const padding = drawCell(text, room, {}).length - text.length;
  return room - padding;
}

function drawCell(text: string, width: number, options: Table.TableConstructorOptions): string {
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0 },
    colWidths: [Math.max(1, width)],
    ...options,
  });
  table.push([text]);
  return table.toString();
}

/** Padding is invisible, and a terminal that is too narrow would break lines over it. */
function trimEnd(line: string): string {
  // Colours that are closed after the padding are kept.
  return line.replace(/ +((?:\u001B\[[\d;]*m)*)$/, '$1');
}
