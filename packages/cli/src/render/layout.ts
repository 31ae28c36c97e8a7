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

const GAP = 2;

export interface Column {
  /** Without a width the column is as wide as its widest cell. */
  readonly width?: number;
  readonly align?: 'left' | 'right';
}

/** Cells in aligned columns without lines around them; what is wider than its column ends in `…`. */
export function layOutColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const last = columns.length - 1;
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: columns.map(({ width }, index) =>
      width === undefined ? null : width + (index < last ? GAP : 0),
    ),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  for (const row of rows) {
    table.push(
      row.map((content, index) => ({
        content,
        style: { 'padding-left': 0, 'padding-right': index < last ? GAP : 0 },
      })),
    );
  }
  return table.toString().split('\n').map(trimEnd);
}

/** Text broken at words into lines of at most `width`, each after the first indented. */
export function wrap(text: string, width: number): string[] {
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0 },
    colWidths: [Math.max(1, width)],
    wordWrap: true,
  });
  table.push([text]);
  return table.toString().split('\n').map(trimEnd);
}

/** Short texts joined by ` · ` into lines of at most `width`; breaks only between them. */
export function wrapParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length === 0 ? part : `${lines.at(-1)} · ${part}`;
    if (lines.length > 0 && joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(clip(part, width));
  }
  return lines;
}

/** The text on one line of at most `width`, cut off with `…` when it is longer. */
export function clip(text: string, width: number): string {
  return layOutColumns([{ width: Math.max(1, width) }], [[text]])[0] ?? '';
}

/** Padding is invisible, and a terminal that is too narrow would break lines over it. */
function trimEnd(line: string): string {
  // Colours that are closed after the padding are kept.
  return line.replace(/ +((?:\u001B\[[\d;]*m)*)$/, '$1');
}
