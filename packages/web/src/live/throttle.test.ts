import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { throttle } from './throttle.ts';

const EVERY_MS = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what changes in a while is told at once, and the last of it too', async () => {
  const told: unknown[] = [];
  const { tell } = throttle(async (runIds) => void told.push(runIds), EVERY_MS);

  tell(['a']);
  tell(['b']);
  tell(['a']);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  tell(['c']);
  await vi.advanceTimersByTimeAsync(EVERY_MS * 3);

  expect(told).toEqual([new Set(['a', 'b']), new Set(['c'])]);
});

test('nothing begins while the last is at work', async () => {
  const told: unknown[] = [];
  const finished: (() => void)[] = [];
  const { tell } = throttle((runIds) => {
    told.push(runIds);
    return new Promise((resolve) => finished.push(resolve));
  }, EVERY_MS);

  tell(['a']);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  tell(['b']);
  tell(null);
  tell(['c']);
  await vi.advanceTimersByTimeAsync(EVERY_MS * 10);
  expect(told).toEqual([new Set(['a'])]);
  finished[0]?.();
  await vi.advanceTimersByTimeAsync(EVERY_MS);

  expect(told).toEqual([new Set(['a']), null]);
});

test('goes on after a failure, and ends when it is stopped', async () => {
  const act = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('gone')));
  const { tell, stop } = throttle(act, EVERY_MS);

  tell(['a']);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  tell(['b']);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(act).toHaveBeenCalledTimes(2);
  tell(['c']);
  stop();
  tell(['d']);
  await vi.advanceTimersByTimeAsync(EVERY_MS * 3);

  expect(act).toHaveBeenCalledTimes(2);
});
