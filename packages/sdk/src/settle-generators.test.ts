import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

async function* count(to: number): AsyncGenerator<number, string, unknown> {
  for (let n = 1; n <= to; n += 1) yield n;
  return 'done';
}

function endOfStep(): string {
  const [end] = kit.telemetry.eventsNamed(
    'workflow.step.completed',
    'workflow.step.failed',
    'workflow.step.cancelled',
  );
  return end?.event ?? 'open';
}

test('the step of an async generator stays open until the generator ends', async () => {
  const seen: number[] = [];
  await withRun({ workflow: 'orders' }, async () => {
    const numbers = withStep('count', () => count(3));
    for await (const n of numbers) {
      expect(endOfStep()).toBe('open');
      seen.push(n);
    }
    expect(endOfStep()).toBe('workflow.step.completed');
  });
  expect(seen).toEqual([1, 2, 3]);
});

test('an async generator’s return value comes through', async () => {
  const numbers = withRun({ workflow: 'orders' }, () => count(1));
  expect(await numbers.next()).toEqual({ value: 1, done: false });
  expect(await numbers.next()).toEqual({ value: 'done', done: true });
  expect(await numbers.next()).toEqual({ value: undefined, done: true });
  expect(kit.telemetry.story()).toEqual(['run.running', 'run.succeeded', 'run.completed']);
});

test('a run around a step with an async generator stays open as long as it', async () => {
  const numbers = withRun({ workflow: 'orders' }, () => withStep('count', () => count(2)));
  expect(kit.telemetry.story()).toEqual(['run.running', 'step.started count']);
  expect(await Array.fromAsync(numbers)).toEqual([1, 2]);
  expect(kit.telemetry.story().slice(2)).toEqual(['step.completed count', 'run.succeeded', 'run.completed']);
});

test('a consumer that breaks out completes the step, and the generator’s cleanup runs', async () => {
  const cleanup: string[] = [];
  await withRun({ workflow: 'orders' }, async () => {
    const numbers = withStep('count', async function* () {
      try {
        yield* count(10);
      } finally {
        withStep('clean_up', () => cleanup.push('done'));
      }
    });
    for await (const n of numbers) if (n === 2) break;
  });
  expect(cleanup).toEqual(['done']);
  expect(kit.telemetry.story()).toContain('step.completed count');
  const { spanId } = kit.telemetry.span('count').spanContext();
  expect(kit.telemetry.span('clean_up').parentSpanContext?.spanId).toBe(spanId);
});

test('an async generator that throws fails the step with the very error', async () => {
  const error = new Error('broken');
  await withRun({ workflow: 'orders' }, async () => {
    const numbers = withStep('count', async function* () {
      yield 1;
      throw error;
    });
    await expect(Array.fromAsync(numbers)).rejects.toBe(error);
  });
  expect(kit.telemetry.event('workflow.step.failed').error.message).toBe('broken');
});

test('an error thrown into an async generator reaches it, and the step fails only if it comes back out', async () => {
  await withRun({ workflow: 'orders' }, async () => {
    const tolerant = withStep('tolerant', async function* () {
      try {
        yield 1;
      } catch {
        yield 2;
      }
    });
    await tolerant.next();
    expect(await tolerant.throw(new Error('caught'))).toEqual({ value: 2, done: false });
    await tolerant.return(undefined);

    const strict = withStep('strict', () => count(2));
    await strict.next();
    await expect(strict.throw(new Error('not caught'))).rejects.toThrow('not caught');
  });
  expect(kit.telemetry.event('workflow.step.completed').step_name).toBe('tolerant');
  expect(kit.telemetry.event('workflow.step.failed').step_name).toBe('strict');
});

test('values sent into a generator arrive', async () => {
  const echo = withRun({ workflow: 'orders' }, async function* (): AsyncGenerator<string, void, string> {
    const name = yield 'who?';
    yield `hello ${name}`;
  });
  await echo.next();
  expect((await echo.next('world')).value).toBe('hello world');
  await echo.return();
  expect(kit.telemetry.story().at(-1)).toBe('run.completed');
});

test('several consumers of one async generator share its values, and its end counts once', async () => {
  await withRun({ workflow: 'orders' }, async () => {
    const numbers = withStep('count', () => count(4));
    const shares = await Promise.all([Array.fromAsync(numbers), Array.fromAsync(numbers)]);
    expect(shares.flat().toSorted()).toEqual([1, 2, 3, 4]);
  });
  expect(kit.telemetry.eventsNamed('workflow.step.completed')).toHaveLength(1);
});

test('code of a generator runs in its step, whoever consumes it', async () => {
  await withRun({ workflow: 'orders' }, async () => {
    const pages = withStep('pages', async function* () {
      yield withStep('page', () => 1);
      await Promise.resolve();
      yield withStep('page', () => 2);
    });
    await withStep('consume', () => Array.fromAsync(pages));
  });
  const { spanId } = kit.telemetry.span('pages').spanContext();
  const parents = kit.telemetry.spans
    .filter(({ name }) => name === 'page')
    .map((span) => span.parentSpanContext?.spanId);
  expect(parents).toEqual([spanId, spanId]);
});

test('an async generator is disposed of like any other', async () => {
  await withRun({ workflow: 'orders' }, async () => {
    const numbers = withStep('count', () => count(3));
    await numbers.next();
    await numbers[Symbol.asyncDispose]();
    expect(await numbers.next()).toEqual({ value: undefined, done: true });
  });
  expect(endOfStep()).toBe('workflow.step.completed');
});

test('a generator that is never consumed is cancelled with its run', () => {
  withRun({ workflow: 'orders' }, () => void withStep('count', () => count(3)));
  expect(endOfStep()).toBe('workflow.step.cancelled');
});

test('a synchronous generator stays one, with iterator helpers, and its step open until its end', () => {
  withRun({ workflow: 'orders' }, () => {
    const numbers = withStep('count', function* () {
      yield 1;
      yield 2;
    });
    expect(endOfStep()).toBe('open');
    expect(Array.from(numbers.map((n) => n * 2))).toEqual([2, 4]);
    expect(endOfStep()).toBe('workflow.step.completed');
  });
});

test('a synchronous generator that is left or throws ends its step accordingly', () => {
  withRun({ workflow: 'orders' }, () => {
    for (const n of withStep('left', function* () { yield 1; yield 2; })) if (n === 1) break; // prettier-ignore
    const broken = withStep('broken', function* (): Generator<number> {
      yield 1;
      throw new Error('broken');
    });
    expect(() => [...broken]).toThrow('broken');
  });
  expect(kit.telemetry.event('workflow.step.completed').step_name).toBe('left');
  expect(kit.telemetry.event('workflow.step.failed').step_name).toBe('broken');
});
