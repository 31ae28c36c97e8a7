import fc from 'fast-check';
import { expect, test } from 'vitest';

import { chooseFolds, timeAxis, type TimeAxis } from './time-axis.ts';
import { panned, readZoom, writeZoom, zoomBetween, zoomedIn, zoomedOut } from './zoom.ts';

const DAY = 86_400_000;
const IDLE = [{ from: 60_000, to: 60_000 + DAY, why: 'approval' }];
const WIDTH = 800;

function axisOf(from: number, to: number): TimeAxis {
  return timeAxis({ from, to, width: WIDTH, idle: IDLE, folds: chooseFolds({ from, to }, IDLE) });
}
const whole = axisOf(0, 120_000 + DAY);

const arbitraryZoom = fc
  .tuple(fc.integer({ min: 0, max: WIDTH }), fc.integer({ min: 0, max: WIDTH }))
  .map(([a, b]) => zoomBetween(whole, a, b));

test('an address keeps what is zoomed to, to the millisecond', () => {
  fc.assert(
    fc.property(arbitraryZoom, fc.integer({ min: 0, max: 2e12 }), (zoom, begin) => {
      const moved = { from: begin + zoom.from, to: begin + zoom.to };
      const read = readZoom(writeZoom(moved, begin), begin);
      expect(Math.abs((read?.from ?? 0) - moved.from)).toBeLessThanOrEqual(1);
      expect(Math.abs((read?.to ?? 0) - moved.to)).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([undefined, '', 'x', '5', '5-5', '9-3', '1-x'])('%s is no zoom', (text) => {
  expect(readZoom(text, 0)).toBe(null);
});

test('whatever is between two pixels has an axis, and is a part of the run', () => {
  fc.assert(
    fc.property(arbitraryZoom, ({ from, to }) => {
      expect(to - from).toBeGreaterThanOrEqual(0.999);
      expect(from).toBeGreaterThanOrEqual(whole.from);
      expect(to).toBeLessThanOrEqual(whole.to);
    }),
  );
});

test('zooming out again and again ends at the whole run, and never shows less', () => {
  fc.assert(
    fc.property(arbitraryZoom, (start) => {
      const seen = [start];
      for (let wider = zoomedOut(whole, start); wider !== null; wider = zoomedOut(whole, wider)) {
        seen.push(wider);
        expect(seen.length).toBeLessThan(30);
      }
      seen.slice(1).forEach((wider, index) => {
        const { from, to } = seen[index] ?? wider;
        expect(wider.from).toBeLessThanOrEqual(from + 1e-3);
        expect(wider.to).toBeGreaterThanOrEqual(to - 1e-3);
      });
    }),
  );
});

test('zooming in shows the middle half', () => {
  expect(zoomedIn(axisOf(0, 40_000))).toEqual({ from: 10_000, to: 30_000 });
});

test('panning stays on the run, and comes back', () => {
  fc.assert(
    fc.property(arbitraryZoom, fc.constantFrom(-0.5, 0.5), (zoom, widths) => {
      const moved = panned(whole, zoom, widths);
      const [left, right] = [whole.position(moved.from), whole.position(moved.to)];
      expect(left).toBeGreaterThanOrEqual(-1e-6);
      expect(right).toBeLessThanOrEqual(WIDTH + 1e-6);
      const before = [whole.position(zoom.from), whole.position(zoom.to)] as const;
      const isFree = left > 1 && right < WIDTH - 1 && before[0] > 1 && before[1] < WIDTH - 1;
      fc.pre(isFree && before[1] - before[0] > 4);
      expect(whole.position(panned(whole, moved, -widths).from)).toBeCloseTo(before[0], 0);
    }),
  );
});

test('inside of a zoom only what is idle there is folded', () => {
  expect(axisOf(0, 30_000).parts.filter(({ fold }) => fold !== null)).toEqual([]);
  expect(axisOf(30_000, 90_000 + DAY).parts.filter(({ fold }) => fold !== null)).toHaveLength(1);
  expect(axisOf(60_000 + 1000, 60_000 + 2000).parts.filter(({ fold }) => fold !== null)).toEqual([]);
});
