import { setTimeout as delay } from 'node:timers/promises';

import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';

import { RunCancelledError, RunTimedOutError } from './run-abort.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const outcome = (): string => kit.telemetry.event('workflow.run.completed').outcome;

test('a cancelled run whose function heeds the signal is cancelled, with reason and actor', async () => {
  await expect(
    withRun({ workflow: 'orders' }, (run) =>
      withStep('wait', async () => {
        run.cancel({ reason: 'no longer wanted', actor: 'alice' });
        await delay(60_000, undefined, { signal: run.signal });
      }),
    ),
  ).rejects.toThrow('aborted');

  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'step.started wait',
    'run.cancelling',
    'step.cancelled wait',
    'run.cancelled',
    'run.completed',
  ]);
  const said = { reason: 'no longer wanted', actor: 'alice' };
  expect(kit.telemetry.event('workflow.run.cancelling')).toMatchObject(said);
  expect(kit.telemetry.event('workflow.run.cancelled')).toMatchObject(said);
  expect(kit.telemetry.event('workflow.step.cancelled').reason).toBe('no longer wanted');
  expect(kit.telemetry.span('orders').status.code).toBe(SpanStatusCode.UNSET);
});

test('rethrowing the signal’s reason answers the cancellation', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, (run) => {
      run.cancel();
      run.signal.throwIfAborted();
    }),
  ).toThrow(RunCancelledError);
  expect(outcome()).toBe('cancelled');
});

test('an error that a cancellation caused is a cancellation too', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, (run) => {
      run.cancel();
      throw new Error('could not finish', { cause: run.signal.reason });
    }),
  ).toThrow('could not finish');
  expect(outcome()).toBe('cancelled');
});

test('a run that was cancelled and fails of something else has failed', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, (run) => {
      run.cancel();
      throw new TypeError('x is not a function');
    }),
  ).toThrow(TypeError);
  expect(outcome()).toBe('failed');
});

test('a run that ignores its cancellation and returns has succeeded', () => {
  withRun({ workflow: 'orders' }, (run) => run.cancel());
  expect(kit.telemetry.story()).toEqual(['run.running', 'run.cancelling', 'run.succeeded', 'run.completed']);
});

test('a second cancellation changes nothing', () => {
  withRun({ workflow: 'orders' }, (run) => {
    run.cancel({ reason: 'first' });
    run.cancel({ reason: 'second' });
    expect((run.signal.reason as Error).message).toContain('first');
  });
  expect(kit.telemetry.eventsNamed('workflow.run.cancelling')).toHaveLength(1);
});

test('an abort that is not the run’s is a failure', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, () => {
      throw new DOMException('This operation was aborted', 'AbortError');
    }),
  ).toThrow('aborted');
  expect(kit.telemetry.event('workflow.run.failed').error.type).toBe('AbortError');
});

test.each([
  ['without a reason', undefined, 'This operation was aborted'],
  ['with a text', 'user left', 'user left'],
  ['with an error', new Error('user left'), 'user left'],
])('the caller’s signal cancels the run: %s', async (_, reason, said) => {
  const controller = new AbortController();
  const work = withRun({ workflow: 'orders', signal: controller.signal }, async (run) => {
    const both = [run.signal, controller.signal].map((signal) =>
      withStep('wait', () => delay(60_000, undefined, { signal })).catch((error: unknown) => error),
    );
    controller.abort(reason);
    await Promise.all(both);
    controller.signal.throwIfAborted(); // what was given the caller's own signal fails with that one's reason
  });
  expect(await work.catch((error: unknown) => error)).toBe(controller.signal.reason);
  expect(kit.telemetry.event('workflow.run.cancelled').reason).toBe(said);
  expect(kit.telemetry.eventsNamed('workflow.step.cancelled')).toHaveLength(2);
});

test('a signal that was aborted before cancels the run at once', () => {
  withRun({ workflow: 'orders', signal: AbortSignal.abort() }, (run) =>
    expect(run.signal.aborted).toBe(true),
  );
  expect(kit.telemetry.story()).toContain('run.cancelling');
});

test('a run lets go of the caller’s signal when it ends', () => {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
    listeners += 1;
    AbortSignal.prototype.addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
    listeners -= 1;
    AbortSignal.prototype.removeEventListener.apply(signal, args);
  };
  withRun({ workflow: 'orders', signal }, () => expect(listeners).toBe(1));
  expect(listeners).toBe(0);
  controller.abort();
  expect(kit.telemetry.story()).toEqual(['run.running', 'run.succeeded', 'run.completed']);
});

test('a run that takes too long has timed out', async () => {
  await expect(
    withRun({ workflow: 'orders', timeoutMs: 5 }, (run) =>
      withStep('wait', () => delay(60_000, undefined, { signal: run.signal })),
    ),
  ).rejects.toThrow('aborted');

  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'step.started wait',
    'run.cancelling',
    'step.cancelled wait',
    'run.timed_out',
    'run.completed',
  ]);
  expect(kit.telemetry.event('workflow.run.timed_out')).toMatchObject({
    timeout_ms: 5,
    error: { type: 'run_timed_out', message: 'The run took longer than 5 ms', category: 'transient' },
  });
  expect(kit.telemetry.span('orders').status.code).toBe(SpanStatusCode.ERROR);
});

test('the signal of a run whose time is up says so', async () => {
  const reason = await withRun({ workflow: 'orders', timeoutMs: 1 }, async (run) => {
    await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
    return run.signal.reason as unknown;
  });
  expect(reason).toBeInstanceOf(RunTimedOutError);
  expect(outcome()).toBe('succeeded');
});

test('a time-out does not touch a run that is over', async () => {
  const signal = withRun({ workflow: 'orders', timeoutMs: 1 }, (run) => run.signal);
  await delay(5);
  expect(signal.aborted).toBe(false);
});

test.each([Number.POSITIVE_INFINITY, Number.NaN, 2 ** 40])(
  'a time-out of %s does not come',
  async (timeoutMs) => {
    await withRun({ workflow: 'orders', timeoutMs }, async (run) => {
      await delay(5);
      expect(run.signal.aborted).toBe(false);
    });
    expect(outcome()).toBe('succeeded');
  },
);
