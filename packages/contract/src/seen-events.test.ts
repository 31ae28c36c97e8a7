import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { SeenEvents } from './run-state.ts';
import { markSeen } from './seen-events.ts';

test('says of each number once that it is new, and keeps sorted ranges with gaps between them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 40 })), (numbers) => {
      const seen: SeenEvents = [];
      const known = new Set<number>();
      for (const number of numbers) {
        expect(markSeen(seen, number)).toBe(!known.has(number));
        known.add(number);
      }
      const ranged = seen.flatMap(([from, to]) =>
        Array.from({ length: to - from }, (_, index) => from + index),
      );
      expect(ranged).toEqual([...known].sort((a, b) => a - b));
      const touching = seen.filter(([from], index) => from <= (seen[index - 1]?.[1] ?? -1));
      expect(touching).toEqual([]);
    }),
  );
});

test('is one range while events arrive in order', () => {
  const seen: SeenEvents = [];
  for (let seq = 0; seq < 1000; seq += 1) markSeen(seen, seq);
  expect(seen).toEqual([[0, 1000]]);
});
