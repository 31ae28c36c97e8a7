import type { TimeAxis } from './time-axis.ts';
import type { Segment } from './waterfall-model.ts';

/** What is drawn for a segment. */
export interface Mark {
  /** An instant is a segment that took no time. */
  readonly kind: Segment['kind'] | 'instant';
  /** Pixels; of an instant the middle. */
  readonly x: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
  readonly status: string;
  readonly spanId: string;
  readonly attempt: number;
  /** It goes on: its end is now. */
  readonly open: boolean;
  readonly critical: boolean;
  readonly note: string | null;
  /** How many segments it stands for, where they are too close to tell apart. */
  readonly count: number;
}

export const INSTANT_PX = 4;
const LEAST_WIDTH_PX = 1;

/** The marks of a row, as far as the axis shows them. `now` ends what is still going on, in epoch milliseconds. */
export function marksOf(
  segments: readonly Segment[],
  {
    axis,
    now,
    critical,
  }: { readonly axis: TimeAxis; readonly now: number; readonly critical: ReadonlySet<string> },
): Mark[] {
  const marks: Mark[] = [];
  const inOrder = segments.toSorted((a, b) => a.from - b.from);
  for (const segment of inOrder) {
    if (segment.from > axis.to || (segment.to ?? now) < axis.from) continue;
    const mark = markOf(segment, axis, now, critical.has(segment.spanId));
    const last = marks.at(-1);
    if (last !== undefined && areOne(last, mark)) marks[marks.length - 1] = joined(last, mark);
    else marks.push(mark);
  }
  return marks;
}

function markOf(segment: Segment, axis: TimeAxis, now: number, critical: boolean): Mark {
  const { from, status, spanId, attempt, note } = segment;
  const to = segment.to ?? Math.max(from, now);
  const isInstant = segment.kind === 'run' && segment.to === from;
  const x = Math.min(axis.position(from), axis.width - (isInstant ? 2 * INSTANT_PX : LEAST_WIDTH_PX));
  const width = isInstant ? INSTANT_PX : Math.max(LEAST_WIDTH_PX, axis.position(to) - x);
  return {
    kind: isInstant ? 'instant' : segment.kind,
    x,
    width,
    from,
    to,
    status,
    spanId,
    attempt,
    open: segment.to === null,
    critical,
    note,
    count: 1,
  };
}

const LABEL_FROM_PX = 24;
const LETTER_PX = 6.6;
const PADDING_PX = 8;

/** The first text that a mark has room for; none under 24 px, and none on what stands for many. */
export function labelOf({ kind, width, count }: Mark, texts: readonly string[]): string | undefined {
  if (kind === 'instant' || width < LABEL_FROM_PX || count > 1) return undefined;
  return texts.find((text) => text.length * LETTER_PX + PADDING_PX <= width);
}

/** Whether two marks can't be told apart: less than a pixel lies between them, and they look the same. */
function areOne(a: Mark, b: Mark): boolean {
  const bothSmall = Math.min(a.width, b.width) < INSTANT_PX + 1;
  return (
    bothSmall &&
    a.kind === b.kind &&
    a.status === b.status &&
    a.open === b.open &&
    a.critical === b.critical &&
    b.x - (a.x + a.width) < LEAST_WIDTH_PX
  );
}

function joined(a: Mark, b: Mark): Mark {
  const end = Math.max(a.x + a.width, b.x + b.width);
  return {
    ...a,
    kind: a.kind === 'instant' && end - a.x > 2 * INSTANT_PX ? 'run' : a.kind,
    width: end - a.x,
    to: Math.max(a.to, b.to),
    count: a.count + b.count,
  };
}
