import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { context, createContextKey, propagation, trace } from '@opentelemetry/api';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { describe, expect, test } from 'vitest';

import type { Run } from './run.ts';
import { startRun } from './start-run.ts';
import type { Step } from './step.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

function parentOf(name: string): string | undefined {
  const parent = kit.telemetry.span(name).parentSpanContext?.spanId;
  return kit.telemetry.spans.find((span) => span.spanContext().spanId === parent)?.name;
}

/** With OpenTelemetry's context manager and without one: a run must be found either way. */
describe.each([
  ['with a context manager', true],
  ['without a context manager', false],
])('%s', (_, contextManager) => {
  test('a step inside of a step is below it, in spans and in events', async () => {
    kit.register({ contextManager });
    await withRun({ workflow: 'orders' }, () =>
      withStep('outer', async () => {
        await Promise.resolve();
        await withStep('inner', async () => withStep('innermost', () => undefined));
      }),
    );
    expect(['outer', 'inner', 'innermost'].map(parentOf)).toEqual(['orders', 'outer', 'inner']);
    const parents = kit.telemetry
      .eventsNamed('workflow.step.started')
      .map(({ step_name, parent_span_id }) => [step_name, parent_span_id]);
    const idOf = (name: string): string => kit.telemetry.span(name).spanContext().spanId;
    expect(parents).toEqual([['outer', undefined], ['inner', idOf('outer')], ['innermost', idOf('inner')]]); // prettier-ignore
  });

  test('parallel steps are siblings, whatever runs in between', async () => {
    kit.register({ contextManager });
    await withRun({ workflow: 'orders' }, async () => {
      await Promise.all(
        ['a', 'b', 'c'].map((name, index) =>
          withStep(name, async () => {
            await delay(3 - index);
            await withStep(`below ${name}`, () => delay(index));
          }),
        ),
      );
    });
    expect(['a', 'b', 'c'].map(parentOf)).toEqual(['orders', 'orders', 'orders']);
    expect(['below a', 'below b', 'below c'].map(parentOf)).toEqual(['a', 'b', 'c']);
  });

  test('two runs at once never mix: awaits, timers, emitters, microtasks', async () => {
    kit.register({ contextManager });
    const turns = new EventEmitter();
    const execute = (workflow: string): Promise<void> =>
      withRun({ workflow }, async (run) => {
        const inRun = (name: string) => (): void => withStep(name, (step) => expect(step.run).toBe(run));
        for (let index = 0; index < 5; index += 1) {
          await Promise.resolve();
          inRun('after an await')();
          await new Promise<void>((resolve) => queueMicrotask(() => resolve(inRun('in a microtask')())));
          await new Promise<void>((resolve) => setImmediate(() => resolve(inRun('in an immediate')())));
          await new Promise<void>((resolve) => setTimeout(() => resolve(inRun('in a timer')()), 1));
          await new Promise<void>((resolve) => process.nextTick(() => resolve(inRun('in a tick')())));
          inRun('before an emit')();
          turns.emit(workflow, inRun('in a listener'));
        }
      });
    for (const workflow of ['a', 'b']) turns.on(workflow, (act: () => void) => act());
    await Promise.all([execute('a'), execute('b')]);

    for (const workflow of ['a', 'b']) {
      const root = kit.telemetry.span(workflow).spanContext();
      const ofTrace = kit.telemetry.spans.filter((span) => span.spanContext().traceId === root.traceId);
      expect(ofTrace).toHaveLength(1 + 5 * 7);
      expect(
        ofTrace.every(({ parentSpanContext: parent }) => (parent?.spanId ?? root.spanId) === root.spanId),
      ).toBe(true);
    }
  });

  test('a step that is still open when the run ends is cancelled, the inner one first', async () => {
    kit.register({ contextManager });
    let finish: (() => void) | undefined;
    const late = withRun({ workflow: 'orders' }, () => {
      const working = withStep('outer', () =>
        withStep('inner', () => new Promise<string>((resolve) => (finish = () => resolve('late')))),
      );
      return { working };
    });
    expect(kit.telemetry.story().slice(3)).toEqual([
      'step.cancelled inner',
      'step.cancelled outer',
      'run.succeeded',
      'run.completed',
    ]);
    finish?.();
    expect(await late.working).toBe('late');
    expect(kit.telemetry.story()).toHaveLength(7);
  });

  test('a step after the end of its run runs and records nothing', async () => {
    kit.register({ contextManager });
    let late: Promise<number> | undefined;
    withRun({ workflow: 'orders' }, (run) => {
      late = delay(1).then(() => withStep('late', () => run.withStep('later', () => 7)));
    });
    expect(await late).toBe(7);
    expect(kit.telemetry.story()).toEqual(['run.running', 'run.succeeded', 'run.completed']);
    expect(kit.telemetry.spans.map(({ name }) => name)).toEqual(['orders']);
  });
});

test('outside of any run a step runs, has an id, and leaves the application’s own trace alone', () => {
  const tracer = trace.getTracer('application');
  for (const name of ['first', 'second']) {
    tracer.startActiveSpan(name, (span) => {
      withStep('alone', (step) => {
        expect(step.id).toMatch(/^step_/);
        expect(trace.getActiveSpan()).toBe(span);
        withStep('alone too', () => expect(trace.getActiveSpan()).toBe(span));
      });
      span.end();
    });
  }
  expect(kit.telemetry.spans.map(({ name }) => name)).toEqual(['first', 'second']);
  expect(kit.telemetry.events).toEqual([]);
});

test('the application’s own spans between two steps are between them in the trace', () => {
  withRun({ workflow: 'orders' }, () =>
    withStep('outer', () =>
      trace.getTracer('application').startActiveSpan('between', (span) => {
        withStep('inner', () => undefined);
        span.end();
      }),
    ),
  );
  expect(['inner', 'between'].map(parentOf)).toEqual(['between', 'outer']);
  const outer = kit.telemetry.span('outer').spanContext().spanId;
  const inner = kit.telemetry
    .eventsNamed('workflow.step.started')
    .find(({ step_name }) => step_name === 'inner');
  expect(inner?.parent_span_id).toBe(outer);
});

test('a step stays in its run though a span of another trace is active', () => {
  withRun({ workflow: 'orders' }, () =>
    trace.getTracer('application').startActiveSpan('elsewhere', { root: true }, (span) => {
      withStep('step', () => undefined);
      span.end();
    }),
  );
  expect(parentOf('step')).toBe('orders');
});

test('baggage and context values of the application reach into runs and steps', () => {
  const key = createContextKey('mine');
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  const outside = propagation.setBaggage(context.active(), baggage);
  context.with(outside, () =>
    withRun({ workflow: 'orders' }, () => {
      expect(propagation.getActiveBaggage()?.getEntry('tenant')?.value).toBe('acme');
      context.with(context.active().setValue(key, 7), () =>
        withStep('step', () => {
          expect(context.active().getValue(key)).toBe(7);
          expect(propagation.getActiveBaggage()?.getEntry('tenant')?.value).toBe('acme');
        }),
      );
    }),
  );
});

test('a run that is held in hand takes steps without being around them', async () => {
  const { run, end } = startRun({ workflow: 'orders' });
  const steps: Step[] = [];
  await run.withStep('outer', async () => {
    await Promise.resolve();
    run.withStep('inner', (step) => steps.push(step));
  });
  run.within(() => withStep('within', (step) => steps.push(step)));
  end();
  expect(steps.map((step) => step.run)).toEqual([run, run] satisfies Run[]);
  expect(['inner', 'within'].map(parentOf)).toEqual(['outer', 'orders']);
});
