// What the configurations promise, tried on the programs themselves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CONFIGURATIONS,
  makeCollector,
  startStack,
  type PrometheusClient,
  type Stack,
} from '@runlight/testing/stack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** Data is on its way for the Collector's flush intervals, and Tempo's. */
const WAIT = { timeout: 30_000, interval: 200 };
const RUNLIGHT = ['runlight.yaml'];

describe('one Collector', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      collectorConfig: RUNLIGHT,
      collectorEnv: { RUNLIGHT_SAMPLING_PERCENTAGE: '0' },
    });
  });
  afterAll(() => stack?.stop());

  test('keeps every span of a run, whatever is sampled, and shows nothing of how', async () => {
    const ofRun = traceIdOf(1);
    const other = traceIdOf(2);
    // First, so that it would be there first.
    await sendSpan(stack.otlpHttpUrl, other, { 'http.route': '/health' });
    await sendSpan(stack.otlpHttpUrl, ofRun, { 'workflow.run.id': 'run-1' });
    const [span] = await vi.waitFor(async () => {
      const spans = await stack.queryTempo.trace(ofRun);
      expect(spans).toHaveLength(1);
      return spans;
    }, WAIT);
    expect(span?.attributes).toEqual({ 'workflow.run.id': 'run-1' });
    expect(await stack.queryTempo.trace(other)).toEqual([]);
  });

  test('lets no secret through that it knows by its form, and leaves the rest as it was', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    await sendLog(stack.otlpHttpUrl, {
      body: `cloning with ${token} failed`,
      attributes: {
        'http.request.header.authorization': 'Basic dXNlcjpwYXNzd29yZA==',
        'db.url': 'postgres://app:hunter2@db/erp',
        'app.note': 'order 4711 was fine',
        'workflow.usage.tokens': '3124',
      },
    });
    const [entry] = await vi.waitFor(async () => {
      const entries = await stack.queryLoki.entries('{service_name="plain"} |= "cloning"');
      expect(entries).toHaveLength(1);
      return entries;
    }, WAIT);
    expect(entry?.line).toBe('cloning with **** failed');
    expect(entry?.fields).toMatchObject({
      http_request_header_authorization: '****',
      db_url: 'postgres****db/erp',
      app_note: 'order 4711 was fine',
      workflow_usage_tokens: '3124',
    });
  });

  test('cuts what Loki would refuse for good: too many fields, or one too long', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field.${at}`, 'x']));
    await sendLog(stack.otlpHttpUrl, {
      body: 'a wide line',
      attributes: { ...many, 'workflow.run.id': 'run-2', long: 'y'.repeat(100_000) },
    });
    const [entry] = await vi.waitFor(async () => {
      const entries = await stack.queryLoki.entries('{service_name="plain"} |= "wide"');
      expect(entries).toHaveLength(1);
      return entries;
    }, WAIT);
    expect(Object.keys(entry?.fields ?? {}).length).toBeLessThan(128);
    expect(entry?.fields['workflow_run_id']).toBe('run-2');
  });
});

test('what a sender was told has arrived survives the end of Collector, Loki and Tempo', async () => {
  await using stack = await startStack({ collectorConfig: RUNLIGHT });
  await Promise.all([stack.loki.kill(), stack.tempo.kill()]);
  const bodies = Array.from({ length: 50 }, (_, at) => `line ${at}`);
  for (const body of bodies) await sendLog(stack.otlpHttpUrl, { body });
  await sendSpan(stack.otlpHttpUrl, traceIdOf(3), { 'workflow.run.id': 'run-3' });
  await stack.collector.kill('SIGKILL');
  await Promise.all([stack.loki.start(), stack.tempo.start(), stack.collector.start()]);
  await vi.waitFor(async () => {
    const entries = await stack.queryLoki.entries('{service_name="plain"}');
    expect(entries.map(({ line }) => line).sort()).toEqual(bodies.toSorted());
    expect(await stack.queryTempo.trace(traceIdOf(3))).toHaveLength(1);
  }, WAIT);
});

test('Loki takes a backlog of days, also when newer lines are there already', async () => {
  await using stack = await startStack({ collectorConfig: RUNLIGHT });
  const hoursAgo = [0, 1, 5, 30, 160, 100];
  for (const hours of hoursAgo) {
    await sendLog(stack.otlpHttpUrl, { body: `${hours} hours`, atMs: Date.now() - hours * 3_600_000 });
  }
  const fromMs = Date.now() - 166 * 3_600_000;
  await vi.waitFor(async () => {
    const entries = await stack.queryLoki.entries('{service_name="plain"}', { fromMs });
    expect(entries.map(({ line }) => line)).toEqual([160, 100, 30, 5, 1, 0].map((hours) => `${hours} hours`));
  }, WAIT);
});

test('TraceQL finds a span of hours ago as soon as it arrives', async () => {
  await using stack = await startStack({ collectorConfig: RUNLIGHT });
  const atMs = Date.now() - 30 * 3_600_000;
  await sendSpan(stack.otlpHttpUrl, traceIdOf(4), { 'workflow.run.id': 'run-4' }, atMs);
  const period = { start: atMs / 1000 - 60, end: atMs / 1000 + 60 };
  await vi.waitFor(async () => {
    const found = await stack.queryTempo.search('{ span.workflow.run.id = "run-4" }', period);
    expect(found.map(({ traceId }) => traceId)).toEqual([traceIdOf(4)]);
  }, WAIT);
});

test('two gateways behind an agent: each run is one gateway’s alone, and nothing is counted twice', async () => {
  await using stack = await startStack({ startCollector: false });
  const directory = mkdtempSync(join(tmpdir(), 'runlight-gateways-'));
  const backends = {
    RUNLIGHT_LOKI_URL: stack.lokiUrl,
    RUNLIGHT_TEMPO_URL: stack.tempoOtlpUrl,
    RUNLIGHT_PROMETHEUS_URL: stack.prometheusUrl,
    RUNLIGHT_METRICS_FLUSH_INTERVAL: '500ms',
    RUNLIGHT_SELF_METRICS_INTERVAL_MS: '500',
  };
  const configurations = ['runlight.yaml', 'gateway.yaml'].map((file) => join(CONFIGURATIONS, file));
  const gateways = [
    await makeCollector(directory, { name: 'gateway-0', configurations, env: backends }),
    await makeCollector(directory, { name: 'gateway-1', configurations, env: backends }),
  ];
  const endpoints = gateways.map(({ otlpGrpcEndpoint }) => otlpGrpcEndpoint);
  const agent = await makeCollector(directory, {
    name: 'agent',
    configurations: [join(CONFIGURATIONS, 'agent.yaml')],
    env: { ...backends, RUNLIGHT_GATEWAYS: JSON.stringify(endpoints) },
  });
  const collectors = [...gateways, agent].map(({ server }) => server);
  try {
    await Promise.all(collectors.map((server) => server.start()));
    const runs = Array.from({ length: 40 }, (_, at) => at);
    for (const at of runs) await sendRun(agent.otlpHttpUrl, at);
    // One gateway is away for a moment, and everything is sent again.
    await collectors[1]?.kill('SIGKILL');
    for (const at of runs) await sendRun(agent.otlpHttpUrl, at);
    await collectors[1]?.start();

    await vi.waitFor(async () => {
      const perGateway = await stack.queryPrometheus.instant(
        'sum by (instance) (workflow_run_count_total{workflow_run_outcome="succeeded"})',
      );
      expect(perGateway.map(({ value }) => value).reduce((sum, value) => sum + value, 0)).toBe(runs.length);
      expect(perGateway.filter(({ value }) => value > 0)).toHaveLength(2);
      const entries = await stack.queryLoki.entries('{service_name="gateways"}');
      expect(entries).toHaveLength(runs.length * 2);
      expect(await duplicates(stack.queryPrometheus)).toBeGreaterThanOrEqual(runs.length * 2);
    }, WAIT);
  } finally {
    for (const server of collectors) if (server.running) await server.kill();
    rmSync(directory, { recursive: true });
  }
});

async function duplicates(prometheus: PrometheusClient): Promise<number | undefined> {
  return prometheus.value('sum(otelcol_processor_workflow_run_duplicates_total)');
}

/** A run that starts and succeeds, each of its events with the identity that it always has. */
async function sendRun(url: string, at: number): Promise<void> {
  const identity = {
    'workflow.name': 'reconciliation',
    'workflow.run.id': `run-${at}`,
    'workflow.event.producer': `p${at}`,
  };
  const startedAtMs = STARTED_AT_MS + at;
  const events = [
    { event: 'workflow.run.running', fields: {} },
    {
      event: 'workflow.run.completed',
      fields: { 'workflow.run.outcome': 'succeeded', 'workflow.run.duration_ms': '5' },
    },
  ];
  for (const [seq, { event, fields }] of events.entries()) {
    await sendLog(url, {
      service: 'gateways',
      body: `${event} ${at}`,
      event,
      traceId: traceIdOf(1000 + at),
      atMs: startedAtMs + seq,
      attributes: {
        ...identity,
        ...fields,
        event,
        'workflow.event.id': `p${at}-${seq}`,
        'workflow.event.seq': seq,
      },
    });
  }
}
const STARTED_AT_MS = Date.now() - 60_000;

interface SentLog {
  readonly body: string;
  readonly service?: string;
  readonly event?: string;
  readonly traceId?: string;
  readonly atMs?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

async function sendLog(url: string, log: SentLog): Promise<void> {
  const { body, service = 'plain', event, traceId, atMs = Date.now(), attributes = {} } = log;
  const record = {
    timeUnixNano: `${Math.floor(atMs)}000000`,
    body: { stringValue: body },
    attributes: keyValues(attributes),
    ...(event === undefined ? {} : { eventName: event }),
    ...(traceId === undefined ? {} : { traceId, spanId: traceId.slice(16) }),
  };
  await post(`${url}/v1/logs`, {
    resourceLogs: [{ resource: resourceOf(service), scopeLogs: [{ logRecords: [record] }] }],
  });
}

async function sendSpan(
  url: string,
  traceId: string,
  attributes: Record<string, string>,
  atMs = Date.now(),
): Promise<void> {
  const time = `${atMs}000000`;
  const span = {
    traceId,
    spanId: traceId.slice(16),
    name: 'work',
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes: keyValues(attributes),
  };
  await post(`${url}/v1/traces`, {
    resourceSpans: [{ resource: resourceOf('plain'), scopeSpans: [{ spans: [span] }] }],
  });
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
}

function resourceOf(service: string): object {
  return { attributes: keyValues({ 'service.name': service }) };
}

function keyValues(attributes: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}

function traceIdOf(number: number): string {
  return number.toString(16).padStart(16, '0').repeat(2);
}
