import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ATTR } from '@runlight/contract';
import { readEvents } from '@runlight/run-dir';
import { withRun, withStep } from '@runlight/sdk';
import { deliveryFaults, OtlpReceiver } from '@runlight/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startRunlight, type Runlight } from '../start-runlight.ts';

let directory: string;
let receiver: OtlpReceiver;
let runlight: Runlight | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
  receiver = await OtlpReceiver.start();
  vi.stubEnv('RUNLIGHT_RUNS_DIR', directory);
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  for (const prefix of ['OTEL_BSP', 'OTEL_BLRP']) {
    vi.stubEnv(`${prefix}_SCHEDULE_DELAY`, '1');
    vi.stubEnv(`${prefix}_MAX_QUEUE_SIZE`, '8');
  }
});

afterEach(async () => {
  await runlight?.shutdown();
  await receiver.goAway();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

test('what did not fit into memory is sent again from the run directory', async () => {
  runlight = startRunlight();
  await receiver.goAway();
  const runs = [runWithSteps(40), runWithSteps(1), runWithSteps(40)];
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 8, deferred: 76 },
    logRecords: { queued: 8, deferred: 163 },
  });

  await receiver.comeBack();
  await receiver.until(() => runs.every((run) => faultsOf(run).length === 0));
  await runlight.flush();
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 0, deferred: 0, exported: 84, dropped: 0, redelivered: 76 },
    logRecords: { queued: 0, deferred: 0, exported: 171, dropped: 0, redelivered: 163 },
  });
  expect(new Set(eventIds()).size).toBe(eventIds().length);
});

test('an endpoint that goes away while it is being caught up with is caught up with later', async () => {
  runlight = startRunlight();
  await receiver.goAway();
  const run = runWithSteps(60);
  receiver.mood = () => (receiver.requests > 6 ? { status: 503 } : 'accept');
  await receiver.comeBack();
  await receiver.until(() => receiver.requests > 8);
  expect(faultsOf(run)).not.toEqual([]);

  receiver.mood = 'accept';
  await receiver.until(() => faultsOf(run).length === 0);
  await runlight.flush();
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 0, deferred: 0, exported: 61, dropped: 0 },
    logRecords: { queued: 0, deferred: 0, exported: 123, dropped: 0 },
  });
});

test('what was left to a run directory that somebody deleted is counted as dropped', async () => {
  runlight = startRunlight();
  await receiver.goAway();
  const run = runWithSteps(20);
  rmSync(join(directory, run), { recursive: true });
  await receiver.comeBack();
  await runlight.flush();
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 0, deferred: 0, exported: 8, dropped: 13 },
    logRecords: { queued: 0, deferred: 0, exported: 8, dropped: 35 },
  });
});

function runWithSteps(count: number): string {
  return withRun({ workflow: 'work' }, (run) => {
    for (let step = 0; step < count; step += 1) withStep(`step ${step}`, () => undefined);
    return run.id;
  });
}

function faultsOf(runId: string): string[] {
  return deliveryFaults(receiver, readEvents(join(directory, runId)));
}

function eventIds(): unknown[] {
  return receiver.logRecords.map(({ attributes }) => attributes[ATTR.EVENT_ID]);
}
