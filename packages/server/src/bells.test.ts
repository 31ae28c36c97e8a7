import { expect, test, vi } from 'vitest';

import { Bells } from './bells.ts';

/** Finds something at the nth look. */
function lookThatFinds(nth: number) {
  let looks = 0;
  return vi.fn<() => Promise<string | undefined>>(async () => {
    looks += 1;
    return looks >= nth ? 'found' : undefined;
  });
}

test('what is there already is found without waiting', async () => {
  const look = lookThatFinds(1);
  expect(await new Bells().until(['a'], { waitMs: 60_000 }, look)).toBe('found');
  expect(look).toHaveBeenCalledTimes(1);
});

test('a ring makes those look again who wait for its key, and nobody else', async () => {
  const bells = new Bells();
  const [look, other] = [lookThatFinds(2), lookThatFinds(2)];
  const found = bells.until(['a', 'b'], { waitMs: 60_000 }, look);
  const closed = bells.until(['c'], { waitMs: 60_000 }, other);
  await vi.waitFor(() => expect(bells.keys()).toEqual(['a', 'b', 'c']));
  bells.ring('b');
  expect(await found).toBe('found');
  expect(bells.keys()).toEqual(['c']);
  expect(other).toHaveBeenCalledTimes(1);
  bells.close();
  await closed;
});

test('a ring during a look is not missed', async () => {
  const bells = new Bells();
  let looks = 0;
  const look = async (): Promise<string | undefined> => {
    looks += 1;
    if (looks === 1) bells.ring('a');
    return looks === 1 ? undefined : 'found';
  };
  expect(await bells.until(['a'], { waitMs: 60_000 }, look)).toBe('found');
});

test('it ends when the time is up, when nobody waits for the answer any more, and when the bells are closed', async () => {
  const bells = new Bells();
  const nothing = vi.fn<() => Promise<undefined>>(async () => undefined);
  expect(await bells.until(['a'], { waitMs: 20 }, nothing)).toBeUndefined();
  const gone = new AbortController();
  const waiting = bells.until(['a'], { waitMs: 60_000, signal: gone.signal }, nothing);
  await vi.waitFor(() => expect(bells.keys()).toEqual(['a']));
  gone.abort();
  expect(await waiting).toBeUndefined();
  const leaves = new AbortController();
  const left = bells.until(['a'], { waitMs: 60_000, signal: leaves.signal }, async () => leaves.abort());
  expect(await left).toBeUndefined();
  nothing.mockClear();
  expect(await bells.until(['a'], { waitMs: 60_000, signal: gone.signal }, nothing)).toBeUndefined();
  expect(nothing).not.toHaveBeenCalled(); // it might take what nobody would get
  const last = bells.until(['a'], { waitMs: 60_000 }, nothing);
  bells.close();
  expect(await last).toBeUndefined();
  expect(await bells.until(['a'], { waitMs: 60_000 }, nothing)).toBeUndefined();
  expect(bells.keys()).toEqual([]);
});
