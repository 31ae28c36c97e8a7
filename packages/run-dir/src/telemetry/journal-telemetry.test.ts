import { context, logs, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type IdGenerator,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import {
  newSpanId,
  newTraceId,
  setRunStore,
  takePinnedSpanId,
  takePinnedTraceId,
  withRun,
  withStep,
} from '@runlight/sdk';
import {
  EventSource,
  forsakeRun,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
} from '@runlight/testing/runs';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

import { createRunDirectory, logRecordsOf, recoverRun, runDirectoryOf, spansOf } from '../index.ts';

const RESOURCE = resourceFromAttributes({
  'service.name': 'invoices',
  'service.version': '1.2.3',
  'process.command_args': ['--password', 'hunter2'],
});
const idGenerator: IdGenerator = {
  generateTraceId: () => takePinnedTraceId() ?? newTraceId(),
  generateSpanId: () => takePinnedSpanId() ?? newSpanId(),
};

let spanExporter: InMemorySpanExporter;
let logExporter: InMemoryLogRecordExporter;
let directories: ReturnType<typeof createRunDirectory>;

beforeEach(() => {
  spanExporter = new InMemorySpanExporter();
  logExporter = new InMemoryLogRecordExporter();
  directories = createRunDirectory({ root: temporaryDirectory(onTestFinished) });
  const spanProcessors = [new SimpleSpanProcessor({ exporter: spanExporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ resource: RESOURCE, spanProcessors, idGenerator }));
  const processors = [directories.processor, new SimpleLogRecordProcessor({ exporter: logExporter })];
  logs.setGlobalLoggerProvider(new LoggerProvider({ resource: RESOURCE, processors }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  setRunStore(directories.store);
});

afterEach(async () => {
  setRunStore(undefined);
  await directories.processor.shutdown();
  trace.disable();
  logs.disable();
  context.disable();
});

/** A run that has something of everything. */
async function execute(): Promise<string> {
  let runId = '';
  const work = withRun(
    {
      workflow: 'invoice',
      version: '7',
      tenant: 'acme',
      businessEventId: 'erp:1',
      tags: ['a', 'b'],
      inputs: { n: 1 },
    },
    async (run) => {
      runId = run.id;
      await withStep({ name: 'extract', key: 'a.xml', type: 'model' }, async (step) => {
        step.usage({ tokens: 12, computeMs: 3.5 });
        step.artifact('answer', '{}', { name: 'answer.json' });
        await withStep('inner', async () => undefined);
      });
      run.route({ target: 'approve', decision: 'success' });
      run.skip('optional', 'not needed');
      await run.wait('a timer', async () => undefined);
      await withStep('approve', async () => {
        throw Object.assign(new TypeError('x is not a function'), { code: 'E_X' });
      });
    },
  );
  await expect(work).rejects.toThrow(TypeError);
  return runId;
}

test('the journal has the very spans that the SDK made', async () => {
  const directory = runDirectoryOf(directories.root, await execute());
  const journalled = [...spansOf(directory)].map(plainSpan);
  expect(journalled).toEqual(spanExporter.getFinishedSpans().map(plainSpan));
  expect(journalled.at(-1)).toMatchObject({ name: 'invoice', parent: undefined });
});

test('and the very log records', async () => {
  const directory = runDirectoryOf(directories.root, await execute());
  expect([...logRecordsOf(directory)].map(plainRecord)).toEqual(
    logExporter.getFinishedLogRecords().map(plainRecord),
  );
});

test('a run inside of a trace is linked to its caller', async () => {
  const caller = trace.getTracer('app').startSpan('request');
  const runId = await context.with(trace.setSpan(context.active(), caller), execute);
  const root = [...spansOf(runDirectoryOf(directories.root, runId))].at(-1);
  const { traceId, spanId } = caller.spanContext();
  expect(root?.links).toEqual([{ context: { traceId, spanId, traceFlags: 1 } }]);
  expect(root?.attributes['workflow.caller.trace_id']).toBe(traceId);
});

test('command lines are in no file', async () => {
  const directory = runDirectoryOf(directories.root, await execute());
  const [record] = [...logRecordsOf(directory)];
  expect(record?.resource.attributes).toEqual({ 'service.name': 'invoices', 'service.version': '1.2.3' });
});

test('a lost run ends at its last sign of life, and its open steps with it', async () => {
  const run = new SampleRun().start().step('read');
  run.main.step('hangs').emit({ event: 'workflow.step.started' });
  run.script.pass(500);
  run.main.emit({ event: 'workflow.run.annotated', note: 'still here' });
  const source = new EventSource(directories.processor);
  source.emit(...run.take());
  const directory = runDirectoryOf(directories.root, SAMPLE_RUN_ID);
  expect([...spansOf(directory)].map(({ name }) => name)).toEqual(['read']);
  await directories.processor.shutdown();
  forsakeRun(directory);
  await recoverRun(directory);
  const spans = [...spansOf(directory)].map(plainSpan);
  expect(spans).toMatchObject([
    { name: 'read', status: { code: 0 } },
    { name: 'hangs', status: { code: 2 }, attributes: { 'workflow.step.status': 'running' } },
    { name: 'invoice', status: { code: 2 }, attributes: { 'workflow.run.outcome': 'lost' } },
  ]);
  expect(spans.at(-1)?.times[2]).toEqual([0, 510_000_000]);
});

function plainSpan(span: ReadableSpan) {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    ids: { traceId, spanId, traceFlags },
    parent: span.parentSpanContext?.spanId,
    times: [span.startTime, span.endTime, span.duration],
    status: span.status,
    attributes: span.attributes,
    links: span.links.map(({ context: { traceId: linked } }) => linked),
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      time,
      attributes,
    })),
    scope: span.instrumentationScope.name,
    version: span.instrumentationScope.version,
    service: span.resource.attributes['service.name'],
    dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
  };
}

function plainRecord(record: ReadableLogRecord) {
  const { traceId, spanId, traceFlags } = record.spanContext ?? {};
  return {
    time: record.hrTime,
    ids: { traceId, spanId, traceFlags },
    severity: [record.severityNumber, record.severityText],
    body: record.body,
    eventName: record.eventName,
    attributes: record.attributes,
    scope: record.instrumentationScope.name,
    service: record.resource.attributes['service.name'],
  };
}
