/** A Markdown table. Columns are padded while that keeps the lines readable. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  const isNarrow = widths.reduce((sum, width) => sum + width + 3, 1) <= 180;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (isNarrow ? cell.padEnd(widths[column] ?? 0) : cell)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(isNarrow ? width : 3));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;
