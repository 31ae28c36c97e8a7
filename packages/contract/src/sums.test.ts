import fc from 'fast-check';
import { expect, test } from 'vitest';

import { addExactly } from './sums.ts';

test('comes to the same sum in whatever order the parts arrive', () => {
  const part = fc.oneof(
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.nat({ max: 50 }).map((n) => n * 1e-7),
  );
  const parts = fc.array(part, { maxLength: 50 });
  const orders = parts.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    ),
  );
  fc.assert(
    fc.property(orders, ([inOrder, shuffled]) => {
      expect(sum(shuffled)).toBe(sum(inOrder));
    }),
  );
});

test('has none of the dust of binary fractions', () => {
  expect(addExactly(0.1, 0.2)).toBe(0.3);
  expect(sum(Array.from({ length: 1000 }, () => 0.000_125))).toBe(0.125);
});

test('is exact for whole numbers far beyond any count of tokens', () => {
  expect(addExactly(400_000_000_000, 1)).toBe(400_000_000_001);
});

function sum(parts: number[]): number {
  return parts.reduce((total, part) => addExactly(total, part), 0);
}
