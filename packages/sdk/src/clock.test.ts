import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { parseTimestamp } from '@runlight/contract';
import { expect, test, vi } from 'vitest';

import { durationBetween, RunClock } from './clock.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

/** A wall clock and a monotonic one, set by hand. */
function handSetClock(): { clock: RunClock; pass: (ms: number) => void; setWall: (ms: number) => void } {
  let wall = 1_000_000;
  let monotonic = 50;
  const clock = new RunClock(
    () => wall,
    () => monotonic,
  );
  return {
    clock,
    pass(ms) {
      wall += ms;
      monotonic += ms;
    },
    setWall(ms) {
      wall = ms;
    },
  };
}

test('the clock runs with the monotonic clock, exact to the microsecond', () => {
  const { clock, pass } = handSetClock();
  expect(clock.now()).toBe(1_000_000);
  pass(0.0014);
  expect(clock.now()).toBe(1_000_000.001);
  pass(10);
  expect(clock.now()).toBe(1_000_010.001);
});

test('a wall clock that is set back does not set it back', () => {
  const { clock, pass, setWall } = handSetClock();
  pass(10);
  setWall(0);
  expect(clock.now()).toBe(1_000_010);
  pass(5);
  expect(clock.now()).toBe(1_000_015);
});

test('it follows a wall clock that jumps far ahead, and ignores one that runs a little fast', () => {
  const { clock, pass, setWall } = handSetClock();
  setWall(1_000_900);
  expect(clock.now()).toBe(1_000_000);
  setWall(1_060_000); // the machine slept for a minute
  expect(clock.now()).toBe(1_060_000);
  pass(1);
  expect(clock.now()).toBe(1_060_001);
});

test('it goes on from a time that another process has recorded', () => {
  const future = Date.now() + 60_000;
  expect(RunClock.notBefore(future).now()).toBeGreaterThanOrEqual(future);
  expect(RunClock.notBefore(0).now()).toBeLessThan(future);
});

test('the clocks of two runs of a process agree to the microsecond', () => {
  const times: number[] = [];
  for (let index = 0; index < 100; index += 1) times.push(new RunClock().now(), new RunClock().now());
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
});

test('a run that starts after the wall clock was set goes by the new time', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2001, 0, 1) });
  const now = new RunClock().now();
  vi.useRealTimers();
  expect(Math.floor(now)).toBe(Date.UTC(2001, 0, 1));
  expect(Math.abs(new RunClock().now() - Date.now())).toBeLessThan(60_000);
});

test('a duration is never negative', () => {
  expect(durationBetween(10, 5)).toBe(0);
  expect(durationBetween(5, 5.0004)).toBe(0);
  expect(durationBetween(5, 10.5)).toBe(5.5);
});

test('a run during which the clock is set back has its events and spans in order', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 3, 24, 12) });
  try {
    const value = await withRun({ workflow: 'orders' }, async () => {
      withStep('before', () => undefined);
      vi.setSystemTime(Date.UTC(2026, 3, 24, 11));
      withStep('after', () => undefined);
      await Promise.resolve();
      vi.setSystemTime(Date.UTC(1999, 0, 1));
      return withStep('long after', () => 7);
    });
    expect(value).toBe(7);
  } finally {
    vi.useRealTimers();
  }
  const times = kit.telemetry.events.map(({ timestamp }) => timestamp);
  expect(times.toSorted()).toEqual(times);
  expect(Math.floor(parseTimestamp(times[0] ?? ''))).toBe(Date.UTC(2026, 3, 24, 12));
  expect(kit.telemetry.event('workflow.run.completed').duration_ms).toBeLessThan(60_000);
});
