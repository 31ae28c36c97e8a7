import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readEvents, recoverRuns, replayRun, type ReplayResult } from '@runlight/run-dir';
import { deliveryFaults, OtlpReceiver, TestChild, type ChildOptions } from '@runlight/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createOtlpExporters } from './delivery/otlp-exporters.ts';

const REGISTER = ['--import', '@runlight/node/register'];
const ONE_RUN = `
  import { withRun, withStep } from '@runlight/sdk';
  await withRun({ workflow: 'work' }, () => withStep('step', async () => undefined));
`;

let directory: string;
let receiver: OtlpReceiver;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
  receiver = await OtlpReceiver.start();
});

afterEach(async () => {
  await receiver.goAway();
  rmSync(directory, { recursive: true, force: true });
});

test('node --import @runlight/node/register: a process that ends at once has lost nothing', async () => {
  const exit = await child(`${ONE_RUN} process.exitCode = 3;`).exited;
  expect(exit).toMatchObject({ code: 3, stdout: '', stderr: '' });
  expect(runFaults()).toEqual([[]]);
  expect(await replayAll()).toMatchObject([
    { logs: { sent: 0, alreadyDelivered: 5 }, spans: { sent: 0, alreadyDelivered: 2 } },
  ]);
});

test('on SIGTERM what is there is delivered, and the process dies of the signal', async () => {
  const working = child(`
    import { withRun, withStep } from '@runlight/sdk';
    setInterval(() => {}, 1000);
    await withRun({ workflow: 'work' }, async () => {
      withStep('done', () => undefined);
      await withStep('endless', () => { console.log('ready'); return new Promise(() => {}); });
    });
  `);
  await working.said('ready');
  working.kill('SIGTERM');
  expect(await working.exited).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
  expect(runFaults()).toEqual([[]]);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['done']);
  expect(await replayAll()).toMatchObject([
    { logs: { sent: 0, alreadyDelivered: 4 }, spans: { sent: 0, alreadyDelivered: 1 } },
  ]);
});

test('after a kill -9 with the endpoint away, a replay delivers all that the process did', async () => {
  await receiver.goAway();
  const working = child(`
    import { withRun, withStep } from '@runlight/sdk';
    setInterval(() => {}, 1000);
    for (const workflow of ['first', 'second']) {
      withRun({ workflow }, () => { for (let step = 0; step < 100; step += 1) withStep('step ' + step, () => undefined); });
    }
    await withRun({ workflow: 'third' }, async () => {
      withStep('done', () => undefined);
      await withStep('endless', () => { console.log('ready'); return new Promise(() => {}); });
    });
  `);
  await working.said('ready');
  working.kill('SIGKILL');
  expect(await working.exited).toMatchObject({ signal: 'SIGKILL' });

  await receiver.comeBack();
  expect(await replayAll()).toMatchObject(
    Array.from({ length: 3 }, () => ({
      outcome: 'done',
      logs: { alreadyDelivered: 0 },
      spans: { alreadyDelivered: 0 },
    })),
  );
  expect(runFaults()).toEqual([[], [], []]);
  expect(receiver.spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(2);
  expect(receiver.logRecords).toHaveLength(203 + 203 + 4);
  await replayAll();
  expect(receiver.logRecords).toHaveLength(203 + 203 + 4);

  const recovered = await recoverRuns(directory, createOtlpExporters(receiver.url));
  expect(recovered).toMatchObject([{ outcome: 'lost', replay: { outcome: 'done' } }]);
  expect(runFaults()).toEqual([[], [], []]);
  expect(receiver.spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(3);
});

test('a process that is killed while it delivers loses nothing and duplicates only event ids', async () => {
  let taken = 0;
  receiver.mood = () => {
    taken += 1;
    return taken > 3 ? 'hang' : 'accept';
  };
  const working = child(
    `
    import { withRun, withStep } from '@runlight/sdk';
    import { setImmediate as turn } from 'node:timers/promises';
    for (;;) await withRun({ workflow: 'work' }, async () => { for (let i = 0; i < 50; i += 1) await withStep('step', () => turn()); });
  `,
    {
      env: {
        OTEL_BSP_SCHEDULE_DELAY: '1',
        OTEL_BLRP_SCHEDULE_DELAY: '1',
        OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '64',
      },
    },
  );
  await receiver.until(() => taken > 4);
  working.kill('SIGKILL');
  await working.exited;
  receiver.mood = 'accept';
  await replayAll();
  expect(runFaults().flat()).toEqual([]);
});

test('an uncaught exception keeps its exit code and its message; the run directory has it all', async () => {
  const exit = await child(`
    import { startRun } from '@runlight/sdk';
    startRun({ workflow: 'work' });
    setImmediate(() => { throw new Error('boom'); });
  `).exited;
  expect(exit).toMatchObject({ code: 1, signal: null });
  expect(exit.stderr).toContain('Error: boom');
  expect(journals()[0]?.map(({ event }) => event)).toEqual(['workflow.run.running']);
});

test('an endpoint that is away costs one warning, and no exit code', async () => {
  await receiver.goAway();
  const exit = await child(ONE_RUN).exited;
  expect(exit).toMatchObject({ code: 0, stdout: '' });
  expect(exit.stderr.match(/RunlightWarning/g)).toHaveLength(1);
  expect(exit.stderr).toContain('[RUNLIGHT_OTLP_UNAVAILABLE]');
});

test('an endpoint that never answers does not keep the process from ending', async () => {
  receiver.mood = 'hang';
  const patient = { OTEL_EXPORTER_OTLP_TIMEOUT: '3600000', OTEL_BLRP_SCHEDULE_DELAY: '0' };
  const exit = await child(
    `import { startRunlight } from '@runlight/node';
     import { setTimeout as pass } from 'node:timers/promises';
     startRunlight({ flushTimeoutMs: 100 });
     ${ONE_RUN}
     await pass(20);`, // a request is under way when there is nothing left to do
    { env: patient, args: [] },
  ).exited;
  expect(exit).toMatchObject({ code: 0, stdout: '' });
  expect(receiver.requests).toBeGreaterThan(0);
});

function child(code: string, { env, args = REGISTER }: ChildOptions = {}): TestChild {
  return new TestChild(code, {
    args,
    env: { RUNLIGHT_RUNS_DIR: directory, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
}

/** In the order in which the runs began. */
async function replayAll(): Promise<ReplayResult[]> {
  const exporters = createOtlpExporters(receiver.url);
  const results: ReplayResult[] = [];
  for (const run of readdirSync(directory)) results.push(await replayRun(join(directory, run), exporters));
  return results;
}

function journals() {
  return readdirSync(directory).map((run) => [...readEvents(join(directory, run))]);
}

function runFaults(): string[][] {
  return journals().map((journal) => deliveryFaults(receiver, journal));
}
