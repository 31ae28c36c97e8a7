import { setTimeout as delay } from 'node:timers/promises';

import { TestChild } from '@runlight/testing';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { advance, initialRunState } from '@runlight/contract';
import { expect, test, vi } from 'vitest';

import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const beats = (runId?: string) =>
  kit.telemetry
    .eventsNamed('workflow.run.heartbeat')
    .filter(({ run_id }) => runId === undefined || run_id === runId);

async function untilBeats(count: number, runId?: string): Promise<void> {
  await vi.waitUntil(() => beats(runId).length >= count, { interval: 1 });
}

test('a run shows that it is alive, as a log record and not on its span', async () => {
  await withRun({ workflow: 'orders', heartbeatIntervalMs: 2 }, () => untilBeats(3));
  const [first] = beats();
  expect(first).toMatchObject({ heartbeat_interval_ms: 2, progress: 1 });
  const onSpan = kit.telemetry.span('orders').events.map(({ name }) => name);
  expect(onSpan).not.toContain('workflow.run.heartbeat');
});

test('heartbeats are numbered by a producer of their own, so that leaving them out leaves no gap', async () => {
  await withRun({ workflow: 'orders', heartbeatIntervalMs: 2 }, () => untilBeats(2));
  const { producer } = kit.telemetry.event('workflow.run.running');
  expect(new Set(beats().map((beat) => beat.producer))).toEqual(new Set([`${producer}h`]));
  const others = kit.telemetry.events.filter(({ event }) => event !== 'workflow.run.heartbeat');
  expect(others.map(({ seq }) => seq)).toEqual(others.map((_, index) => index));
});

test('progress rises with events and with what the author calls progress, and not with time', async () => {
  await withRun({ workflow: 'orders', heartbeatIntervalMs: 1 }, async () => {
    await untilBeats(2);
    await withStep('fetch', async (step) => {
      const before = beats().length;
      for (let index = 0; index < 10; index += 1) step.progress();
      await untilBeats(before + 1);
    });
  });
  const progress = beats().map((beat) => beat.progress);
  expect(progress.slice(0, 2)).toEqual([1, 1]);
  expect(progress.at(-1)).toBe(12);
});

test('liveness is not progress in the state of the run', async () => {
  const run = await withRun({ workflow: 'orders', heartbeatIntervalMs: 1 }, async (run) => {
    await untilBeats(2);
    return run;
  });
  const state = initialRunState(run.id);
  const [running, ...later] = kit.telemetry.eventsOf(run.id);
  if (running !== undefined) advance(state, running);
  for (const event of later.filter(({ event }) => event === 'workflow.run.heartbeat')) advance(state, event);
  expect(state.progress?.[2]).toBe(0);
  expect(state.heartbeat?.mark[0]).toBe(beats().at(-1)?.timestamp);
});

test('a run is silent after its end', async () => {
  const { run, end } = startRun({ workflow: 'orders', heartbeatIntervalMs: 1 });
  await untilBeats(1);
  end();
  const known = beats().length;
  await delay(10);
  expect(beats(run.id)).toHaveLength(known);
});

test('runs with different intervals beat side by side', async () => {
  await Promise.all([
    withRun({ workflow: 'slow', heartbeatIntervalMs: 20 }, (run) => untilBeats(1, run.id)),
    withRun({ workflow: 'fast', heartbeatIntervalMs: 1 }, (run) => untilBeats(5, run.id)),
  ]);
  expect(new Set(beats().map(({ workflow_name }) => workflow_name))).toEqual(new Set(['slow', 'fast']));
});

test.each([0, -1, Number.NaN])(
  'an interval of %s: the default if it makes no sense, none if it is 0',
  async (interval) => {
    withRun({ workflow: 'orders', heartbeatIntervalMs: interval }, () => undefined);
    const { heartbeat_interval_ms } = kit.telemetry.event('workflow.run.running');
    expect(heartbeat_interval_ms).toBe(interval === 0 ? undefined : 15_000);
  },
);

test('the interval of the configuration holds for runs that name none', async () => {
  kit.configure({ heartbeatIntervalMs: 1 });
  await withRun({ workflow: 'orders' }, () => untilBeats(1));
  kit.configure({ heartbeatIntervalMs: 0 });
  withRun({ workflow: 'silent' }, () => undefined);
  expect(kit.telemetry.eventsNamed('workflow.run.running')[1]).not.toHaveProperty('heartbeat_interval_ms');
});

test('a heartbeat does not keep the process alive', async () => {
  const child = new TestChild(`
    const { startRun } = await import('@runlight/sdk');
    startRun({ workflow: 'orders', heartbeatIntervalMs: 5, timeoutMs: 60_000 });
    console.log('started');
  `);
  expect(await child.exited).toMatchObject({ code: 0, stdout: 'started\n', stderr: '' });
});
