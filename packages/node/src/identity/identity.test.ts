import { logs, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTR, rootSpanIdOf, runIdFromTraceId, stepIdFromSpanId, traceIdFromRunId } from '@runlight/contract';
import { withRun, withStep } from '@runlight/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { startRunlight, type Runlight } from '../start-runlight.ts';
import { RunlightIdGenerator } from './runlight-id-generator.ts';

let spans: InMemorySpanExporter;
let logRecords: InMemoryLogRecordExporter;
let runlight: Runlight;

beforeEach(() => {
  spans = new InMemorySpanExporter();
  logRecords = new InMemoryLogRecordExporter();
  runlight = startRunlight({
    runsDirectory: false,
    otlpEndpoint: false,
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: logRecords })],
  });
});

afterEach(async () => {
  await runlight.shutdown();
});

test('spans and log records of other instrumentations carry the run and the step they were made in', async () => {
  const other = trace.getTracer('other-instrumentation');
  const logger = logs.getLogger('other-logger');
  const ids = await withRun({ workflow: 'orders' }, async (run) => {
    other.startSpan('in the run').end();
    return await withStep('fetch', async (step) => {
      await Promise.resolve();
      other.startActiveSpan('in the step', (span) => {
        other.startSpan('below it').end();
        span.end();
      });
      other.startSpan('detached from its trace', { root: true }, ROOT_CONTEXT).end();
      logger.emit({ body: 'said in the step' });
      return { runId: run.id, stepId: step.id };
    });
  });

  const ofRun = { [ATTR.WORKFLOW_NAME]: 'orders', [ATTR.RUN_ID]: ids.runId };
  const ofStep = { ...ofRun, [ATTR.STEP_ID]: ids.stepId, [ATTR.STEP_NAME]: 'fetch' };
  expect(spanNamed('in the run').attributes).toEqual(ofRun);
  expect(spanNamed('in the step').attributes).toEqual(ofStep);
  expect(spanNamed('below it').attributes).toEqual(ofStep);
  expect(spanNamed('detached from its trace').attributes).toEqual(ofStep);
  const said = logRecords.getFinishedLogRecords().find(({ body }) => body === 'said in the step');
  expect(said?.attributes).toEqual(ofStep);
});

test('what is made outside of any run carries none', () => {
  trace.getTracer('other-instrumentation').startSpan('alone').end();
  logs.getLogger('other-logger').emit({ body: 'alone' });
  expect(spanNamed('alone').attributes).toEqual({});
  expect(logRecords.getFinishedLogRecords()[0]?.attributes).toEqual({});
});

test('an attribute that is there already is left as it is', () => {
  withRun({ workflow: 'orders' }, () => {
    trace
      .getTracer('other')
      .startSpan('foreign', { attributes: { [ATTR.RUN_ID]: 'theirs' } })
      .end();
  });
  expect(spanNamed('foreign').attributes).toEqual({ [ATTR.RUN_ID]: 'theirs' });
});

test('the ids of a run, its root span and its steps follow from each other', () => {
  const { runId, stepId } = withRun({ workflow: 'orders' }, (run) =>
    withStep('fetch', (step) => ({ runId: run.id, stepId: step.id })),
  );
  const root = spanNamed('orders').spanContext();
  expect(runId).toBe(runIdFromTraceId(root.traceId));
  expect(root.spanId).toBe(rootSpanIdOf(root.traceId));
  expect(stepId).toBe(stepIdFromSpanId(spanNamed('fetch').spanContext().spanId));
});

test('a run id of the caller decides on the trace id', () => {
  withRun({ workflow: 'orders', id: '20260424T143022Z' }, () => undefined);
  expect(spanNamed('orders').spanContext().traceId).toBe(traceIdFromRunId('20260424T143022Z'));
});

test('trace ids begin with the time in milliseconds and differ', () => {
  const generator = new RunlightIdGenerator();
  const before = Date.now();
  const ids = Array.from({ length: 1000 }, () => generator.generateTraceId());
  const after = Date.now();
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const ms = Number.parseInt(id.slice(0, 12), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(after);
  }
  expect(generator.generateSpanId()).toMatch(/^[0-9a-f]{16}$/);
});

function spanNamed(name: string) {
  const span = spans.getFinishedSpans().find((candidate) => candidate.name === name);
  if (span === undefined) throw new Error(`no span named ${name}`);
  return span;
}
