import type { Matcher } from './metrics.ts';

/** What a query is about: which series, over how long, and what its result is split by. */
export interface Scope {
  readonly where: readonly Matcher[];
  /** A PromQL duration, or one of Grafana's variables for one. */
  readonly over: string;
  readonly by?: readonly string[];
}

/**
 * How much a counter rose, exactly.
 *
 * `increase()` extrapolates to the edges of its window and so turns the one failure of a young series into 1.1 of
 * them. Here the value at the window's start is subtracted from the value at its end: windows that follow each other
 * add up. A series that begins inside the window begins at 0, see {@link METRICS}; only one that was reset falls back
 * to `increase()`.
 */
export function counted(series: string, over: string): string {
  return group(`last_over_time(${series}[${over}])
- (${series} offset ${over} or min_over_time(${series}[${over}]))
unless resets(${series}[${over}]) > 0
or increase(${series}[${over}])`);
}

/**
 * The distribution of what a native histogram observed, as exactly as {@link counted}.
 *
 * There is no smallest of several histograms to take for the first one: a series that was not there in the hour before
 * the window begins inside it, at 0. One that was there, and was silent when the window began, falls back to `increase()`.
 */
export function observed(series: string, over: string): string {
  return group(`last_over_time(${series}[${over}]) - ${series} offset ${over}
unless resets(${series}[${over}]) > 0
or last_over_time(${series}[${over}])
unless resets(${series}[${over}]) > 0
unless last_over_time(${series}[1h] offset ${over})
or increase(${series}[${over}])`);
}

/**
 * How much a counter rose that says nothing before it has something to count, as those of the Collector itself.
 *
 * The first value of such a series is all news.
 */
export function countedFromNothing(series: string, over: string): string {
  return group(`last_over_time(${series}[${over}]) - ${series} offset ${over}
unless resets(${series}[${over}]) > 0
or last_over_time(${series}[${over}])`);
}

/** `sum (…)`, `max by (a, b) (…)` */
export function aggregate(operator: string, by: readonly string[], vector: string): string {
  const clause = by.length === 0 ? '' : `by (${by.join(', ')}) `;
  return `${operator} ${clause}${group(vector)}`;
}

/** In brackets; several lines are indented, so that one can read in Grafana's editor what belongs together. */
export function group(text: string): string {
  if (isGroup(text)) return text;
  return text.includes('\n') ? `(\n${text.replaceAll(/^/gm, '  ')}\n)` : `(${text})`;
}

export const sum = (by: readonly string[] | undefined, vector: string): string =>
  aggregate('sum', by ?? [], vector);

export function quantile(share: number, histogram: string): string {
  // The comparison drops NaN, which is what the quantile of nothing is.
  return `histogram_quantile(${share}, ${histogram}) >= 0`;
}

/** Is empty where there is nothing to divide by: nothing is neither 0 % nor 100 %. */
export function ratio(part: string, whole: string): string {
  return `${part}\n/ ${group(`${whole} > 0`)}`;
}

/** For what has no `by`: where nothing was counted yet, that's 0. */
export function orZero(vector: string): string {
  return `${vector}\nor vector(0)`;
}

/** Whether a text is one pair of brackets with all the rest between them. */
function isGroup(text: string): boolean {
  if (!text.startsWith('(')) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return index === text.length - 1;
  }
  return false;
}
