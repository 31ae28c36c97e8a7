import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import { OtlpReceiver } from '@runlight/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { otlpEndpoint } from './otlp-endpoint.ts';
import { otlpSpanExporter } from './otlp-exporters.ts';
import type { OtlpHttpExporter } from './otlp-http-exporter.ts';

let receiver: OtlpReceiver;
let exporter: OtlpHttpExporter<ReadableSpan>;

beforeEach(async () => {
  receiver = await OtlpReceiver.start();
  exporter = exporterFor({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await exporter.shutdown();
  await receiver.goAway();
});

test('an acknowledged batch has arrived', async () => {
  const result = await exportOne(exporter, 'hello');
  expect(result.code).toBe(ExportResultCode.SUCCESS);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['hello']);
});

test('sends the headers and the compression that the environment asks for', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20abc');
  const zipping = exporterFor({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });
  expect((await exportOne(zipping, 'zipped')).code).toBe(ExportResultCode.SUCCESS);
  expect(receiver.headers).toMatchObject({ authorization: 'Bearer abc', 'content-encoding': 'gzip' });
  expect(receiver.spans.map(({ name }) => name)).toEqual(['zipped']);
  await zipping.shutdown();
});

test('a refused connection is unavailability, and over when the endpoint is back', async () => {
  await receiver.goAway();
  expect(await exportOne(exporter, 'lost')).toMatchObject({ error: { code: 'otlp_unavailable' } });
  await receiver.comeBack();
  expect((await exportOne(exporter, 'found')).code).toBe(ExportResultCode.SUCCESS);
});

test.each([
  [503, 'otlp_unavailable'],
  [429, 'otlp_unavailable'],
  [401, 'otlp_unavailable'],
  [400, 'otlp_refused'],
  [413, 'otlp_refused'],
])('an answer of %i is %s', async (status, code) => {
  receiver.mood = { status };
  expect(await exportOne(exporter, 'span')).toMatchObject({ error: { code } });
  expect(receiver.requests).toBe(1);
});

test('a connection that the endpoint closed while it was idle does not count as unavailability', async () => {
  expect((await exportOne(exporter, 'first')).code).toBe(ExportResultCode.SUCCESS);
  receiver.mood = () => (receiver.requests === 2 ? 'reset' : 'accept');
  expect((await exportOne(exporter, 'second')).code).toBe(ExportResultCode.SUCCESS);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('a new connection that the endpoint closes does', async () => {
  receiver.mood = 'reset';
  expect(await exportOne(exporter, 'span')).toMatchObject({ error: { code: 'otlp_unavailable' } });
  expect(receiver.requests).toBe(1);
});

test('passes on how long the endpoint wants to be left alone', async () => {
  receiver.mood = { status: 503, headers: { 'retry-after': '7' } };
  expect(await exportOne(exporter, 'span')).toMatchObject({ error: { retryAfterMs: 7000 } });
});

test('an endpoint that never answers is unavailable when its time is up', async () => {
  receiver.mood = 'hang';
  const hasty = exporterFor({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_TIMEOUT: '20' });
  expect(await exportOne(hasty, 'span')).toMatchObject({
    error: { code: 'otlp_unavailable', message: 'The OTLP endpoint did not answer in time' },
  });
});

test('abort ends what is under way at once, and nothing after it', async () => {
  receiver.mood = 'hang';
  const stuck = exportOne(exporter, 'stuck');
  await receiver.until(() => receiver.requests === 1);
  exporter.abort();
  expect(await stuck).toMatchObject({
    error: { code: 'otlp_unavailable', message: 'The OTLP endpoint did not answer in time' },
  });
  receiver.mood = 'accept';
  expect((await exportOne(exporter, 'next')).code).toBe(ExportResultCode.SUCCESS);
});

test('no endpoint is configured unless the environment or the caller names one', () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
  expect(otlpEndpoint('traces')).toBeUndefined();
  expect(otlpEndpoint('traces', 'http://collector:4318')?.url).toBe('http://collector:4318/v1/traces');
  vi.stubEnv('OTEL_LOGS_EXPORTER', 'otlp');
  expect(otlpEndpoint('logs')?.url).toBe('http://localhost:4318/v1/logs');
  vi.stubEnv('OTEL_TRACES_EXPORTER', 'none');
  expect(otlpEndpoint('traces', 'http://collector:4318')).toBeUndefined();
});

function exporterFor(environment: Record<string, string>): OtlpHttpExporter<ReadableSpan> {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const made = otlpSpanExporter(undefined, { keepsProcessAlive: false });
  if (made === undefined) throw new Error('no endpoint in the environment of the test');
  return made;
}

async function exportOne(to: OtlpHttpExporter<ReadableSpan>, name: string): Promise<ExportResult> {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] });
  provider.getTracer('test').startSpan(name).end();
  await provider.forceFlush();
  return await new Promise((resolve) => {
    to.export(memory.getFinishedSpans(), resolve);
  });
}
