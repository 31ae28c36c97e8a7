import fc from 'fast-check';
import { expect, test } from 'vitest';

import { rankOf, valueAt } from './percentile.ts';

const arbitraryValue = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value + 0), // no negative zero
);

test('is the value that stands there among all of them', () => {
  fc.assert(
    fc.property(fc.array(fc.array(arbitraryValue, { maxLength: 30 }), { maxLength: 8 }), (lists) => {
      const all = lists.flat().toSorted((a, b) => a - b);
      const sorted = lists.map((list) => Float64Array.from(list).sort());
      for (const [rank, value] of all.entries()) expect(valueAt(rank, sorted)).toBe(value);
      expect(valueAt(all.length, sorted)).toBe(null);
    }),
  );
});

test('is the least value that so many percent of the others reach', () => {
  expect([0, 1, 19, 20, 21, 100].map((count) => rankOf(0.95, count))).toEqual([0, 0, 18, 18, 19, 94]);
});
