import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { TestChild, type ChildExit } from '@runlight/testing';
import type { PlainSpan } from '@runlight/testing/telemetry';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR, type RunEvent } from '@runlight/contract';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

interface Told {
  readonly events: RunEvent[];
  readonly spans: PlainSpan[];
}

/** Runs code in a process that has the SDK registered; gives what it recorded. */
async function tellFromChild(env: Record<string, string>, code: string): Promise<Told> {
  const child = new TestChild(
    `
    const { RecordedTelemetry } = await import('@runlight/testing/telemetry');
    const { withRun, withStep } = await import('@runlight/sdk');
    const telemetry = new RecordedTelemetry();
    ${code}
    console.log(JSON.stringify({ spans: telemetry.plainSpans, events: telemetry.events }));
  `,
    { env },
  );
  const exit: ChildExit = await child.exited;
  expect(exit.stderr).toBe('');
  return JSON.parse(exit.stdout) as Told;
}

test('the environment of a step carries W3C context, baggage, the run id and what the store needs', () => {
  kit.connectStore();
  withRun({ workflow: 'orders & more', id: 'order 1' }, (run) => {
    const root = kit.store.load('order 1')?.state.descriptor.trace_id;
    expect(run.env()).toMatchObject({
      RUNLIGHT_RUN_ID: 'order 1',
      RUNLIGHT_TEST_STORE: 'memory',
      BAGGAGE: 'workflow.run.id=order%201,workflow.name=orders%20%26%20more',
      TRACEPARENT: `00-${root}-${root?.slice(16)}-01`,
    });
    withStep('spawn', (step) => expect(run.env()['TRACEPARENT']).toBe(`00-${root}-${step.spanId}-01`));
  });
});

test('a run that is over gives no environment, for nothing can be added to it', () => {
  const run = withRun({ workflow: 'orders' }, (run) => run);
  expect(run.env()).toEqual({});
});

test('a step in a child process is a step of the run, below the step that started the process', async () => {
  const store = kit.connectStore();
  const { told, run } = await withRun({ workflow: 'orders' }, (run) =>
    withStep('spawn', async () => {
      const told = await tellFromChild(
        run.env(),
        `await withStep({ name: 'convert', key: 'a' }, async (step) => {
           await withStep('inner', async (step) => step.usage({ tokens: 3 }));
           step.retrying(new Error('again'));
         });`,
      );
      store.add(told.events);
      return { told, run };
    }),
  );
  const spawn = kit.telemetry.span('spawn').spanContext();
  const [inner, convert] = told.spans;
  expect(convert).toMatchObject({ name: 'convert', traceId: spawn.traceId, parentSpanId: spawn.spanId });
  expect(inner).toMatchObject({ name: 'inner', traceId: spawn.traceId, parentSpanId: convert?.spanId });
  expect(told.events.map(({ event, run_id }) => [event, run_id])).toEqual(
    ['started', 'started', 'completed', 'retrying', 'completed'].map((name) => [
      `workflow.step.${name}`,
      run.id,
    ]),
  );
  expect(told.events[0]).toMatchObject({ workflow_name: 'orders', parent_span_id: spawn.spanId });

  const rollUp = kit.telemetry.event('workflow.run.completed');
  expect(rollUp).toMatchObject({ steps: 3, retries: 1, first_pass: false, usage: { tokens: 3 } });
  expect(store.load(run.id)?.state.open_steps).toEqual({});
});

test('a process that the run itself started adds steps directly below it', async () => {
  const { told, traceId } = await withRun({ workflow: 'orders' }, async (run) => ({
    told: await tellFromChild(run.env(), `withStep('in the child', () => undefined);`),
    traceId: run.traceId,
  }));
  expect(told.spans).toMatchObject([{ name: 'in the child', traceId, parentSpanId: traceId.slice(16) }]);
  expect(told.events[0]).not.toHaveProperty('parent_span_id');
});

test('a run in a child process is a run of its own, linked to the step that started it', async () => {
  const { told, run, spawn } = await withRun({ workflow: 'orders' }, (run) =>
    withStep('spawn', async (spawn) => ({
      told: await tellFromChild(
        run.env(),
        `withRun({ workflow: 'inner' }, () => withStep('work', () => undefined));`,
      ),
      run,
      spawn,
    })),
  );
  const inner = told.spans.find(({ name }) => name === 'inner');
  expect(inner).toMatchObject({ linkedSpanIds: [spawn.spanId], parentSpanId: null });
  expect(inner?.attributes[ATTR.RUN_PARENT_ID]).toBe(run.id);
  expect(inner?.traceId).not.toBe(run.traceId);
});

test('a run that is sampled out still hands its identity to a child process', () => {
  kit.register({ sampler: new AlwaysOffSampler() });
  withRun({ workflow: 'orders' }, (run) =>
    withStep('spawn', (step) => expect(run.env()['TRACEPARENT']).toContain(`${run.traceId}-${step.spanId}`)),
  );
});

test.each([
  ['an empty run id', { RUNLIGHT_RUN_ID: '', TRACEPARENT: '', BAGGAGE: '' }],
  ['a context that is none of W3C’s', { TRACEPARENT: 'garbage', BAGGAGE: '%%%=;,,workflow.run.id' }],
])('%s in the environment joins nothing, and steps run', async (_, env) => {
  const told = await tellFromChild(env, `if (withStep('alone', () => 7) !== 7) throw new Error('broken');`);
  expect(told).toEqual({ spans: [], events: [] });
});

test('a run id that comes without a trace context is enough', async () => {
  const told = await tellFromChild({ RUNLIGHT_RUN_ID: 'order-1' }, `withStep('alone', () => undefined);`);
  expect(told.events.map(({ run_id }) => run_id)).toEqual(['order-1', 'order-1']);
});
