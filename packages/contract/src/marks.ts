import type { RunEvent } from './schemas/event.ts';

/**
 * Where an event stands in a run: its timestamp, then its producer and that producer's seq.
 *
 * The order of marks is total, and it is the order in which the fold counts, in whatever order events arrive.
 */
export type Mark = readonly [timestamp: string, producer: string, seq: number];

/** Where an event stands. */
export function markOf({ timestamp, producer, seq }: Pick<RunEvent, 'timestamp' | 'producer' | 'seq'>): Mark {
  return [timestamp, producer, seq];
}

/** Compares two marks by timestamp, then producer, then seq. */
export function compareMarks(a: Mark, b: Mark): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return a[2] - b[2];
}

interface Marked {
  readonly mark: Mark;
}

/** The one that comes later in the run. */
export function later<T extends Marked>(kept: T | null, candidate: T): T {
  return kept === null || compareMarks(candidate.mark, kept.mark) > 0 ? candidate : kept;
}

/** The one that comes earlier in the run. */
export function earlier<T extends Marked>(kept: T | null, candidate: T): T {
  return kept === null || compareMarks(candidate.mark, kept.mark) < 0 ? candidate : kept;
}

export function laterMark(kept: Mark | null, candidate: Mark): Mark {
  return kept === null || compareMarks(candidate, kept) > 0 ? candidate : kept;
}

export function earlierMark(kept: Mark | null, candidate: Mark): Mark {
  return kept === null || compareMarks(candidate, kept) < 0 ? candidate : kept;
}

/** Inserts in order of marks and keeps the latest `limit`: the same list for every order of insertion. */
export function keepLatest<T extends Marked>(list: T[], item: T, limit: number): void {
  let at = list.length;
  while (at > 0 && compareMarks((list[at - 1] ?? item).mark, item.mark) > 0) at -= 1;
  list.splice(at, 0, item);
  if (list.length > limit) list.shift();
}
