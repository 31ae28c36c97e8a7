import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { TestChild } from '@runlight/testing';
import type { PlainSpan } from '@runlight/testing/telemetry';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import {
  ATTR,
  epochMsToHrTime,
  parseTimestamp,
  rootSpanIdOf,
  timestampToHrTime,
  type RunEvent,
} from '@runlight/contract';
import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';

import { joinRun, resumeRun } from './join-run.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const roots = (): number =>
  kit.telemetry.spans.filter(({ parentSpanContext }) => parentSpanContext === undefined).length;

function handedOffRun(): string {
  return withRun(
    { workflow: 'orders', version: 2, tenant: 'acme', tags: ['eu'], inputs: { file: 'a' } },
    (run) => {
      withStep('prepare', (step) => step.usage({ tokens: 5 }));
      run.handOff({ target: 'worker-2', reason: 'waits for approval' });
      return run.id;
    },
  );
}

test('a run that is handed off goes on, and one that resumes it ends it with the one root span', () => {
  kit.connectStore();
  const runId = handedOffRun();
  expect(roots()).toBe(0);
  expect(kit.telemetry.event('workflow.run.handed_off')).toMatchObject({
    target: 'worker-2',
    reason: 'waits for approval',
  });
  const before = kit.telemetry.stateOf(runId);
  expect(before.end).toBeNull();

  const value = resumeRun(runId, (run) => {
    expect(run.id).toBe(runId);
    withStep('finish', (step) => step.usage({ tokens: 2 }));
    run.outputs({ total: 7 });
    return 'done';
  });
  expect(value).toBe('done');
  expect(roots()).toBe(1);

  const root = kit.telemetry.span('orders');
  const { traceId, spanId } = root.spanContext();
  expect(spanId).toBe(rootSpanIdOf(traceId));
  expect(before.started?.[0]).toBeDefined();
  expect(root.startTime).toEqual(timestampToHrTime(before.started?.[0] ?? ''));
  expect(root.attributes).toMatchObject({
    [ATTR.WORKFLOW_NAME]: 'orders',
    [ATTR.WORKFLOW_VERSION]: '2',
    [ATTR.RUN_ID]: runId,
    [ATTR.TENANT_ID]: 'acme',
    [ATTR.TAGS]: ['eu'],
    [ATTR.RUN_OUTCOME]: 'succeeded',
  });
  expect(root.events.map(({ name }) => name)).toEqual([
    'workflow.run.running',
    'workflow.run.handed_off',
    'workflow.run.resumed',
    'workflow.run.succeeded',
    'workflow.run.completed',
  ]);
  for (const name of ['prepare', 'finish']) {
    expect(kit.telemetry.span(name).parentSpanContext?.spanId).toBe(spanId);
    expect(kit.telemetry.span(name).spanContext().traceId).toBe(traceId);
  }
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({ steps: 2, usage: { tokens: 7 } });
  const duration = kit.telemetry.event('workflow.run.completed').duration_ms;
  const end = kit.telemetry.event('workflow.run.completed').timestamp;
  expect(duration).toBeCloseTo(parseTimestamp(end) - parseTimestamp(before.started?.[0] ?? ''), 2);
});

test('a resumed run counts attempts on and keeps the link to its first caller', () => {
  kit.connectStore();
  const caller = trace.getTracer('application').startActiveSpan('request', (span) => {
    withRun({ workflow: 'orders', id: 'order-1' }, (run) => {
      try {
        withStep('fetch', () => {
          throw new Error('broken');
        });
      } catch {
        run.handOff();
      }
    });
    span.end();
    return span.spanContext();
  });
  resumeRun('order-1', () => withStep('fetch', () => undefined));
  const started = kit.telemetry.eventsNamed('workflow.step.started');
  expect(started.map(({ attempt, retry }) => [attempt, retry])).toEqual([[1, undefined], [2, true]]); // prettier-ignore
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({
    steps: 2,
    retries: 1,
    first_pass: false,
  });
  const [link] = kit.telemetry.span('orders').links;
  expect(link?.context).toMatchObject({ traceId: caller.traceId, spanId: caller.spanId });
});

test('a run in its caller’s trace is resumed there', () => {
  kit.connectStore();
  const { runId, caller } = trace.getTracer('application').startActiveSpan('request', (span) => {
    const runId = withRun({ workflow: 'orders', parent: 'join', tags: ['eu'] }, (run) => {
      withStep('prepare', () => undefined);
      run.handOff();
      return run.id;
    });
    span.end();
    return { runId, caller: span.spanContext() };
  });
  resumeRun(runId, (run) => {
    withStep('finish', () => undefined);
    run.tag('late');
  });
  const run = kit.telemetry.span('orders');
  expect(run.spanContext().traceId).toBe(caller.traceId);
  expect(run.parentSpanContext?.spanId).toBe(caller.spanId);
  expect(run.attributes[ATTR.TAGS]).toEqual(['eu', 'late']);
  for (const name of ['prepare', 'finish']) {
    expect(kit.telemetry.span(name).parentSpanContext?.spanId).toBe(run.spanContext().spanId);
  }
});

test('the wait that a process left open counts as waiting until the run is resumed', () => {
  kit.connectStore();
  const runId = withRun({ workflow: 'orders' }, (run) => {
    void run.wait('for approval', () => new Promise(() => undefined));
    run.handOff();
    return run.id;
  });
  resumeRun(runId, () => undefined);
  const { waited_ms } = kit.telemetry.event('workflow.run.resumed');
  const { waiting_ms, duration_ms } = kit.telemetry.event('workflow.run.completed');
  expect(waited_ms).toBeGreaterThan(0);
  expect(waiting_ms).toBeGreaterThanOrEqual(waited_ms);
  expect(waiting_ms).toBeLessThanOrEqual(duration_ms);
});

test('a run that is over is not resumed: the function runs, unrecorded', () => {
  kit.connectStore();
  const runId = withRun({ workflow: 'orders' }, (run) => run.id);
  const before = kit.telemetry.story();
  expect(resumeRun(runId, () => withStep('late', () => 7))).toBe(7);
  expect(kit.telemetry.story()).toEqual(before);
  expect(roots()).toBe(1);
});

test('when another process has ended the run, no second root span is made', () => {
  const store = kit.connectStore();
  const runId = handedOffRun();
  store.claimEnd(runId);
  resumeRun(runId, () => undefined);
  expect(kit.telemetry.story().at(-1)).toBe('run.completed');
  expect(roots()).toBe(0);
});

test('the process that began a run makes no root span either when another one has ended it', () => {
  const store = kit.connectStore();
  withRun({ workflow: 'orders' }, (run) => store.claimEnd(run.id));
  expect(roots()).toBe(0);
});

test('without a store a resumed run still has one root span that says what it is', () => {
  kit.allowFaults(/^workflow\.run\.\w+ is missing on orders$/); // what a root span is made of is in the store
  const runId = handedOffRun();
  resumeRun(runId, () => withStep('finish', () => undefined), { workflow: 'orders' });
  expect(roots()).toBe(1);
  const root = kit.telemetry.span('orders');
  expect(root.attributes).toMatchObject({ [ATTR.WORKFLOW_NAME]: 'orders', [ATTR.RUN_ID]: runId });
  expect(kit.telemetry.span('finish').parentSpanContext?.spanId).toBe(root.spanContext().spanId);
});

test('where the application generates ids, a resumed run makes no root span of another trace', () => {
  kit.register({ idGenerator: new RandomIdGenerator() });
  kit.connectStore();
  const runId = handedOffRun();
  resumeRun(runId, () => withStep('finish', () => undefined));
  expect(roots()).toBe(0);
  const traces = new Set(kit.telemetry.spans.map((span) => span.spanContext().traceId));
  expect(traces.size).toBe(1);
});

test('who joins a run adds steps to it and neither ends nor hands it off', () => {
  kit.connectStore();
  withRun({ workflow: 'orders', id: 'order-1' }, () => {
    joinRun('order-1', (run) => {
      withStep('help', () => undefined);
      run.handOff();
    });
    expect(kit.telemetry.story('order-1')).toEqual([
      'run.running',
      'step.started help',
      'step.completed help',
    ]);
  });
  expect(roots()).toBe(1);
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});

test('the environment of a joined run leads to its root span', () => {
  withRun({ workflow: 'orders', id: 'order-1' }, ({ traceId }) => {
    const env = joinRun('order-1', (run) => run.env());
    expect(env['TRACEPARENT']).toBe(`00-${traceId}-${rootSpanIdOf(traceId)}-01`);
  });
});

test('a run is resumed in another process, and has one root span in total', async () => {
  const store = kit.connectStore();
  const runId = handedOffRun();
  const known = kit.telemetry.eventsOf(runId);
  const started = kit.telemetry.event('workflow.run.running').timestamp;
  const child = new TestChild(`
    const { MemoryRunStore, RecordedTelemetry } = await import('@runlight/testing/telemetry');
    const { resumeRun, setRunStore, withStep } = await import('@runlight/sdk');
    const store = new MemoryRunStore();
    store.add(${JSON.stringify(known)});
    setRunStore(store);
    const telemetry = new RecordedTelemetry({ logRecordProcessors: [store] });
    await resumeRun(${JSON.stringify(runId)}, async () => await withStep('finish', async () => undefined));
    console.log(JSON.stringify({ spans: telemetry.plainSpans, events: telemetry.events }));
  `);
  const { stdout, stderr } = await child.exited;
  expect(stderr).toBe('');
  const told = JSON.parse(stdout) as { spans: PlainSpan[]; events: RunEvent[] };
  expect(roots()).toBe(0);
  const [finish, root] = told.spans;
  expect(told.spans.map(({ name }) => name)).toEqual(['finish', 'orders']);
  expect(root).toMatchObject({ startTime: timestampToHrTime(started), parentSpanId: null });
  expect(root?.eventNames).toHaveLength(5);
  expect(finish?.parentSpanId).toBe(root?.spanId);
  expect(kit.telemetry.span('prepare').parentSpanContext?.spanId).toBe(root?.spanId);
  store.add(told.events);
  expect(store.load(runId)?.state).toMatchObject({
    end: { outcome: 'succeeded' },
    steps: { completed: 2 },
    open_steps: {},
  });
});

test('where nothing is kept, whoever resumes a run says for whom it is, what it repeats and when it started', () => {
  kit.allowFaults(/^workflow\.run\.\w+ is missing on orders$/); // what a root span is made of is in the store
  const startedAtMs = Date.now() - 60_000;
  const runId = 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD';
  const given = { workflow: 'orders', tenant: 'acme', rerunOf: 'run_0', startedAtMs };
  resumeRun(runId, () => withStep('finish', () => 'done'), given);
  const root = kit.telemetry.span('orders');
  expect(root.startTime).toEqual(epochMsToHrTime(startedAtMs));
  expect(root.attributes).toMatchObject({ [ATTR.TENANT_ID]: 'acme', [ATTR.RUN_RERUN_OF]: 'run_0' });
  const { duration_ms, first_pass } = kit.telemetry.event('workflow.run.completed');
  expect(duration_ms).toBeGreaterThanOrEqual(60_000);
  expect(first_pass).toBe(false);
});
