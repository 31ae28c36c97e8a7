import { expect, onTestFinished, test, vi } from 'vitest';

import { repeat } from './repeat.ts';

/** Turns whose number the test awaits; the nth does what `act` says. */
function turns(act: (nth: number) => void | Promise<void> = () => undefined) {
  let count = 0;
  const turn = vi.fn<(signal: AbortSignal) => Promise<void>>(async () => act((count += 1)));
  const reached = (nth: number): Promise<void> => vi.waitFor(() => expect(count).toBeGreaterThanOrEqual(nth));
  return { turn, reached };
}

test('whoever is woken takes a turn at once, also when that happened during a turn', async () => {
  const { turn, reached } = turns((nth) => {
    if (nth === 2) wake();
  });
  const { wake, stop } = repeat(turn, { everyMs: Number.POSITIVE_INFINITY, onTrouble: () => undefined });
  onTestFinished(stop);
  await reached(1);
  wake();
  await reached(3);
  expect(turn).toHaveBeenCalledTimes(3);
});

test('a trouble is said once, however long it lasts, and the next one again', async () => {
  const onTrouble = vi.fn<(error: unknown) => void>();
  const { turn, reached } = turns((nth) => {
    if (nth !== 4) throw new Error(`turn ${nth}`);
  });
  const { stop } = repeat(turn, { everyMs: 1, onTrouble });
  onTestFinished(stop);
  await reached(8);
  expect(onTrouble.mock.calls).toEqual([[new Error('turn 1')], [new Error('turn 5')]]);
});

test('to stop ends the turn that goes on, is told as no trouble, and is the last that happens', async () => {
  const onTrouble = vi.fn<(error: unknown) => void>();
  const turn = vi.fn<(signal: AbortSignal) => Promise<void>>(async (signal) => {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const { wake, stop } = repeat(turn, { everyMs: 1, onTrouble });
  await stop();
  wake();
  expect(turn).toHaveBeenCalledTimes(1);
  expect(onTrouble).not.toHaveBeenCalled();
});
