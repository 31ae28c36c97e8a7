import { AsyncLocalStorage } from 'node:async_hooks';

import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { describe, expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep, wrapStep } from './with-step.ts';

const kit = useTelemetry();

/** `withRun`, `withStep` in a run, and `withStep` outside of any: what holds for one must hold for all. */
const wrappers: [string, <T>(fn: () => T) => T][] = [
  ['withRun', (fn) => withRun({ workflow: 'orders' }, fn)],
  ['withStep', (fn) => withRun({ workflow: 'orders' }, () => withStep('step', fn))],
  ['withStep outside of any run', (fn) => withStep('step', fn)],
];

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const values: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['a symbol', Symbol('value')],
  ['a bigint', 1n],
  ['a function', () => 1],
  ['a frozen object', Object.freeze({ a: 1 })],
  ['an object without a prototype', Object.create(null)],
  ['an object whose getters throw', { get then(): never { throw new Error('then was read'); } }], // prettier-ignore
  ['a proxy that was revoked', revoked.proxy],
  ['an array', [1, 2]],
  ['an object whose then is no function', { then: 1 }],
];
const errors: [string, unknown][] = [
  ...values,
  ['an error', new Error('broken')],
  ['a text', 'broken'],
  ['zero', 0],
];

describe.each(wrappers)('%s', (_, wrap) => {
  test.each(values)('returns the very value the function returned: %s', (__, value) => {
    expect(
      Object.is(
        wrap(() => value),
        value,
      ),
    ).toBe(true);
  });

  test.each(errors)('rethrows the very thing the function threw: %s', (__, error) => {
    let caught: unknown = 'nothing';
    try {
      wrap(() => {
        throw error;
      });
    } catch (thrown) {
      caught = thrown;
    }
    expect(Object.is(caught, error)).toBe(true);
  });

  test.each(errors)('rejects with the very thing the promise was rejected with: %s', async (__, error) => {
    const caught = await wrap(() => Promise.reject(error)).then(
      () => ({ error: 'nothing' }),
      (thrown: unknown) => ({ error: thrown }),
    );
    expect(Object.is(caught.error, error)).toBe(true);
  });

  test('stays synchronous for a synchronous function', () => {
    const order: string[] = [];
    wrap(() => order.push('inside'));
    order.push('after');
    expect(order).toEqual(['inside', 'after']);
  });

  test('resolves with the very value the promise had', async () => {
    const value = {};
    expect(await wrap(() => Promise.resolve(value))).toBe(value);
    expect(await wrap(async () => value)).toBe(value);
  });

  test('asks a lazy thenable once, and takes its value', async () => {
    const value = {};
    let asked = 0;
    const lazy = {
      then(resolve: (value: object) => void) {
        asked += 1;
        resolve(value);
      },
    };
    expect(await wrap(() => lazy)).toBe(value);
    expect(asked).toBe(1);
  });

  test('takes a promise of a subclass for what it is worth', async () => {
    class Traced<T> extends Promise<T> {}
    expect(await wrap(() => Traced.resolve(7))).toBe(7);
    await expect(wrap(() => Traced.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

test('a lazy thenable does its work inside of its step', async () => {
  await withRun({ workflow: 'orders' }, () =>
    withStep('query', () => ({
      then(resolve: (value: number) => void) {
        resolve(withStep('connect', () => 1));
      },
    })),
  );
  const { spanId } = kit.telemetry.span('query').spanContext();
  expect(kit.telemetry.span('connect').parentSpanContext?.spanId).toBe(spanId);
});

test('a step is as long as its promise', async () => {
  let finish: (() => void) | undefined;
  const running = withRun({ workflow: 'orders' }, () =>
    withStep('wait', () => new Promise<void>((resolve) => (finish = resolve))),
  );
  expect(kit.telemetry.story()).toEqual(['run.running', 'step.started wait']);
  finish?.();
  await running;
  expect(kit.telemetry.story().at(-1)).toBe('run.completed');
});

test('a wrapped function keeps its arguments, its receiver and its name as the step', () => {
  const account = {
    balance: 7,
    withdraw: wrapStep(function withdraw(this: { balance: number }, amount: number) {
      return this.balance - amount;
    }),
  };
  expect(withRun({ workflow: 'orders' }, () => account.withdraw(3))).toBe(4);
  expect(kit.telemetry.event('workflow.step.completed').step_name).toBe('withdraw');
});

test('a wrapped function without a name is a step all the same', () => {
  withRun({ workflow: 'orders' }, () => wrapStep(() => 1)());
  withRun({ workflow: 'orders' }, () => wrapStep(() => 1, { name: 'named', key: 'a' })());
  expect(kit.telemetry.eventsNamed('workflow.step.completed').map(({ step_name }) => step_name)).toEqual([
    'step',
    'named',
  ]);
});

test('other async storage of the application flows through steps', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen = await storage.run('mine', () =>
    withRun({ workflow: 'orders' }, () =>
      withStep('read', async () => {
        await Promise.resolve();
        return storage.getStore();
      }),
    ),
  );
  expect(seen).toBe('mine');
});
