import fc from 'fast-check';
import { expect, test } from 'vitest';

import { timeAxis } from './time-axis.ts';

const DAY = 86_400_000;

test('draws time to scale when nothing is idle for long', () => {
  const axis = timeAxis(
    { from: 0, to: 100 },
    [
      { from: 0, to: 60 },
      { from: 61, to: 100 },
    ],
    50,
  );
  expect(axis.segments).toHaveLength(1);
  expect(axis.position(0)).toBe(0);
  expect(axis.position(50)).toBe(25);
  expect(axis.position(100)).toBe(50);
});

test('leaves the work at least 70 % of the axis around a wait of three days', () => {
  const work = [
    { from: 0, to: 30_000 },
    { from: 3 * DAY, to: 3 * DAY + 30_000 },
  ];
  const axis = timeAxis({ from: 0, to: 3 * DAY + 30_000 }, work, 60);
  const fold = axis.segments.find(({ folded }) => folded);
  expect(fold).toMatchObject({ from: 30_000, to: 3 * DAY });
  const ofWork = axis.segments.filter(({ folded }) => !folded).reduce((sum, { columns }) => sum + columns, 0);
  expect(ofWork).toBeGreaterThanOrEqual(0.7 * 60);
  expect(axis.segments.reduce((sum, { columns }) => sum + columns, 0)).toBe(60);
});

test('folds further stretches that weigh more once a longer one is folded', () => {
  const work = [
    { from: 0, to: 1000 },
    { from: 6000, to: 7000 },
    { from: 100_000, to: 101_000 },
  ];
  const axis = timeAxis({ from: 0, to: 101_000 }, work, 80);
  expect(axis.segments.map(({ folded }) => folded)).toEqual([false, true, false, true, false]);
});

test('never gives more than half of the axis to folds', () => {
  const work = Array.from({ length: 50 }, (_, index) => ({ from: index * 1000, to: index * 1000 + 1 }));
  const axis = timeAxis({ from: 0, to: 50_000 }, work, 40);
  const folded = axis.segments.filter((segment) => segment.folded);
  expect(folded.reduce((sum, { columns }) => sum + columns, 0)).toBeLessThanOrEqual(20);
});

test('knows a place for every moment of a run that took no time at all', () => {
  const axis = timeAxis({ from: 5, to: 5 }, [], 40);
  expect(axis.position(4)).toBe(0);
  expect(axis.position(5)).toBe(0);
  expect(axis.position(6)).toBe(40);
});

test('does not fold a run away that only waited', () => {
  expect(timeAxis({ from: 0, to: DAY }, [], 40).segments).toMatchObject([{ folded: false, columns: 40 }]);
});

test('positions never go back as time goes on, and never leave the axis', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 200 }))
    .map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(fc.array(interval), fc.integer({ min: 20, max: 120 }), (busy, columns) => {
      const axis = timeAxis({ from: 0, to: 1200 }, busy, columns);
      let last = 0;
      for (let at = 0; at <= 1200; at += 7) {
        const position = axis.position(at);
        expect(position).toBeGreaterThanOrEqual(last - 1e-9);
        expect(position).toBeLessThanOrEqual(columns + 1e-9);
        last = position;
      }
    }),
  );
});
