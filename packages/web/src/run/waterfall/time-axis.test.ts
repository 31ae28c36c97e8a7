import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ticksOf, tickText } from './ticks.ts';
import { chooseFolds, FOLD_WIDTH_PX, timeAxis, type Idle } from './time-axis.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Work and idleness by turns, of very different lengths. */
const arbitraryStory = fc
  .record({
    from: fc.integer({ min: 0, max: 2e12 }),
    width: fc.integer({ min: 300, max: 3000 }),
    lengths: fc.array(fc.constantFrom(1, 40, 950, 20_000, 3_600_000, 3 * DAY), {
      minLength: 1,
      maxLength: 40,
    }),
    beginsIdle: fc.boolean(),
  })
  .map(({ from, width, lengths, beginsIdle }) => {
    const idle: Idle[] = [];
    let at = from;
    lengths.forEach((length, index) => {
      if ((index % 2 === 0) === beginsIdle) idle.push({ from: at, to: at + length, why: 'a wait' });
      at += length;
    });
    return { from, to: at, width, idle };
  });

const foldedAxis = (story: { from: number; to: number; width: number; idle: readonly Idle[] }) =>
  timeAxis({ ...story, folds: chooseFolds(story, story.idle) });

describe('folds', () => {
  test('a 3-day wait around 60 s of work leaves the work 70 % of the axis or more', () => {
    const idle = [{ from: 30 * SECOND, to: 30 * SECOND + 3 * DAY, why: 'approval' }];
    const axis = foldedAxis({ from: 0, to: 60 * SECOND + 3 * DAY, width: 600, idle });
    const work = axis.position(30 * SECOND) + (axis.width - axis.position(30 * SECOND + 3 * DAY));
    expect(work / axis.width).toBeGreaterThanOrEqual(0.7);
  });

  test('what is folded took a tenth of the rest or more, and what is not took less', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const folds = chooseFolds(story, story.idle);
        const lengthOf = ({ from, to }: Idle) => to - from;
        const sum = (some: readonly Idle[]) => some.reduce((total, stretch) => total + lengthOf(stretch), 0);
        const rest = story.to - story.from - sum(story.idle.filter(({ from }) => folds.has(from)));
        const work = story.to - story.from - sum(story.idle);
        fc.pre(work > 0);
        const worthIt = story.idle.filter((stretch) => lengthOf(stretch) * 10 >= rest);
        expect(folds).toEqual(new Set(worthIt.map(({ from }) => from)));
      }),
    );
  });

  test('together they never take more than 30 % of the axis, and none more than its width', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const axis = foldedAxis(story);
        const folds = axis.parts.filter(({ fold }) => fold !== null);
        for (const { width } of folds) expect(width).toBeLessThanOrEqual(FOLD_WIDTH_PX);
        const sum = folds.reduce((total, { width }) => total + width, 0);
        expect(sum).toBeLessThanOrEqual(axis.width * 0.3 + 1e-6);
      }),
    );
  });

  test('one that was opened stays open', () => {
    const idle = [{ from: 10, to: 1000, why: 'sleep' }];
    expect(chooseFolds({ from: 0, to: 1010 }, idle)).toEqual(new Set([10]));
    expect(chooseFolds({ from: 0, to: 1010 }, idle, new Set([10]))).toEqual(new Set());
  });

  test('nothing is folded in a run that only waited', () => {
    const idle = [{ from: 0, to: DAY, why: 'queue' }];
    expect(foldedAxis({ from: 0, to: DAY, width: 500, idle }).parts).toMatchObject([
      { width: 500, fold: null },
    ]);
  });
});

describe('the axis', () => {
  test('covers all of its width and time without a gap', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const { parts, width, from, to } = foldedAxis(story);
        expect(parts[0]).toMatchObject({ from, x: 0 });
        parts.slice(1).forEach((part, index) => {
          expect(part.from).toBe(parts[index]?.to);
          expect(part.x).toBeCloseTo((parts[index]?.x ?? 0) + (parts[index]?.width ?? 0), 6);
        });
        const last = parts.at(-1);
        expect(last?.to).toBe(to);
        expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(width, 6);
      }),
    );
  });

  test('what is later is never further left', () => {
    fc.assert(
      fc.property(
        arbitraryStory,
        fc.array(fc.double({ min: -0.1, max: 1.1, noNaN: true })),
        (story, shares) => {
          const axis = foldedAxis(story);
          const times = shares
            .map((share) => axis.from + share * (axis.to - axis.from))
            .sort((a, b) => a - b);
          const places = times.map((time) => axis.position(time));
          places
            .slice(1)
            .forEach((place, index) => expect(place).toBeGreaterThanOrEqual((places[index] ?? 0) - 1e-9));
          for (const place of places) expect(place).toBeGreaterThanOrEqual(0);
          for (const place of places) expect(place).toBeLessThanOrEqual(axis.width);
        },
      ),
    );
  });

  test('the time at a pixel is the time that stands there', () => {
    fc.assert(
      fc.property(arbitraryStory, fc.double({ min: 0, max: 1, noNaN: true }), (story, share) => {
        const axis = foldedAxis(story);
        const x = share * axis.width;
        // A time is a double: where a millisecond is wide, the next one that it can say is some way off.
        const grain = 4 * Number.EPSILON * axis.to * axis.pxPerMs;
        expect(Math.abs(axis.position(axis.time(x)) - x)).toBeLessThan(0.001 + grain);
      }),
    );
  });

  test('a run that took no time has one all the same', () => {
    const axis = timeAxis({ from: 5, to: 5, width: 100, idle: [], folds: new Set() });
    expect([axis.position(5), axis.time(0)]).toEqual([0, 5]);
  });
});

describe('ticks', () => {
  test('no two are closer than asked, and all are on the axis outside of folds', () => {
    fc.assert(
      fc.property(arbitraryStory, (story) => {
        const axis = foldedAxis(story);
        const ticks = ticksOf(axis, { leastPx: 80 });
        expect(ticks[0]?.x).toBeGreaterThanOrEqual(0);
        ticks
          .slice(1)
          .forEach(({ x }, index) => expect(x - (ticks[index]?.x ?? 0)).toBeGreaterThanOrEqual(80));
        for (const { x } of ticks) {
          const inFold = axis.parts.some(
            (part) => part.fold !== null && x > part.x + 1e-6 && x < part.x + part.width - 1e-6,
          );
          expect(inFold).toBe(false);
        }
      }),
    );
  });

  test('after a fold they begin anew with how long the run had gone on', () => {
    const idle = [{ from: 10 * SECOND, to: 10 * SECOND + DAY, why: 'approval' }];
    const axis = foldedAxis({ from: 0, to: 30 * SECOND + DAY, width: 648, idle });
    expect(ticksOf(axis, { leastPx: 80 }).map(({ ms, since }) => [ms, since])).toEqual([
      [0, 'start'],
      [5 * SECOND, 'start'],
      [10 * SECOND + DAY, 'start'],
      [5 * SECOND, 'restart'],
      [10 * SECOND, 'restart'],
      [15 * SECOND, 'restart'],
    ]);
  });

  test('where somebody zoomed to, the first says how long the run had gone on', () => {
    const axis = timeAxis({ from: 50_100, to: 50_200, width: 500, idle: [], folds: new Set() });
    expect(ticksOf(axis, { begin: 0, leastPx: 80 }).map(({ ms, since }) => [ms, since])).toEqual([
      [50_100, 'start'],
      [20, 'restart'],
      [40, 'restart'],
      [60, 'restart'],
      [80, 'restart'],
    ]);
  });

  test.each([
    [0, '0ms'],
    [0.25, '250µs'],
    [1.5, '1.5ms'],
    [20, '20ms'],
    [10_500, '10.5s'],
    [600_000, '10m'],
    [605_000, '10m05s'],
  ])('one at %d ms says %s', (ms, text) => {
    expect(tickText(ms)).toBe(text);
  });

  test('no two of a run say the same, however short or long it was', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 11, noNaN: true }),
        fc.integer({ min: 300, max: 3000 }),
        (magnitude, width) => {
          const from = Date.UTC(2026, 3, 24);
          const axis = timeAxis({ from, to: from + 10 ** magnitude, width, idle: [], folds: new Set() });
          const texts = ticksOf(axis).map(({ ms, since }) => since + tickText(ms));
          expect(new Set(texts).size).toBe(texts.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
