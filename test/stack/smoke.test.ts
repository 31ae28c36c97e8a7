// A few runs through the real Collector into the real Loki, Tempo and Prometheus, and what these say of them.
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ATTR, rootSpanIdOf } from '@runlight/contract';
import { startRunlight } from '@runlight/node';
import { withRun, withStep } from '@runlight/sdk';
import { startStack, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const RUNS = [
  { workflow: 'invoice_extraction', fails: false },
  { workflow: 'invoice_extraction', fails: true },
  { workflow: 'invoice_extraction', fails: false },
  { workflow: 'reconciliation', fails: false },
];

/** The name and the id of every event that was emitted. */
let sent: string[];
const runs: { runId: string; traceId: string; workflow: string }[] = [];
let stack: Stack;

beforeAll(async () => {
  const emitted = new InMemoryLogRecordExporter();
  stack = await startStack();
  const runlight = startRunlight({
    serviceName: 'smoke',
    otlpEndpoint: stack.otlpHttpUrl,
    runsDirectory: false,
    logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: emitted })],
  });
  for (const { workflow, fails } of RUNS) await perform(workflow, fails);
  // The exporter forgets what it has when it is shut down.
  sent = emitted
    .getFinishedLogRecords()
    .map(({ eventName, attributes }) => `${eventName} ${String(attributes[ATTR.EVENT_ID])}`);
  await runlight.shutdown();
});

afterAll(() => stack?.stop());

test('Loki has every event exactly once, with its name and its identity', async () => {
  // Of a run: running, succeeded or failed, completed; of its step: started, completed.
  expect(sent).toHaveLength(RUNS.length * 5);
  await vi.waitFor(async () => {
    const entries = await stack.queryLoki.entries('{service_name="smoke"}');
    const stored = entries.map(({ fields }) => `${fields['event_name']} ${fields['workflow_event_id']}`);
    expect(stored.sort()).toEqual(sent.toSorted());
  }, WAIT);
});

test('Loki has one stream per service, whatever the number of runs', async () => {
  const entries = await stack.queryLoki.entries('{service_name="smoke"} | workflow_name="reconciliation"');
  expect(new Set(entries.map(({ labels }) => JSON.stringify(labels)))).toEqual(
    new Set(['{"service_name":"smoke"}']),
  );
});

test('Tempo has every run as one trace, whose root follows from the run id', async () => {
  for (const { runId, traceId, workflow } of runs) {
    const spans = await vi.waitFor(async () => {
      const found = await stack.queryTempo.trace(traceId);
      expect(found).toHaveLength(2);
      return found;
    }, WAIT);
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(roots.map(({ name, spanId }) => [name, spanId])).toEqual([[workflow, rootSpanIdOf(traceId)]]);
    expect(spans.map(({ attributes }) => attributes[ATTR.RUN_ID])).toEqual([runId, runId]);
    expect(spans.some(({ attributes }) => 'sampling.priority' in attributes)).toBe(false);
  }
});

test('TraceQL finds runs by what they are', async () => {
  const failed = '{ span.workflow.name = "invoice_extraction" && span.workflow.run.outcome = "failed" }';
  await vi.waitFor(async () => {
    const found = await stack.queryTempo.search(failed);
    expect(found.map(({ traceId }) => traceId)).toEqual([runs[1]?.traceId]);
  }, WAIT);
});

test('Prometheus counts the runs by workflow and outcome, also an outcome that never was', async () => {
  const count = (workflow: string, outcome: string): Promise<number | undefined> =>
    stack.queryPrometheus.value(
      `sum(workflow_run_count_total{workflow_name="${workflow}", workflow_run_outcome="${outcome}"})`,
    );
  await vi.waitFor(async () => {
    expect(await count('invoice_extraction', 'succeeded')).toBe(2);
    expect(await count('invoice_extraction', 'failed')).toBe(1);
    expect(await count('reconciliation', 'succeeded')).toBe(1);
    expect(await count('reconciliation', 'failed')).toBe(0);
  }, WAIT);
});

test('Prometheus has durations as native histograms', async () => {
  const [duration] = await stack.queryPrometheus.instant('sum(workflow_run_duration_seconds)');
  expect(duration?.value).toBe(RUNS.length);
  expect(duration?.sum).toBeGreaterThan(0);
});

test('the Collector tells Prometheus of itself', async () => {
  const stored = 'sum(otelcol_exporter_sent_log_records_total{exporter="otlp_http/loki"})';
  await vi.waitFor(async () => expect(await stack.queryPrometheus.value(stored)).toBe(sent.length), WAIT);
});

test('a Collector that was killed goes on with the counts that it had', async () => {
  await stack.collector.kill('SIGKILL');
  await stack.collector.start();
  const startedAt = Date.now() / 1000;
  const count = 'sum(workflow_run_count_total)';
  await vi.waitFor(async () => {
    expect(await stack.queryPrometheus.value('max(timestamp(workflow_run_count_total))')).toBeGreaterThan(
      startedAt,
    );
    expect(await stack.queryPrometheus.value(count)).toBe(RUNS.length);
  }, WAIT);
});

/** Data is on its way for the Collector's flush intervals, and Tempo's. */
const WAIT = { timeout: 30_000, interval: 200 };

async function perform(workflow: string, fails: boolean): Promise<void> {
  const performed = withRun({ workflow, version: '1.0.0', tenant: 'acme' }, async (run) => {
    runs.push({ runId: run.id, traceId: run.traceId, workflow });
    withStep('extract', (step) => step.usage({ tokens: 12 }));
    if (fails) throw new TypeError('no total on the page');
  });
  if (fails) await expect(performed).rejects.toThrow('no total');
  else await performed;
}
