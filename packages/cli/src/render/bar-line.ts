import type { Interval } from '../timeline/intervals.ts';
import type { TimeAxis } from '../timeline/time-axis.ts';
import type { Colors } from './colors.ts';

type Paint = (text: string) => string;

const FOLD_EDGE = '⌇';
const plain: Paint = (text) => text;

/** One line of characters below a time axis. The edges of folds are drawn from the start and stay. */
export class BarLine {
  readonly #axis: TimeAxis;
  readonly #cells: { character: string; paint: Paint }[];
  readonly #edges = new Set<number>();

  constructor(axis: TimeAxis, colors: Colors) {
    this.#axis = axis;
    this.#cells = Array.from({ length: axis.columns }, () => ({ character: ' ', paint: plain }));
    for (const { folded, firstColumn, columns } of axis.segments) {
      if (!folded) continue;
      for (const edge of [firstColumn, firstColumn + columns - 1]) {
        this.#cells[edge] = { character: FOLD_EDGE, paint: colors.dim };
        this.#edges.add(edge);
      }
    }
  }

  /** Draws every cell that the interval touches: at least one. */
  touch(interval: Interval, character: string, paint: Paint): void {
    this.#draw(this.#first(interval), this.#last(interval), character, paint);
  }

  /** Draws the cells that lie wholly inside the interval: maybe none. */
  cover({ from, to }: Interval, character: string, paint: Paint): void {
    this.#draw(
      Math.ceil(this.#axis.position(from)),
      Math.floor(this.#axis.position(to)) - 1,
      character,
      paint,
    );
  }

  /** Draws the interval's last cell. */
  mark(interval: Interval, character: string, paint: Paint): void {
    const last = this.#last(interval);
    this.#draw(last, last, character, paint);
  }

  toString(): string {
    let text = '';
    for (let start = 0; start < this.#cells.length;) {
      const { paint } = this.#cells[start] ?? { paint: plain };
      let end = start;
      while (end < this.#cells.length && this.#cells[end]?.paint === paint) end += 1;
      text += paint(
        this.#cells
          .slice(start, end)
          .map(({ character }) => character)
          .join(''),
      );
      start = end;
    }
    return text;
  }

  #draw(first: number, last: number, character: string, paint: Paint): void {
    for (let index = first; index <= last; index += 1) {
      if (!this.#edges.has(index)) this.#cells[index] = { character, paint };
    }
  }

  #first({ from }: Interval): number {
    return Math.min(this.#axis.columns - 1, Math.floor(this.#axis.position(from)));
  }

  #last(interval: Interval): number {
    return Math.max(this.#first(interval), Math.ceil(this.#axis.position(interval.to)) - 1);
  }
}
