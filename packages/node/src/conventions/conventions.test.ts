import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { withRun, withStep } from '@runlight/sdk';
import { afterEach, expect, test, vi } from 'vitest';

import type { Conventions } from '../options.ts';
import { startRunlight, type Runlight } from '../start-runlight.ts';

let spans: InMemorySpanExporter;
let logRecords: InMemoryLogRecordExporter;
let runlight: Runlight | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await runlight?.shutdown();
});

test('cicd: runs, steps and their events speak the language of pipelines', () => {
  start({ cicd: true });
  const failing = (): void =>
    withRun({ workflow: 'nightly', id: 'nightly-7' }, () => {
      withStep('build', () => undefined);
      withStep('deploy', () => {
        throw new Error('no space');
      });
    });
  expect(failing).toThrow('no space');

  const ofRun = { 'cicd.pipeline.name': 'nightly', 'cicd.pipeline.run.id': 'nightly-7' };
  expect(cicdOf('nightly')).toEqual({ ...ofRun, 'cicd.pipeline.result': 'failure' });
  expect(cicdOf('build')).toEqual({
    ...ofRun,
    'cicd.pipeline.task.name': 'build',
    'cicd.pipeline.task.run.id': expect.stringMatching(/^step_/),
    'cicd.pipeline.task.run.result': 'success',
  });
  expect(cicdOf('deploy')).toMatchObject({ 'cicd.pipeline.task.run.result': 'failure' });
  const running = logRecords
    .getFinishedLogRecords()
    .find(({ eventName }) => eventName === 'workflow.run.running');
  expect(running?.attributes).toMatchObject({ ...ofRun, 'cicd.pipeline.run.state': 'executing' });
  const completed = logRecords
    .getFinishedLogRecords()
    .find(({ eventName }) => eventName === 'workflow.run.completed');
  expect(completed?.attributes).toMatchObject({ ...ofRun, 'cicd.pipeline.result': 'failure' });
});

test('gen_ai: a model step says which model it asked and what that cost', () => {
  start({ genAi: true });
  withRun({ workflow: 'extract' }, () => {
    withStep(
      { name: 'ask', type: 'model', details: { model: 'm-1', provider: 'acme', prompt: 'p' } },
      (step) => {
        step.usage({ input_tokens: 3000, output_tokens: 124, tokens: 3124 });
      },
    );
    withStep({ name: 'store', type: 'io', details: { model: 'not a model' } }, () => undefined);
  });

  expect(withPrefix('gen_ai.', 'ask')).toEqual({
    'gen_ai.request.model': 'm-1',
    'gen_ai.provider.name': 'acme',
    'gen_ai.usage.input_tokens': 3000,
    'gen_ai.usage.output_tokens': 124,
  });
  expect(withPrefix('gen_ai.', 'store')).toEqual({});
});

test('both are off unless asked for, also by the environment', async () => {
  start(undefined);
  withRun({ workflow: 'plain' }, () => undefined);
  expect(cicdOf('plain')).toEqual({});
  await runlight?.shutdown();

  vi.stubEnv('RUNLIGHT_CONVENTIONS', 'cicd,gen_ai');
  start(undefined);
  withRun({ workflow: 'asked' }, () => undefined);
  expect(cicdOf('asked')).toMatchObject({ 'cicd.pipeline.result': 'success' });
});

function start(conventions: Conventions | undefined): void {
  spans = new InMemorySpanExporter();
  logRecords = new InMemoryLogRecordExporter();
  runlight = startRunlight({
    runsDirectory: false,
    otlpEndpoint: false,
    conventions,
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: logRecords })],
  });
}

function cicdOf(spanName: string): Record<string, unknown> {
  return withPrefix('cicd.', spanName);
}

function withPrefix(prefix: string, spanName: string): Record<string, unknown> {
  const span = spans.getFinishedSpans().find(({ name }) => name === spanName);
  if (span === undefined) throw new Error(`no span named ${spanName}`);
  return Object.fromEntries(Object.entries(span.attributes).filter(([name]) => name.startsWith(prefix)));
}
