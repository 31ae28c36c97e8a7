import type { MetricSample } from '@runlight/testing/stack';

import type { Bounds } from './quantile-bounds.ts';

/** A sample that a query must give. */
export interface ExpectedSample extends Bounds {
  /** Those that tell it apart from the query's other samples. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Sums of fractions depend on their order, a little. */
const ROUNDING = 1e-9;

export const exactly = (value: number, labels: ExpectedSample['labels'] = {}): ExpectedSample => ({
  labels,
  low: value - Math.abs(value) * ROUNDING,
  high: value + Math.abs(value) * ROUNDING,
});

export const between = ({ low, high }: Bounds, labels: ExpectedSample['labels'] = {}): ExpectedSample => ({
  labels,
  low,
  high,
});

export const positive = (labels: ExpectedSample['labels'] = {}): ExpectedSample => ({
  labels,
  low: Number.MIN_VALUE,
  high: Number.POSITIVE_INFINITY,
});

/** One sample for each value of a label. */
export function each<T>(
  values: ReadonlyMap<string, T>,
  label: string,
  expect: (of: T) => ExpectedSample | undefined,
): ExpectedSample[] {
  return [...values].flatMap(([value, of]) => {
    const sample = expect(of);
    return sample === undefined ? [] : [{ ...sample, labels: { ...sample.labels, [label]: value } }];
  });
}

/**
 * In what samples differ from those that are expected; empty if in nothing.
 *
 * A sample that nobody expects must be 0: a series that exists and counted nothing.
 */
export function sampleFaults(actual: readonly MetricSample[], expected: readonly ExpectedSample[]): string[] {
  const left = [...actual];
  const faults = expected.flatMap((sample) => {
    const at = left.findIndex(({ labels }) => hasLabels(labels, sample.labels));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found === undefined)
      return [`nothing for ${told(sample.labels)}, which should be ${rangeOf(sample)}`];
    if (found.value >= sample.low && found.value <= sample.high) return [];
    return [`${found.value} for ${told(sample.labels)}, which should be ${rangeOf(sample)}`];
  });
  const unexpected = left.filter(({ value }) => value !== 0);
  return [
    ...faults,
    ...unexpected.map(({ labels, value }) => `${value} for ${told(labels)}, which nobody expects`),
  ];
}

function hasLabels(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => (labels[name] ?? '') === value);
}

function told(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(labels);
}

function rangeOf({ low, high }: Bounds): string {
  return high - low <= Math.abs(high) * 1e-6 ? `${(low + high) / 2}` : `between ${low} and ${high}`;
}
