/** A stretch of time in which nothing was executed, in epoch milliseconds. */
export interface Idle {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** A part of the axis. Within it time passes evenly. */
export interface AxisPart {
  readonly from: number;
  readonly to: number;
  /** Pixels. */
  readonly x: number;
  readonly width: number;
  /** What is folded here; null where time has the axis's own scale. */
  readonly fold: Idle | null;
}

/** From time to pixels and back. Both ways never turn around: what is later is never further left. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly parts: readonly AxisPart[];
  /** Pixels in which a millisecond passes outside of folds. */
  readonly pxPerMs: number;
  /** The pixel of a time; times outside of the axis are at its ends. */
  position(time: number): number;
  /** The time at a pixel. */
  time(x: number): number;
}

export const FOLD_WIDTH_PX = 48;
const FOLDED_SHARE = 0.1;
/** Many folds become narrower, so that what happened keeps most of the axis. */
const WIDTH_SHARE_OF_FOLDS = 0.3;

/**
 * Which idle stretches are worth folding, by their beginnings: each that takes a tenth or more of the time that is left
 * when the others are folded. `opened` stay open. Nothing is folded where nothing else would be left.
 */
export function chooseFolds(
  extent: { readonly from: number; readonly to: number },
  idle: readonly Idle[],
  opened: ReadonlySet<number> = new Set(),
): ReadonlySet<number> {
  const folds = new Set<number>();
  const lengthOf = ({ from, to }: Idle) => Math.min(to, extent.to) - Math.max(from, extent.from);
  const total = extent.to - extent.from;
  // The longest first: folding it leaves less time, of which the next one takes a greater share.
  const candidates = idle
    .filter((stretch) => lengthOf(stretch) > 0 && !opened.has(stretch.from))
    .sort((a, b) => lengthOf(b) - lengthOf(a));
  let expanded = total;
  for (const stretch of candidates) {
    const length = lengthOf(stretch);
    if (length < FOLDED_SHARE * expanded) break;
    folds.add(stretch.from);
    expanded -= length;
  }
  return expanded > total * Number.EPSILON * 4 ? folds : new Set();
}

/** The axis of `extent` on `width` pixels, with the idle stretches folded that `folds` names by their beginnings. */
export function timeAxis(options: {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly idle: readonly Idle[];
  readonly folds: ReadonlySet<number>;
}): TimeAxis {
  const { from, width } = options;
  const to = Math.max(options.to, from + 1);
  const spans = spansBetween(from, to, options);
  const folded = spans.filter(({ fold }) => fold !== null);
  const expandedMs = spans.reduce(
    (sum, { fold, ...span }) => sum + (fold === null ? span.to - span.from : 0),
    0,
  );
  const foldWidth =
    folded.length === 0 ? 0 : Math.min(FOLD_WIDTH_PX, (width * WIDTH_SHARE_OF_FOLDS) / folded.length);
  const pxPerMs = (width - foldWidth * folded.length) / expandedMs;
  let x = 0;
  const parts = spans.map((span) => {
    const part = { ...span, x, width: span.fold === null ? (span.to - span.from) * pxPerMs : foldWidth };
    x += part.width;
    return part;
  });
  return {
    from,
    to,
    width,
    parts,
    pxPerMs,
    position(time) {
      const part = lastWhere(parts, (candidate) => candidate.from <= time);
      if (part === undefined || time <= from) return 0;
      if (time >= to) return width;
      return Math.min(width, part.x + ((time - part.from) / (part.to - part.from)) * part.width);
    },
    time(at) {
      const part = lastWhere(parts, (candidate) => candidate.x <= at);
      if (part === undefined || at <= 0) return from;
      if (at >= width || part.width === 0) return to;
      return Math.min(to, part.from + ((at - part.x) / part.width) * (part.to - part.from));
    },
  };
}

type Span = Pick<AxisPart, 'from' | 'to' | 'fold'>;

/** Folds and what lies between them, without gaps and without empty spans; never folds alone. */
function spansBetween(
  from: number,
  to: number,
  { idle, folds }: { readonly idle: readonly Idle[]; readonly folds: ReadonlySet<number> },
): Span[] {
  const spans: Span[] = [];
  let at = from;
  const chosen = idle.filter((stretch) => folds.has(stretch.from)).sort((a, b) => a.from - b.from);
  for (const fold of chosen) {
    const begin = Math.max(fold.from, at);
    const end = Math.min(fold.to, to);
    if (end <= begin) continue;
    if (begin > at) spans.push({ from: at, to: begin, fold: null });
    spans.push({ from: begin, to: end, fold });
    at = end;
  }
  if (at < to) spans.push({ from: at, to, fold: null });
  return spans.some(({ fold }) => fold === null) ? spans : [{ from, to, fold: null }];
}

/** Binary search in what is sorted so that those which pass the test come first. */
function lastWhere<T>(sorted: readonly T[], passes: (item: T) => boolean): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
