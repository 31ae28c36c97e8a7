/** The cells of the first table below a heading, its head first; a cell that is one span of code is what is in it. */
export function tableBelow(markdown: string, heading: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`There is no heading “${heading}”`);
  const first = lines.findIndex((line, nth) => nth > start && line.startsWith('|'));
  const end = lines.findIndex((line, nth) => nth > first && !line.startsWith('|'));
  if (first < 0 || end < first + 3) throw new Error(`There is no table below “${heading}”`);
  const [head = '', , ...rows] = lines.slice(first, end);
  return [head, ...rows].map((line) => line.slice(1, -1).split('|').map(withoutTicks));
}

function withoutTicks(cell: string): string {
  return /^`([^`]*)`$/.exec(cell.trim())?.[1] ?? cell.trim();
}
