import type { AxisSegment, TimeAxis } from '../timeline/time-axis.ts';
import { formatDuration } from './durations.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances between ticks that people count in. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500]
  .concat([1, 2, 5, 10, 15, 30].map((count) => count * SECOND))
  .concat([1, 2, 5, 10, 15, 30].map((count) => count * MINUTE))
  .concat([1, 2, 3, 6, 12, 24, 48, 168].map((count) => count * HOUR));
const LABEL_COLUMNS = 8;

/** The axis written out: times since the run's start, after a fold times since then, and the folds' own durations. */
export function axisLine(axis: TimeAxis): string {
  const cells = Array.from({ length: axis.columns }, () => ' ');
  for (const segment of axis.segments) {
    if (segment.folded) write(cells, segment.firstColumn, foldLabel(segment));
    else for (const { column, label } of ticks(segment, axis)) write(cells, column, label);
  }
  return cells.join('');
}

function foldLabel({ from, to, columns }: AxisSegment): string {
  const label = formatDuration(to - from);
  const padding = Math.max(0, columns - 2 - label.length);
  const before = Math.floor(padding / 2);
  return `⌇${' '.repeat(before)}${label}${' '.repeat(padding - before)}⌇`;
}

function ticks(segment: AxisSegment, axis: TimeAxis): { column: number; label: string }[] {
  const perColumn = (segment.to - segment.from) / segment.columns;
  const wanted = perColumn * LABEL_COLUMNS;
  const step = STEPS.find((one) => one >= wanted) ?? Math.ceil(wanted / (168 * HOUR)) * 168 * HOUR;
  const start = segment.from - axis.whole.from;
  const end = segment.firstColumn + segment.columns;
  const first = { column: segment.firstColumn, label: tickLabel(start) };
  if (first.label.length >= segment.columns) return [];
  const placed = [first];
  let free = first.column + first.label.length + 2;
  for (let since = step; since < segment.to - segment.from; since += step) {
    const column = Math.round(axis.position(segment.from + since));
    const label = `${start === 0 ? '' : '+'}${tickLabel(since)}`;
    if (column < free || column + label.length > end) continue;
    placed.push({ column, label });
    free = column + label.length + 2;
  }
  return placed;
}

/** Ticks stand at round times. */
function tickLabel(ms: number): string {
  return ms === 0 ? '0' : formatDuration(ms).replace('.0s', 's');
}

function write(cells: string[], column: number, text: string): void {
  for (let index = 0; index < text.length && column + index < cells.length; index += 1) {
    cells[column + index] = text.charAt(index);
  }
}
