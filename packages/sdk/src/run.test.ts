import { setTimeout as delay } from 'node:timers/promises';

import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR, tagsOf } from '@runlight/contract';
import { expect, test, vi } from 'vitest';

import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

test('the opening event says what the run is, for whom and for what', () => {
  withRun(
    {
      workflow: 'invoice_extraction',
      version: '1.8.3',
      tenant: 'acme',
      businessEventId: 'erp:invoice#98421',
      actor: 'alice',
      tags: ['invoice', 'eu'],
      inputs: { file: 'a.pdf', pages: 2 },
      rerunOf: 'run_1',
      attempt: 2,
      environment: 'staging',
      timeoutMs: 60_000,
      heartbeatIntervalMs: 5000,
    },
    () => undefined,
  );
  expect(kit.telemetry.event('workflow.run.running')).toMatchObject({
    workflow_name: 'invoice_extraction',
    workflow_version: '1.8.3',
    tenant_id: 'acme',
    business_event_id: 'erp:invoice#98421',
    actor: 'alice',
    tags: ['invoice', 'eu'],
    inputs: { file: 'a.pdf', pages: 2 },
    rerun_of: 'run_1',
    run_attempt: 2,
    environment: 'staging',
    timeout_ms: 60_000,
    heartbeat_interval_ms: 5000,
    worktree_path: process.cwd(),
  });
});

test('the environment comes from the resource attributes of the process, else from the configuration', () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.name=x,deployment.environment.name=pre%20prod');
  kit.configure({});
  withRun({ workflow: 'a' }, () => undefined);
  kit.configure({ environment: 'production' });
  withRun({ workflow: 'b' }, () => undefined);
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=100%');
  kit.configure({});
  withRun({ workflow: 'c' }, () => undefined);
  vi.unstubAllEnvs();
  const environments = kit.telemetry
    .eventsNamed('workflow.run.running')
    .map(({ environment }) => environment);
  expect(environments).toEqual(['pre prod', 'production', '100%']);
});

test('outputs and effectiveness are told with the end', () => {
  withRun({ workflow: 'orders' }, (run) => {
    run.outputs({ total: 12.5 });
    run.effectiveness({ firstPassSuccess: true, accuracy: 0.98, throughputDelta: -0.1 });
  });
  expect(kit.telemetry.event('workflow.run.succeeded')).toMatchObject({
    outputs: { total: 12.5 },
    effectiveness: { first_pass_success: true, accuracy: 0.98, throughput_delta: -0.1 },
  });
});

test('a failed run tells its outputs too', () => {
  withRun({ workflow: 'orders' }, (run) => {
    run.outputs({ read: 3 });
    run.fail(new Error('broken'));
  });
  expect(kit.telemetry.event('workflow.run.failed').outputs).toEqual({ read: 3 });
});

test('the root span ends as the roll-up says', () => {
  withRun({ workflow: 'orders' }, () => undefined);
  const { duration_ms, waiting_ms } = kit.telemetry.event('workflow.run.completed');
  const { attributes, duration, events } = kit.telemetry.span('orders');
  expect(attributes).toMatchObject({
    [ATTR.RUN_STATUS]: 'succeeded',
    [ATTR.RUN_OUTCOME]: 'succeeded',
    [ATTR.RUN_DURATION_MS]: duration_ms,
    [ATTR.RUN_WAITING_MS]: waiting_ms,
  });
  expect(duration[0] * 1000 + duration[1] / 1e6).toBeCloseTo(duration_ms, 6);
  expect(events.map(({ name }) => name)).toEqual([
    'workflow.run.running',
    'workflow.run.succeeded',
    'workflow.run.completed',
  ]);
});

test('a route names where the run goes, why, and the step that decided', () => {
  withRun({ workflow: 'orders' }, (run) => {
    withStep({ name: 'evaluate', key: 'a' }, () =>
      run.route({
        target: 'implement',
        decision: 'partial',
        reason: 'two tests fail',
        retryRequested: true,
        awaiting: 'policy',
      }),
    );
    run.route('stop');
  });
  const [first, second] = kit.telemetry.eventsNamed('workflow.route.selected');
  expect(first).toMatchObject({
    from_step: 'evaluate',
    from_step_key: 'a',
    target: 'implement',
    decision: 'partial',
    reason: 'two tests fail',
    retry_requested: true,
    awaiting: 'policy',
  });
  expect(second?.target).toBe('stop');
  expect(second).not.toHaveProperty('from_step');
});

test('notes and tags can be added while a run executes, and not after', () => {
  const run = withRun({ workflow: 'orders', tags: ['eu'] }, (run) => {
    run.annotate('checked by hand', { actor: 'alice' });
    run.annotate('all fine');
    run.tag('urgent', 'large');
    run.untag('eu');
    return run;
  });
  run.annotate('too late');
  run.tag('late');
  const [first, second, ...others] = kit.telemetry.eventsNamed('workflow.run.annotated');
  expect(first).toMatchObject({ note: 'checked by hand', actor: 'alice' });
  expect(second).not.toHaveProperty('actor');
  expect(others).toEqual([]);
  expect(tagsOf(kit.telemetry.stateOf(run.id))).toEqual(['urgent', 'large']);
});

test('the root span has the tags that the run has at its end', () => {
  withRun({ workflow: 'orders', tags: ['eu', 'new'] }, (run) => {
    run.tag('urgent');
    run.untag('new');
  });
  withRun({ workflow: 'untagged' }, () => undefined);
  expect(kit.telemetry.span('orders').attributes[ATTR.TAGS]).toEqual(['eu', 'urgent']);
  expect(kit.telemetry.span('untagged').attributes).not.toHaveProperty(ATTR.TAGS);
});

test('a run that is started by hand is ended by hand', async () => {
  const { run, end } = startRun({ workflow: 'orders' });
  await Promise.resolve();
  run.withStep('fetch', () => undefined);
  run.incomplete('half done');
  end();
  end();
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('incomplete');
});

test('a run that is started by hand can fail', () => {
  const started = startRun({ workflow: 'orders' });
  started.fail(new Error('broken'));
  started[Symbol.dispose]();
  expect(kit.telemetry.event('workflow.run.failed').error.message).toBe('broken');
});

test('a run that is disposed of unfinished is cancelled as abandoned', () => {
  const leave = (): void => {
    using started = startRun({ workflow: 'orders' });
    void started.run.withStep('fetch', () => new Promise(() => undefined));
  };
  leave();
  expect(kit.telemetry.event('workflow.run.cancelled').reason).toBe('abandoned');
  expect(kit.telemetry.story()).toContain('step.cancelled fetch');
});

test('a run that ended is not abandoned when it is disposed of', () => {
  const work = (): void => {
    using started = startRun({ workflow: 'orders' });
    started.end();
  };
  work();
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});

test('ten thousand parallel steps are ten thousand steps', async () => {
  const results = await withRun({ workflow: 'orders' }, () =>
    Promise.all(
      Array.from({ length: 10_000 }, (_, index) =>
        withStep({ name: 'extract', key: String(index) }, async () => {
          await delay(0);
          return index;
        }),
      ),
    ),
  );
  expect(results).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  expect(kit.telemetry.event('workflow.run.completed').steps).toBe(10_000);
  expect(kit.telemetry.spans).toHaveLength(10_001);
});
