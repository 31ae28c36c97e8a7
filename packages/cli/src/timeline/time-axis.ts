import { lengthOf, without, type Interval } from './intervals.ts';

/** A part of the axis: time drawn to scale, or an idle stretch folded to a fixed width. */
export interface AxisSegment extends Interval {
  readonly folded: boolean;
  readonly firstColumn: number;
  readonly columns: number;
}

export interface TimeAxis {
  readonly whole: Interval;
  readonly columns: number;
  readonly segments: readonly AxisSegment[];
  /** Where a moment lies, in columns from the left, with fractions. */
  position(atMs: number): number;
}

/** Wide enough for a zigzag, the idle stretch's true duration and another zigzag. */
const FOLD_COLUMNS = 9;
/** An idle stretch of this share of the time that is drawn to scale is folded. */
const FOLD_SHARE = 0.1;
/** It must also be so many times as wide as its fold, and long enough that a person would notice it. */
const WORTH_FOLDING = 2;
const NOTICED_MS = 1000;

/**
 * A time axis on which long idle stretches are folded, so that the work around a wait of days can still be seen.
 *
 * Idle is what `busy` leaves of `whole`. Folding one stretch makes the others weigh more, so it goes on until nothing
 * more folds.
 */
export function timeAxis(whole: Interval, busy: readonly Interval[], columns: number): TimeAxis {
  const folds = chooseFolds(whole, without(whole, busy), columns);
  const segments = layOut(whole, folds, columns);
  return { whole, columns, segments, position: (at) => positionOn(segments, whole, columns, at) };
}

function chooseFolds(whole: Interval, idle: Interval[], columns: number): Interval[] {
  let folds: Interval[] = [];
  for (;;) {
    const expanded = lengthOf(whole) - sum(folds);
    const free = columns - folds.length * FOLD_COLUMNS;
    const next = idle.filter(
      (stretch) =>
        folds.includes(stretch) ||
        (lengthOf(stretch) >= Math.max(NOTICED_MS, FOLD_SHARE * expanded) &&
          lengthOf(stretch) * free >= WORTH_FOLDING * FOLD_COLUMNS * expanded),
    );
    const affordable = next.length * FOLD_COLUMNS <= columns / 2 && sum(next) < lengthOf(whole);
    if (next.length === folds.length || !affordable) return folds;
    folds = next;
  }
}

/** Whole columns; of those that are left beside the folds every stretch gets one, and of the rest its share. */
function layOut(whole: Interval, folds: Interval[], columns: number): AxisSegment[] {
  const drawn = without(whole, folds);
  const expanded = drawn.length === 0 ? 0 : sum(drawn);
  const shared = columns - folds.length * FOLD_COLUMNS - drawn.length;
  const stretches = [
    ...folds.map((fold) => ({ ...fold, folded: true })),
    ...drawn.map((stretch) => ({ ...stretch, folded: false })),
  ].sort((a, b) => a.from - b.from);
  let firstColumn = 0;
  let drawnBefore = 0;
  const segments = stretches.map((stretch) => {
    const before = Math.round((drawnBefore / expanded) * shared);
    if (!stretch.folded) drawnBefore += lengthOf(stretch);
    const own = 1 + Math.round((drawnBefore / expanded) * shared) - before;
    const segment = { ...stretch, firstColumn, columns: stretch.folded ? FOLD_COLUMNS : own };
    firstColumn += segment.columns;
    return segment;
  });
  return segments.length > 0 ? segments : [{ ...whole, folded: false, firstColumn: 0, columns }];
}

function positionOn(segments: readonly AxisSegment[], whole: Interval, columns: number, at: number): number {
  if (at <= whole.from) return 0;
  if (at >= whole.to) return columns;
  for (const segment of segments) {
    if (at > segment.to) continue;
    return segment.firstColumn + ((at - segment.from) / lengthOf(segment)) * segment.columns;
  }
  return columns;
}

function sum(intervals: readonly Interval[]): number {
  return intervals.reduce((total, one) => total + lengthOf(one), 0);
}
