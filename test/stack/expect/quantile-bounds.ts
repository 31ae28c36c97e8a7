/** Most buckets that the Collector gives a histogram; with a wider range of values it makes them coarser. */
const MAX_BUCKETS = 160;
/** Prometheus keeps no finer ones. */
const FINEST_SCALE = 8;
const COARSEST_SCALE = -10;

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The limits of the bucket that a quantile falls into: all that an exponential histogram promises of it.
 *
 * `series` are the observations of each series; those of them all are summed in the coarsest scale that one of them has.
 */
export function quantileBounds(share: number, series: readonly (readonly number[])[]): Bounds {
  const scale = Math.min(...series.filter((values) => values.length > 0).map(scaleOf));
  const sorted = series.flat().toSorted((a, b) => a - b);
  const rank = share * sorted.length;
  // A rank on the border of two observations may count for either.
  const low = bucketOf(at(sorted, Math.ceil(rank - 1e-6)), scale);
  const high = bucketOf(at(sorted, Math.ceil(rank + 1e-6)), scale);
  return { low: low.low, high: high.high };
}

/** The finest scale in which all the values of a series fit. */
function scaleOf(values: readonly number[]): number {
  const positive = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  for (let scale = FINEST_SCALE; scale > COARSEST_SCALE; scale -= 1) {
    if (indexOf(most, scale) - indexOf(least, scale) < MAX_BUCKETS) return scale;
  }
  return COARSEST_SCALE;
}

function bucketOf(value: number, scale: number): Bounds {
  if (value <= 0) return { low: 0, high: 0 };
  const index = indexOf(value, scale);
  const base = 2 ** (2 ** -scale);
  // A value on the border of two buckets may be in either.
  const slack = 1e-9;
  return { low: base ** index * (1 - slack), high: base ** (index + 1) * (1 + slack) };
}

function indexOf(value: number, scale: number): number {
  return Math.ceil(Math.log2(value) * 2 ** scale - 1e-9) - 1;
}

function at(sorted: readonly number[], rank: number): number {
  const value = sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
  if (value === undefined) throw new Error('There is no quantile of nothing');
  return value;
}
