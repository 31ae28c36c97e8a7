import fc from 'fast-check';
import { expect, test } from 'vitest';

import { INSTANT_PX, labelOf, marksOf, type Mark } from './marks.ts';
import { timeAxis } from './time-axis.ts';
import type { Segment } from './waterfall-model.ts';

const WIDTH = 800;
const axis = timeAxis({ from: 0, to: 80_000, width: WIDTH, idle: [], folds: new Set() });
const at = { axis, now: 80_000, critical: new Set(['critical']) };

function segment(from: number, to: number | null, fields: Partial<Segment> = {}): Segment {
  return { kind: 'run', from, to, attempt: 1, spanId: 's', status: 'completed', note: null, ...fields };
}

test('a step that took no time is a diamond of 4 px', () => {
  expect(marksOf([segment(100, 100)], at)).toMatchObject([{ kind: 'instant', width: INSTANT_PX, x: 1 }]);
});

test('under 24 px there is no label, above it the first that fits', () => {
  const markOf = (ms: number): Mark => {
    const [mark] = marksOf([segment(0, ms)], at);
    if (mark === undefined) throw new Error('a segment has a mark');
    return mark;
  };
  expect(labelOf(markOf(2300), ['2s'])).toBe(undefined);
  expect(labelOf(markOf(2400), ['2s'])).toBe('2s');
  expect(labelOf(markOf(6000), ['a person: over 10 000', '2s'])).toBe('2s');
  expect(labelOf(markOf(60_000), ['a person: over 10 000', '2s'])).toBe('a person: over 10 000');
});

test('what is beside the axis is not drawn, and what reaches beyond it is cut off there', () => {
  const zoomed = timeAxis({ from: 20_000, to: 40_000, width: WIDTH, idle: [], folds: new Set() });
  const marks = marksOf(
    [segment(0, 10_000), segment(15_000, 25_000), segment(30_000, 50_000), segment(60_000, null)],
    { ...at, axis: zoomed },
  );
  expect(marks.map(({ x, width, from, to }) => [x, width, to - from])).toEqual([
    [0, 200, 10_000],
    [400, 400, 20_000],
  ]);
});

test('what goes on ends now, never before it began', () => {
  expect(marksOf([segment(1000, null)], { ...at, now: 5000 })).toMatchObject([
    { x: 10, width: 40, open: true },
  ]);
  expect(marksOf([segment(1000, null)], { ...at, now: 500 })).toMatchObject([{ x: 10, width: 1, to: 1000 }]);
});

test('what is at the very end of the axis is seen too', () => {
  const marks = marksOf([segment(79_999.9, 80_000), segment(80_000, 80_000)], at);
  for (const { x, width } of marks) expect(x + width).toBeLessThanOrEqual(WIDTH);
  expect(marks).toHaveLength(2);
});

test('what is on the critical path is marked', () => {
  const marks = marksOf([segment(0, 9000, { spanId: 'critical' }), segment(20_000, 30_000)], at);
  expect(marks.map(({ critical }) => critical)).toEqual([true, false]);
});

test('a row of ten thousand executions has no more marks than pixels, and loses none of them', () => {
  const arbitrary = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 79_999 }),
      ms: fc.integer({ min: 0, max: 30 }),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10_000, size: 'max' },
  );
  fc.assert(
    fc.property(arbitrary, (executions) => {
      const segments = executions.map(({ from, ms, failed }) =>
        segment(from, from + ms, { status: failed ? 'failed' : 'completed' }),
      );
      const marks = marksOf(segments, at);
      expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(segments.length);
    }),
    { numRuns: 20 },
  );
  const dense = Array.from({ length: 10_000 }, (_, n) => segment(n * 8, n * 8 + 4));
  expect(marksOf(dense, at).length).toBeLessThanOrEqual(WIDTH);
});

test('marks of different statuses are not joined', () => {
  const marks = marksOf([segment(0, 10), segment(10, 20, { status: 'failed' }), segment(20, 30)], at);
  expect(marks.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed']);
});
