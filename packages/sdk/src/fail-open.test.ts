import { diag, DiagLogLevel, trace, type DiagLogger } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { RunStore } from '@runlight/contract';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { joinRun, resumeRun } from './join-run.ts';
import { setRunStore } from './shared-state.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();
let warnings: string[];

beforeEach(() => {
  warnings = [];
  const keep = (message: string): void => void warnings.push(message);
  const logger: DiagLogger = { error: keep, warn: keep, info: keep, debug: keep, verbose: keep };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

function fail(): never {
  throw new Error('telemetry is broken');
}

/** Does all that a run can do; gives what its function computed, none of which is telemetry's business. */
async function everything(): Promise<unknown[]> {
  const values: unknown[] = [];
  await withRun({ workflow: 'orders', inputs: { a: 1 }, timeoutMs: 60_000 }, async (run) => {
    values.push(withStep({ name: 'sync', key: 'a', details: { b: 1 } }, () => 1));
    values.push(
      await withStep('async', async (step) => {
        step.usage({ tokens: 1 });
        step.io({ input: 1, output: 2 });
        step.retrying(new Error('again'));
        step.artifact('report', 'text');
        return await step.runner({ name: 'make' }, async () => 2);
      }),
    );
    values.push(
      run.wait('for it', () => 3),
      run.block('by it', () => 4),
      run.rollback({}, () => 5),
    );
    values.push(await run.gate('approve', { decide: () => ({ outcome: 'approved', actor: 'rule' }) }));
    run.route('next');
    run.annotate('note');
    run.tag('tag');
    run.skip('skipped');
    run.outputs({ c: 1 });
    run.env();
    values.push(await Array.fromAsync(withStep('stream', async function* () { yield 6; }))); // prettier-ignore
    try {
      withStep('failing', () => {
        throw 7;
      });
    } catch (error) {
      values.push(error);
    }
  });
  return values;
}

const COMPUTED = [1, 2, 3, 4, 5, true, [6], 7];

const quietSpans: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const quietLogs: LogRecordProcessor = {
  onEmit: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

describe('user code computes the same', () => {
  test('when nothing is broken', async () => {
    expect(await everything()).toEqual(COMPUTED);
    expect(warnings).toEqual([]);
  });

  test('when a span processor throws as spans start: the events are told all the same', async () => {
    kit.register({ spanProcessors: [{ ...quietSpans, onStart: fail }] });
    expect(await everything()).toEqual(COMPUTED);
    expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({ outcome: 'succeeded', steps: 6 });
    expect(kit.telemetry.spans).toEqual([]);
    expect(warnings).toContain('runlight: starting a span failed');
  });

  test('when a span processor throws as spans end', async () => {
    kit.register({ spanProcessors: [{ ...quietSpans, onEnd: fail }] });
    expect(await everything()).toEqual(COMPUTED);
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
    expect(warnings.length).toBeGreaterThan(0);
  });

  test('when a log record processor throws', async () => {
    kit.register({ logRecordProcessors: [{ ...quietLogs, onEmit: fail }] });
    expect(await everything()).toEqual(COMPUTED);
    expect(kit.telemetry.span('orders').events.map(({ name }) => name)).toContain('workflow.run.completed');
    kit.allowFaults(/has no log record$/);
    expect(warnings.length).toBeGreaterThan(0);
  });

  test('when an id generator and a sampler throw', async () => {
    kit.register({ idGenerator: { generateTraceId: fail, generateSpanId: fail } });
    expect(await everything()).toEqual(COMPUTED);
    kit.register({ sampler: { shouldSample: fail, toString: () => 'failing' } });
    expect(await everything()).toEqual(COMPUTED);
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
  });

  test.each(['env', 'load', 'saveArtifact', 'watchControl', 'wonEnd'] as const)(
    'when the store’s %s throws',
    async (method) => {
      const broken: RunStore = Object.assign(Object.create(kit.store) as RunStore, { [method]: fail });
      setRunStore(broken);
      expect(await everything()).toEqual(COMPUTED);
      expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
      expect(kit.telemetry.span('orders').ended).toBe(true);
      expect(warnings.length).toBeGreaterThan(0);
    },
  );

  test('when all of the store throws', async () => {
    setRunStore({ env: fail, load: fail, saveArtifact: fail, watchControl: fail, wonEnd: fail });
    expect(await everything()).toEqual(COMPUTED);
    expect(joinRun('order-1', () => withStep('step', () => 2))).toBe(2);
    expect(resumeRun('order-2', () => 1)).toBe(1);
    kit.allowFaults(/ is missing on workflow$|queued → succeeded$/); // nothing is known of how that run began
  });

  test('when the store’s events can’t be read', () => {
    const state = kit.store;
    kit.connectStore();
    const runId = withRun({ workflow: 'orders' }, (run) => {
      run.handOff();
      return run.id;
    });
    const stored = state.load(runId);
    setRunStore(
      Object.assign(Object.create(state) as RunStore, {
        load: () => ({ state: stored?.state, events: { [Symbol.iterator]: fail } }),
      }),
    );
    expect(resumeRun(runId, () => withStep('step', () => 7))).toBe(7);
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
    kit.allowFaults(/ is missing on orders$/);
  });

  test('when a stored run that was handed on stops being watched with an error', () => {
    const store = kit.store;
    setRunStore(Object.assign(Object.create(store) as RunStore, { watchControl: () => fail }));
    expect(withRun({ workflow: 'orders' }, () => 7)).toBe(7);
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
  });

  test('when the working directory is gone', () => {
    const { cwd } = process;
    process.cwd = fail;
    try {
      expect(withRun({ workflow: 'orders' }, () => 7)).toBe(7);
    } finally {
      process.cwd = cwd;
    }
    expect(kit.telemetry.event('workflow.run.running')).not.toHaveProperty('worktree_path');
    expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
  });

  test('when the configuration is none', async () => {
    kit.configure(null as never);
    expect(await everything()).toEqual(COMPUTED);
    kit.configure({ payloadLimit: Number.NaN, heartbeatIntervalMs: Number.NaN, environment: {} as never });
    expect(await everything()).toEqual(COMPUTED);
  });
});

test('a span of the application that was never ended is no matter', () => {
  trace.getTracer('application').startActiveSpan('open', () => {
    expect(withRun({ workflow: 'orders' }, () => 7)).toBe(7);
  });
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});
