import { context, SpanKind, trace, type Context } from '@opentelemetry/api';
import { AlwaysOffSampler, RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { TestChild } from '@runlight/testing';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import {
  ATTR,
  isRunlightRunId,
  isStepId,
  rootSpanIdOf,
  runIdFromTraceId,
  stepIdFromSpanId,
  traceIdFromRunId,
} from '@runlight/contract';
import { expect, test } from 'vitest';

import { newTraceId } from './new-ids.ts';
import { currentRunIdentity } from './run-identity.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

test('a run id is its trace id, a step id its span id, and the root span id follows from the trace id', () => {
  const { run, step } = withRun({ workflow: 'orders' }, (run) => ({
    run,
    step: withStep('fetch', (step) => step),
  }));

  const root = kit.telemetry.span('orders').spanContext();
  expect(isRunlightRunId(run.id)).toBe(true);
  expect(run.id).toBe(runIdFromTraceId(root.traceId));
  expect(traceIdFromRunId(run.id)).toBe(root.traceId);
  expect(run.traceId).toBe(root.traceId);
  expect(root.spanId).toBe(root.traceId.slice(16));

  const span = kit.telemetry.span('fetch');
  expect(isStepId(step.id)).toBe(true);
  expect(step.id).toBe(stepIdFromSpanId(span.spanContext().spanId));
  expect(span.attributes).toMatchObject({ [ATTR.RUN_ID]: run.id, [ATTR.STEP_ID]: step.id });
  expect(span.parentSpanContext?.spanId).toBe(root.spanId);
});

test('a run is a root span of kind internal, named for its workflow', () => {
  withRun({ workflow: 'orders', version: 3, tenant: 'acme', tags: ['a', 'b'], attempt: 2 }, () => undefined);

  const root = kit.telemetry.span('orders');
  expect(root.parentSpanContext).toBeUndefined();
  expect(root.kind).toBe(SpanKind.INTERNAL);
  expect(root.attributes).toMatchObject({
    [ATTR.WORKFLOW_NAME]: 'orders',
    [ATTR.WORKFLOW_VERSION]: '3',
    [ATTR.TENANT_ID]: 'acme',
    [ATTR.TAGS]: ['a', 'b'],
    [ATTR.RUN_ATTEMPT]: 2,
    [ATTR.ACTOR]: 'system',
    [ATTR.RUN_OUTCOME]: 'succeeded',
  });
});

test('ids of runs sort by the time of their start', () => {
  const times = [0, 1, 2, 1000, 86_400_000].map((ms) => Date.UTC(2026, 3, 24) + ms);
  const runIds = times.map((ms) => runIdFromTraceId(newTraceId(ms)));
  expect(runIds.toSorted()).toEqual(runIds);
});

test('an id of the caller is kept, and its trace id is computed from it', () => {
  withRun({ workflow: 'orders', id: '20260424T143022Z' }, (run) => {
    expect(run.id).toBe('20260424T143022Z');
    expect(run.traceId).toBe(traceIdFromRunId('20260424T143022Z'));
  });
  const root = kit.telemetry.span('orders').spanContext();
  expect(root.traceId).toBe(traceIdFromRunId('20260424T143022Z'));
  expect(root.spanId).toBe(rootSpanIdOf(root.traceId));
  expect(kit.telemetry.event('workflow.run.running').run_id).toBe('20260424T143022Z');
});

test('where the application generates ids by itself, run and step follow its spans', () => {
  kit.register({ idGenerator: new RandomIdGenerator() });
  const { run, step } = withRun({ workflow: 'orders' }, (run) => ({
    run,
    step: withStep('fetch', (step) => step),
  }));

  const root = kit.telemetry.span('orders');
  expect(run.traceId).toBe(root.spanContext().traceId);
  expect(run.id).toBe(runIdFromTraceId(root.spanContext().traceId));
  expect(root.attributes[ATTR.RUN_ID]).toBe(run.id);
  const span = kit.telemetry.span('fetch');
  expect(step.id).toBe(stepIdFromSpanId(span.spanContext().spanId));
  expect(span.attributes[ATTR.STEP_ID]).toBe(step.id);
  expect(kit.telemetry.event('workflow.step.started').span_id).toBe(span.spanContext().spanId);
});

test('with ids of the application the id of the caller stays the run id', () => {
  kit.register({ idGenerator: new RandomIdGenerator() });
  withRun({ workflow: 'orders', id: 'mine' }, (run) => expect(run.id).toBe('mine'));
  const { traceId } = kit.telemetry.span('orders').spanContext();
  expect(kit.telemetry.event('workflow.run.running')).toMatchObject({ run_id: 'mine', trace_id: traceId });
});

test.each([
  ['ours', undefined],
  ['the application’s', new RandomIdGenerator()],
])(
  'a run that is sampled out has valid ids, distinct steps and all of its events, with ids of %s',
  (_, idGenerator) => {
    kit.register({ sampler: new AlwaysOffSampler(), ...(idGenerator === undefined ? {} : { idGenerator }) });
    const steps = withRun({ workflow: 'orders' }, (run) => {
      expect(run.id).toBe(runIdFromTraceId(run.traceId));
      return ['a', 'b'].map((name) => withStep(name, (step) => step.id));
    });

    expect(new Set(steps).size).toBe(2);
    expect(kit.telemetry.spans).toEqual([]);
    expect(kit.telemetry.story()).toEqual([
      'run.running',
      'step.started a',
      'step.completed a',
      'step.started b',
      'step.completed b',
      'run.succeeded',
      'run.completed',
    ]);
    const [running] = kit.telemetry.logRecords;
    expect(running?.spanContext?.traceId).toBe(kit.telemetry.event('workflow.run.running').trace_id);
  },
);

test('without any SDK everything runs, ids are valid and steps are distinct', async () => {
  const child = new TestChild(`
    const { withRun, withStep } = await import('@runlight/sdk');
    const { isRunlightRunId, isStepId, traceIdFromRunId } = await import('@runlight/contract');
    const seen = await withRun({ workflow: 'orders' }, async (run) => {
      const outer = await withStep('outer', async (step) => {
        await Promise.resolve();
        return { step, inner: await withStep('inner', async (step) => step) };
      });
      const [a, b] = await Promise.all(['a', 'b'].map((name) => withStep(name, async (step) => step)));
      return { run, steps: [outer.step, outer.inner, a, b] };
    });
    console.log(JSON.stringify({
      run: isRunlightRunId(seen.run.id) && traceIdFromRunId(seen.run.id) === seen.run.traceId,
      steps: seen.steps.every(({ id }) => isStepId(id)),
      distinct: new Set(seen.steps.map(({ id }) => id)).size,
      parents: seen.steps.map(({ parentSpanId }) => seen.steps.findIndex(({ spanId }) => spanId === parentSpanId)),
    }));
  `);
  const { code, stdout, stderr } = await child.exited;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ run: true, steps: true, distinct: 4, parents: [-1, 0, -1, -1] });
});

test('without a context manager a step still finds its run, also after an await', async () => {
  kit.register({ contextManager: false });
  await withRun({ workflow: 'orders' }, async () => {
    await Promise.resolve();
    await withStep('outer', async () => {
      await Promise.resolve();
      await withStep('inner', async () => undefined);
    });
  });
  const outer = kit.telemetry.span('outer').spanContext();
  expect(kit.telemetry.span('inner').parentSpanContext?.spanId).toBe(outer.spanId);
  expect(kit.telemetry.span('outer').parentSpanContext?.spanId).toBe(
    kit.telemetry.span('orders').spanContext().spanId,
  );
});

test('the identity of code is that of its run and step, and none outside', () => {
  expect(currentRunIdentity()).toBeUndefined();
  let inStep: Context | undefined;
  withRun({ workflow: 'orders' }, (run) => {
    expect(currentRunIdentity()).toEqual({ [ATTR.WORKFLOW_NAME]: 'orders', [ATTR.RUN_ID]: run.id });
    withStep('fetch', (step) => {
      inStep = context.active();
      expect(currentRunIdentity()).toEqual({
        [ATTR.WORKFLOW_NAME]: 'orders',
        [ATTR.RUN_ID]: run.id,
        [ATTR.STEP_ID]: step.id,
        [ATTR.STEP_NAME]: 'fetch',
      });
    });
  });
  expect(currentRunIdentity(inStep)?.[ATTR.STEP_NAME]).toBe('fetch');
  expect(trace.getSpan(context.active())).toBeUndefined();
});
