import fc from 'fast-check';
import { expect, test } from 'vitest';

import { lengthOf, union, without, type Interval } from './intervals.ts';

const span = (from: number, to: number): Interval => ({ from, to });
const sum = (intervals: Interval[]) => intervals.reduce((total, one) => total + lengthOf(one), 0);
const anyInterval = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
  .map(([a, b]) => span(a, b));

test('makes one interval of those that overlap or touch', () => {
  expect(union([span(5, 9), span(0, 2), span(2, 4), span(8, 12), span(3, 3)])).toEqual([
    span(0, 4),
    span(5, 12),
  ]);
});

test('takes intervals out of another', () => {
  expect(without(span(0, 10), [span(2, 3), span(8, 20), span(-5, 1)])).toEqual([span(1, 2), span(3, 8)]);
  expect(without(span(0, 10), [span(0, 10)])).toEqual([]);
  expect(without(span(0, 10), [])).toEqual([span(0, 10)]);
});

test('what is taken out and what is left add up to the whole', () => {
  fc.assert(
    fc.property(fc.array(anyInterval), (taken) => {
      const whole = span(10, 40);
      const left = without(whole, taken);
      const inside = union(taken).flatMap((one) => {
        const clipped = span(Math.max(one.from, whole.from), Math.min(one.to, whole.to));
        return clipped.to > clipped.from ? [clipped] : [];
      });
      expect(sum(left) + sum(inside)).toBe(lengthOf(whole));
      expect(union([...left, ...inside])).toEqual([whole]);
    }),
  );
});
