import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test } from 'vitest';

import { AttemptCounter } from './attempts.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

function failing(): never {
  throw new Error('broken');
}

function attempts(): (number | boolean | undefined)[][] {
  return kit.telemetry.eventsNamed('workflow.step.started').map(({ attempt, retry }) => [attempt, retry]);
}

async function twice<T>(act: () => Promise<T> | T): Promise<T> {
  try {
    return await act();
  } catch {
    return await act();
  }
}

test('a step that is executed again counts its attempts, and is a retry only after a failed one', async () => {
  await withRun({ workflow: 'orders' }, async () => {
    let tries = 0;
    await twice(() => withStep('fetch', () => (++tries === 1 ? failing() : tries)));
    withStep('fetch', () => undefined);
  });
  expect(attempts()).toEqual([[1, undefined], [2, true], [3, undefined]]); // prettier-ignore
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({
    steps: 3,
    retries: 1,
    first_pass: false,
  });
});

test('attempts count per name and key', () => {
  withRun({ workflow: 'orders' }, () => {
    for (const key of ['a', 'b', undefined, 'a']) withStep({ name: 'extract', key }, () => undefined);
    withStep({ name: 'load', key: 'a' }, () => undefined);
  });
  expect(attempts().map(([attempt]) => attempt)).toEqual([1, 1, 1, 2, 1]);
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({ retries: 0, first_pass: true });
});

test('attempts of two runs are counted apart', () => {
  for (const workflow of ['a', 'b']) withRun({ workflow }, () => withStep('fetch', () => undefined));
  expect(attempts().map(([attempt]) => attempt)).toEqual([1, 1]);
});

test('a step that tries again by itself says so, and each try counts as a retry', () => {
  withRun({ workflow: 'orders' }, (run) => {
    const attempt = withStep('fetch', (step) => {
      step.retrying(new Error('first'), { delayMs: 100 });
      step.retrying(new Error('second'));
      return step.attempt;
    });
    expect(attempt).toBe(1);
    expect(run.totals.retries).toBe(2);
  });
  const [first, second] = kit.telemetry.eventsNamed('workflow.step.retrying');
  expect(first).toMatchObject({ delay_ms: 100, error: { message: 'first' } });
  expect(second).not.toHaveProperty('delay_ms');
  expect(kit.telemetry.event('workflow.step.completed').retries).toBe(2);
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({ retries: 2, first_pass: false });
});

test('a re-run is no first pass, and a failed run neither', () => {
  withRun({ workflow: 'orders', rerunOf: 'run_1' }, () => undefined);
  withRun({ workflow: 'orders' }, (run) => run.fail(new Error('broken')));
  const passes = kit.telemetry.eventsNamed('workflow.run.completed').map(({ first_pass }) => first_pass);
  expect(passes).toEqual([false, false]);
  expect(kit.telemetry.eventsNamed('workflow.run.running')[0]).toMatchObject({ rerun_of: 'run_1' });
});

test('a run of very many keys forgets the attempts of those that ran longest ago', () => {
  const counter = new AttemptCounter();
  for (let key = 0; key < 10_000; key += 1) counter.start('extract', String(key));
  expect(counter.start('extract', '0')).toEqual({ attempt: 2, retry: false });
  counter.start('extract', 'one more');
  expect(counter.start('extract', '0').attempt).toBe(3);
  expect(counter.start('extract', '1').attempt).toBe(1);
});

test('attempts that other processes made count on', () => {
  withRun({ workflow: 'orders' }, () => {
    expect(() => withStep('fetch', failing)).toThrow('broken');
    withStep('load', () => undefined);
  });
  const counter = new AttemptCounter();
  counter.replay(kit.telemetry.eventsOf(kit.telemetry.event('workflow.run.running').run_id));
  expect(counter.start('fetch', undefined)).toEqual({ attempt: 2, retry: true });
  expect(counter.start('load', undefined)).toEqual({ attempt: 2, retry: false });
});
