import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { context, logs, propagation, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR, traceIdFromRunId } from '@runlight/contract';
import { readEvents } from '@runlight/run-dir';
import { setRunStore, withRun, withStep } from '@runlight/sdk';
import { deliveryFaults, OtlpReceiver } from '@runlight/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createRunlightParts, type RunlightParts } from './runlight-parts.ts';

let directory: string;
let receiver: OtlpReceiver;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
  receiver = await OtlpReceiver.start();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
});

afterEach(async () => {
  for (const api of [trace, logs, context, propagation]) api.disable();
  setRunStore(undefined);
  vi.unstubAllEnvs();
  await receiver.goAway();
  rmSync(directory, { recursive: true, force: true });
});

test('an application with a NodeSDK of its own passes our parts to it, and keeps its own processors', async () => {
  const parts = createRunlightParts({ runsDirectory: directory, otlpEndpoint: receiver.url });
  const theirs = new InMemorySpanExporter();
  const seen: string[] = [];
  const sdk = startNodeSdk(parts, new SimpleSpanProcessor({ exporter: theirs }));
  const runId = await withRun({ workflow: 'report' }, async (run) => {
    await withStep('query', async () => trace.getTracer('their-database').startSpan('SELECT').end());
    seen.push(...theirs.getFinishedSpans().map(({ name }) => name));
    return run.id;
  });
  const select = theirs.getFinishedSpans().find(({ name }) => name === 'SELECT');
  await sdk.shutdown();

  expect(seen).toEqual(['SELECT', 'query']);
  expect(select?.attributes).toMatchObject({ [ATTR.RUN_ID]: runId, [ATTR.STEP_NAME]: 'query' });
  expect(select?.spanContext().traceId).toBe(traceIdFromRunId(runId));
  expect(deliveryFaults(receiver, readEvents(join(directory, runId)))).toEqual([]);
  expect(parts.telemetry()).toMatchObject({
    spans: { exported: 3, queued: 0, deferred: 0 },
    logRecords: { exported: 5, queued: 0, deferred: 0 },
    runDirectory: { linesWritten: 5, linesLost: 0 },
  });
});

test('its shutdown does not wait for an endpoint that never answers', async () => {
  receiver.mood = 'hang';
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '3600000');
  const parts = createRunlightParts({
    runsDirectory: directory,
    otlpEndpoint: receiver.url,
    flushTimeoutMs: 50,
  });
  const sdk = startNodeSdk(parts);
  withRun({ workflow: 'report' }, () => undefined);
  await sdk.shutdown();
  expect(parts.telemetry()).toMatchObject({ spans: { deferred: 1 }, logRecords: { deferred: 3 } });
});

test('without our id generator a run follows the trace id that theirs makes', async () => {
  const { spanProcessors, logRecordProcessors, runStore } = createRunlightParts({
    runsDirectory: directory,
    otlpEndpoint: receiver.url,
  });
  const sdk = startNodeSdk({ spanProcessors, logRecordProcessors, runStore });
  const runId = withRun({ workflow: 'report' }, (run) => run.id);
  await sdk.shutdown();
  expect(receiver.spans.map(({ traceId }) => traceId)).toEqual([traceIdFromRunId(runId)]);
});

function startNodeSdk(
  parts: Partial<RunlightParts> & Pick<RunlightParts, 'spanProcessors' | 'logRecordProcessors'>,
  ...theirs: SimpleSpanProcessor[]
): NodeSDK {
  const sdk = new NodeSDK({
    ...(parts.idGenerator && { idGenerator: parts.idGenerator }),
    spanProcessors: [...parts.spanProcessors, ...theirs],
    logRecordProcessors: parts.logRecordProcessors,
    resourceDetectors: [],
  });
  sdk.start();
  setRunStore(parts.runStore);
  return sdk;
}
