import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { withRun, withStep } from '@runlight/sdk';
import { OtlpReceiver, TestChild } from '@runlight/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startRunlight, type Runlight } from './start-runlight.ts';

let directory: string;
let runlight: Runlight | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runlight-node-'));
  vi.stubEnv('RUNLIGHT_RUNS_DIR', join(directory, 'runs'));
});

afterEach(async () => {
  await runlight?.shutdown();
  trace.disable();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

test('a run is a directory, a trace and a series of log records', async () => {
  await using receiver = await OtlpReceiver.start();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  vi.stubEnv('OTEL_SERVICE_NAME', 'reports');
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test');
  runlight = startRunlight({ serviceName: 'not this one' });
  const { runId, env } = withRun({ workflow: 'report' }, (run) => {
    withStep('query', () => undefined);
    return { runId: run.id, env: run.env() };
  });
  await runlight.flush();

  expect(readdirSync(join(directory, 'runs'))).toEqual([runId]);
  expect(env).toMatchObject({ RUNLIGHT_RUN_ID: runId, RUNLIGHT_RUNS_DIR: join(directory, 'runs') });
  expect(receiver.spans.map(({ name }) => name)).toEqual(['query', 'report']);
  expect(receiver.logRecords.map(({ eventName }) => eventName)).toEqual([
    'workflow.run.running',
    'workflow.step.started',
    'workflow.step.completed',
    'workflow.run.succeeded',
    'workflow.run.completed',
  ]);
  const resource = receiver.spans[0]?.resource ?? {};
  expect(resource).toMatchObject({ 'service.name': 'reports', 'deployment.environment.name': 'test' });
  expect(resource).not.toHaveProperty(['service.instance.id']);
  expect(resource).not.toHaveProperty(['process.command_args']);
  expect(runlight.telemetry()).toMatchObject({
    spans: { queued: 0, deferred: 0, exported: 2, failed: 0, dropped: 0, redelivered: 0 },
    logRecords: { queued: 0, deferred: 0, exported: 5, failed: 0, dropped: 0, redelivered: 0 },
    runDirectory: { linesWritten: 5, linesLost: 0 },
  });
});

test('without an endpoint and with the directory switched off, runs still run', () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', undefined);
  runlight = startRunlight({ runsDirectory: false });
  expect(withRun({ workflow: 'report' }, () => 42)).toBe(42);
  expect(runlight.telemetry()).toEqual({ spans: undefined, logRecords: undefined, runDirectory: undefined });
  expect(existsSync(join(directory, 'runs'))).toBe(false);
});

test('RUNLIGHT_RUNS_DIR=none switches the run directory off', () => {
  vi.stubEnv('RUNLIGHT_RUNS_DIR', 'none');
  runlight = startRunlight();
  expect(runlight.telemetry().runDirectory).toBeUndefined();
});

test('a second start gives the same Runlight back', () => {
  runlight = startRunlight();
  expect(startRunlight({ runsDirectory: false })).toBe(runlight);
});

test('after a shutdown nothing is registered, and it can be started anew', async () => {
  const listeners = process.listenerCount('SIGTERM');
  const first = startRunlight();
  await first.shutdown();
  await first.shutdown();
  expect(trace.getTracer('any').startSpan('not recorded').isRecording()).toBe(false);
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
  runlight = startRunlight();
  expect(runlight).not.toBe(first);
  expect(trace.getTracer('any').startSpan('recorded').isRecording()).toBe(true);
});

test('a run directory that can not be written costs a warning, and the run nothing', async () => {
  writeFileSync(join(directory, 'runs'), 'a file where the directory should be');
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve);
  });
  runlight = startRunlight();
  expect(withRun({ workflow: 'report' }, () => 42)).toBe(42);
  await runlight.flush();
  expect(await warned).toMatchObject({ code: 'RUNLIGHT_RUN_DIRECTORY_INCOMPLETE' });
  expect(runlight.telemetry()).toMatchObject({ runDirectory: { linesWritten: 0, linesLost: 3 } });
});

test('an endpoint in the options that is no URL is an error of the caller', () => {
  expect(() => startRunlight({ otlpEndpoint: 'localhost' })).toThrow(
    expect.objectContaining({ code: 'invalid_otlp_endpoint' }),
  );
});

test('OTEL_SDK_DISABLED=true starts nothing', () => {
  vi.stubEnv('OTEL_SDK_DISABLED', 'true');
  runlight = startRunlight();
  expect(withRun({ workflow: 'report' }, () => 42)).toBe(42);
  expect(trace.getTracer('any').startSpan('not recorded').isRecording()).toBe(false);
  expect(existsSync(join(directory, 'runs'))).toBe(false);
});

test('says so when another OpenTelemetry SDK is there already, and leaves it in place', async () => {
  const theirs = new TracerProvider();
  trace.setGlobalTracerProvider(theirs);
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve);
  });
  runlight = startRunlight();
  expect(await warned).toMatchObject({ name: 'RunlightWarning', code: 'RUNLIGHT_NOT_REGISTERED' });
  await runlight.shutdown();
  expect(trace.getTracer('any').startSpan('theirs').isRecording()).toBe(true);
});

test('says so when another version of @opentelemetry/api was there first', async () => {
  const copy = join(directory, 'api');
  cpSync(dirname(dirname(createRequire(import.meta.url).resolve('@opentelemetry/api'))), copy, {
    recursive: true,
  });
  for (const file of readdirSync(join(copy, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.mjs')) continue;
    const path = join(copy, 'dist', file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"1.10.0"', '"1.9.0"'));
  }
  const exit = await new TestChild(
    `const { diag, DiagConsoleLogger } = await import('${pathToFileURL(join(copy, 'dist/index.mjs')).href}');
     diag.setLogger(new DiagConsoleLogger());
     const { startRunlight } = await import('@runlight/node');
     const { withRun } = await import('@runlight/sdk');
     startRunlight();
     console.log(withRun({ workflow: 'report' }, () => 42));`,
  ).exited;
  expect(exit).toMatchObject({ code: 0, stdout: '42\n' });
  expect(exit.stderr).toContain('[RUNLIGHT_NOT_REGISTERED]');
});
