import type { WaitKind } from '@runlight/contract';

import { timeAxis, type TimeAxis } from '../timeline/time-axis.ts';
import { allRows, busyTimes, foldedRows, type Row } from '../timeline/rows.ts';
import type { Attempt, AttemptStatus, Held } from '../timeline/attempt.ts';
import type { RunHistory } from '../timeline/run-history.ts';
import { axisLine } from './axis-line.ts';
import { BarLine } from './bar-line.ts';
import type { Colors } from './colors.ts';
import { formatDuration } from './durations.ts';
import { layOutColumns, widest, type Column } from './layout.ts';
import { oneLine } from './printable.ts';
import { stepPaint, stepShape, stepWord } from './status-glyphs.ts';
import { telling } from './telling-rows.ts';

const EXECUTION = '━';
const WAIT = '░';
const BACKOFF = '┄';
const FAILURE = '✕';
const ROOM_FOR_NOTES = 96;
/** What ended otherwise than by completing or failing. */
const UNFINISHED: readonly AttemptStatus[] = ['skipped', 'cancelled', 'abandoned'];

export interface WaterfallOptions {
  readonly columns: number;
  /** How many lines there is room for; `all` for every step, however many. */
  readonly room: number | 'all';
  readonly colors: Colors;
}

/**
 * A run's steps over time, one line each: executions, waits, pauses before a retry, on one axis on which long idle
 * stretches are folded. Where there is no room for all steps, what failed and what runs is shown first.
 */
export function waterfall(history: RunHistory, { columns, room, colors }: WaterfallOptions): string[] {
  const ownRows = [...queueRow(history, colors), ...holdRows(history, colors)];
  const shown = stepsToShow(history, room === 'all' ? room : room - ownRows.length);
  const rows = [
    ...ownRows,
    ...shown.map((row) => (typeof row === 'number' ? gapRow(row, colors) : stepRow(row, colors))),
  ];
  const widths = columnWidths(columns, widest(rows.map(({ label }) => label)));
  const axis = timeAxis(history, busyTimes(history), widths.bar);
  const cells = [
    [colors.dim('STEP'), colors.dim(axisLine(axis)), colors.dim('TIME'), ''],
    ...rows.map(({ label, draw, time, note }) => [label, draw(axis), time, note]),
  ];
  const layout: Column[] = [
    { width: widths.label },
    { width: widths.bar },
    { width: widths.time, align: 'right' },
    { width: widths.note },
  ];
  const used = widths.note > 0 ? 4 : 3;
  return layOutColumns(
    layout.slice(0, used),
    cells.map((row) => row.slice(0, used)),
  );
}

function stepsToShow(history: RunHistory, room: number | 'all'): (Row | number)[] {
  return room === 'all' ? allRows(history) : telling(foldedRows(history, room), room);
}

interface DrawnRow {
  readonly label: string;
  readonly draw: (axis: TimeAxis) => string;
  readonly time: string;
  readonly note: string;
}

function columnWidths(
  columns: number,
  widestLabel: number,
): { label: number; bar: number; time: number; note: number } {
  const time = 6;
  const note = columns >= ROOM_FOR_NOTES ? Math.min(34, Math.floor(columns * 0.26)) : 0;
  const label = Math.min(widestLabel, Math.floor(columns * 0.3));
  const gaps = note > 0 ? 6 : 4;
  return { label, bar: Math.max(10, columns - label - time - note - gaps), time, note };
}

function stepRow(row: Row, colors: Colors): DrawnRow {
  return {
    label: labelOf(row, colors),
    draw: (axis) => bar(row, axis, colors),
    time: timeOf(row),
    note: noteOf(row, colors),
  };
}

function gapRow(count: number, colors: Colors): DrawnRow {
  return { label: colors.dim(`  … ${count} more`), draw: () => '', time: '', note: '' };
}

function labelOf(row: Row, colors: Colors): string {
  const many = row.steps > 1 ? ` × ${row.steps}` : row.attempts.length > 1 ? ` ×${row.attempts.length}` : '';
  const label = `${'  '.repeat(row.depth)}${stepShape(row.status, colors)} ${oneLine(row.label)}`;
  return label + colors.dim(many);
}

function timeOf({ attempts }: Row): string {
  const [first] = attempts;
  if (first === undefined) return '';
  return formatDuration(attempts.reduce((end, { to }) => Math.max(end, to), first.to) - first.from);
}

function noteOf(row: Row, colors: Colors): string {
  if (row.steps > 1) return row.failed > 0 ? colors.red(`${row.failed} failed`) : '';
  const last = row.attempts.at(-1);
  if (last === undefined) return '';
  if (last.error !== null) return colors.red(oneLine(last.error.message));
  if (UNFINISHED.includes(last.status)) return colors.dim(stepWord(last.status));
  const held = row.attempts.flatMap((attempt) => attempt.held);
  const longest = held.reduce<Held | null>(
    (a, b) => (a !== null && a.to - a.from >= b.to - b.from ? a : b),
    null,
  );
  if (longest !== null) return colors.magenta(heldNote(longest, last.status));
  const tries = row.attempts.reduce((sum, { retries }) => sum + retries, 0);
  return tries > 0 ? colors.dim(`tried ${tries + 1} times`) : '';
}

function heldNote({ from, to, kind, status }: Held, now: string): string {
  const verb = status === 'blocked' ? 'blocked' : now === 'waiting' ? 'waits' : 'waited';
  return `${verb} ${formatDuration(to - from)}${whom(kind)}`;
}

function whom(kind: WaitKind | null): string {
  switch (kind) {
    case null:
      return '';
    case 'human':
      return ' for a person';
    case 'policy':
      return ' for a policy';
    case 'timer':
      return ' for a timer';
    case 'external':
      return ' for outside';
  }
}

function queueRow({ queued }: RunHistory, colors: Colors): DrawnRow[] {
  if (queued === null || queued.to <= queued.from) return [];
  const draw = (axis: TimeAxis): string => {
    const line = new BarLine(axis, colors);
    line.touch(queued, BACKOFF, colors.dim);
    return line.toString();
  };
  return [{ label: colors.dim('○ queue'), draw, time: formatDuration(queued.to - queued.from), note: '' }];
}

function holdRows({ held }: RunHistory, colors: Colors): DrawnRow[] {
  return held.map((hold) => ({
    label: `${stepShape(hold.status, colors)} ${oneLine(hold.reason ?? hold.status)}`,
    draw: (axis) => {
      const line = new BarLine(axis, colors);
      line.touch(hold, WAIT, colors.magenta);
      return line.toString();
    },
    time: formatDuration(hold.to - hold.from),
    note: colors.magenta(whom(hold.kind).trim()),
  }));
}

function bar(row: Row, axis: TimeAxis, colors: Colors): string {
  const line = new BarLine(axis, colors);
  for (const attempts of Map.groupBy(row.attempts, ({ key }) => key).values()) {
    attempts.forEach((attempt, index) => {
      const before = attempts[index - 1];
      if (before !== undefined) line.cover({ from: before.to, to: attempt.from }, BACKOFF, colors.dim);
    });
    for (const attempt of attempts) drawAttempt(line, attempt, colors);
  }
  for (const attempt of row.attempts)
    if (attempt.status === 'failed') line.mark(attempt, FAILURE, colors.red);
  return line.toString();
}

function drawAttempt(line: BarLine, attempt: Attempt, colors: Colors): void {
  if (attempt.status === 'skipped') return;
  const held = attempt.status === 'waiting' || attempt.status === 'blocked';
  line.touch(attempt, EXECUTION, held ? colors.dim : stepPaint(attempt.status, colors));
  for (const pause of attempt.backoff) line.cover(pause, BACKOFF, colors.dim);
  for (const hold of attempt.held) line.cover(hold, WAIT, colors.magenta);
}
