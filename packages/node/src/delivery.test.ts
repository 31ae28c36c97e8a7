import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { logs, trace } from '@opentelemetry/api';
import { ATTR } from '@runlight/contract';
import { readEvents } from '@runlight/run-dir';
import { withRun, withStep } from '@runlight/sdk';
import { deliveryFaults, OtlpReceiver } from '@runlight/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startRunlight, type Runlight } from './start-runlight.ts';

let directory: string;
let receiver: OtlpReceiver;
let runlight: Runlight | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
  receiver = await OtlpReceiver.start();
  vi.stubEnv('RUNLIGHT_RUNS_DIR', directory);
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '1');
  vi.stubEnv('OTEL_BLRP_SCHEDULE_DELAY', '1');
});

afterEach(async () => {
  await runlight?.shutdown();
  await receiver.goAway();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

test('an endpoint that comes and goes gets everything, while the process lives', async () => {
  runlight = startRunlight();
  await receiver.goAway();
  const first = runWithSteps(5);
  await receiver.comeBack();
  await receiver.until(() => faultsOf(first).length === 0);

  receiver.mood = { status: 503 };
  const second = runWithSteps(5);
  await receiver.until(() => receiver.requests > 2);
  receiver.mood = 'accept';
  await receiver.until(() => faultsOf(second).length === 0);

  expect(new Set(eventIds()).size).toBe(eventIds().length);
  await runlight.flush();
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 0, deferred: 0, exported: 12, dropped: 0 },
    logRecords: { queued: 0, deferred: 0, exported: 26, dropped: 0 },
  });
});

test('an acknowledgement that gets lost makes duplicates, of the same event id and nothing else', async () => {
  runlight = startRunlight();
  receiver.mood = { status: 503, taken: true };
  const run = runWithSteps(3);
  await receiver.until(() => receiver.logRecords.length >= 18 && receiver.spans.length >= 8);
  receiver.mood = 'accept';
  await runlight.flush();
  expect(faultsOf(run)).toEqual([]);
  expect(new Set(eventIds()).size).toBe(9);
  expect(eventIds().length).toBeGreaterThan(9);
});

test('an endpoint that never answers stalls neither the code nor the shutdown', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '3600000');
  runlight = startRunlight({ flushTimeoutMs: 50 });
  receiver.mood = 'hang';
  const run = runWithSteps(3);
  await receiver.until(() => receiver.requests >= 1);
  runWithSteps(3);
  await runlight.flush();
  await runlight.shutdown();
  expect(receiver.logRecords).toEqual([]);
  expect(faultsOf(run)).not.toEqual([]);
  expect(runlight.telemetry()).toMatchObject({ logRecords: { queued: 0, deferred: 18, dropped: 0 } });
});

test('trouble with the endpoint is one warning', async () => {
  const warnings: (Error & { code?: string })[] = [];
  const collect = (warning: Error): void => void warnings.push(warning);
  process.on('warning', collect);
  await receiver.goAway();
  runlight = startRunlight();
  for (let count = 0; count < 3; count += 1) {
    runWithSteps(1);
    await runlight.flush();
  }
  await new Promise(setImmediate); // warnings are emitted on the next tick
  process.off('warning', collect);
  expect(warnings.map(({ code }) => code)).toEqual(['RUNLIGHT_OTLP_UNAVAILABLE']);
});

test('what is kept in memory alone is dropped when it does not fit, and counted', async () => {
  vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '3');
  vi.stubEnv('OTEL_BLRP_MAX_QUEUE_SIZE', '3');
  await receiver.goAway();
  runlight = startRunlight();
  for (let count = 0; count < 5; count += 1) {
    trace.getTracer('other').startSpan(`other ${count}`).end();
    logs.getLogger('other').emit({ body: `other ${count}` });
  }
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 3, deferred: 0, dropped: 2 },
    logRecords: { queued: 3, deferred: 0, dropped: 2 },
  });
  await receiver.comeBack();
  await runlight.flush();
  expect(receiver.spans.map(({ name }) => name)).toEqual(['other 0', 'other 1', 'other 2']);
});

test('a record that the endpoint refuses does not hold up the others', async () => {
  receiver.mood = (_path, body) => (body.includes('too large') ? { status: 413 } : 'accept');
  runlight = startRunlight();
  const run = withRun({ workflow: 'work' }, ({ id }) => {
    logs.getLogger('other').emit({ body: 'too large' });
    return id;
  });
  await runlight.flush();
  expect(faultsOf(run)).toEqual([]);
  expect(runlight.telemetry().logRecords).toMatchObject({ exported: 3, failed: 1, queued: 0 });
});

test('what the endpoint says that it did not take of a batch is counted', async () => {
  const body = JSON.stringify({ partialSuccess: { rejectedLogRecords: '2', errorMessage: 'too old' } });
  receiver.mood = (path) => (path === '/v1/logs' ? { status: 200, body } : 'accept');
  runlight = startRunlight();
  runWithSteps(1);
  await runlight.flush();
  expect(runlight.telemetry()).toMatchObject({
    logRecords: { exported: 3, failed: 2, queued: 0 },
    spans: { exported: 2, failed: 0 },
  });
});

test('without run directories an endpoint that comes back gets what is in memory', async () => {
  runlight = startRunlight({ runsDirectory: false });
  await receiver.goAway();
  runWithSteps(2);
  await receiver.comeBack();
  await receiver.until(() => eventIds().length === 7 && receiver.spans.length === 3);
  expect(runlight.telemetry()).toMatchObject({ spans: { dropped: 0 }, logRecords: { dropped: 0 } });
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
