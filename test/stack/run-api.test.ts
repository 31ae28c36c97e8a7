// The SDK sends to the real Collector, which hands on to a server: what the server then says of the runs.
import { join } from 'node:path';

import { logs, SeverityNumber } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { ATTR, rootSpanIdOf, traceIdFromRunId } from '@runlight/contract';
import { startRunlight, type Runlight } from '@runlight/node';
import { withRun, withStep } from '@runlight/sdk';
import { temporaryDirectory } from '@runlight/testing/runs';
import { eventually, startTestServer, type TestServer } from '@runlight/testing/server';
import { CONFIGURATIONS, freePorts, makeCollector, type Server } from '@runlight/testing/stack';
import { expect, onTestFinished, test } from 'vitest';

/** Both queue what they send for a moment, and try again after seconds. */
const WAIT_MS = 60_000;
const HEARTBEAT_MS = 200;

test('what is sent to a Collector is in the API: runs, steps, states, events, logs and spans', async () => {
  const chain = await startChain();
  const server = await chain.serve();
  const token = await server.token('viewer', 'acme');
  const read = async (path: string): Promise<unknown> => (await server.request(path, { token })).json();

  await perform('failed', new TypeError('no total on the page'));
  let isSeen = false;
  const going = withRun(
    { workflow: 'invoice', id: 'going', tenant: 'acme', heartbeatIntervalMs: HEARTBEAT_MS },
    () => withStep('read', () => eventually(() => expect(isSeen).toBe(true), WAIT_MS)),
  );
  await eventually(async () => {
    await chain.runlight.flush();
    // The Collector keeps heartbeats to itself elsewhere; the server is told, and knows who lives.
    expect(await read('/api/v1/runs/going/status')).toMatchObject({
      status: 'RUNNING',
      progress: { steps_started: 1, heartbeat_at: expect.any(String) },
    });
    expect(await read('/api/v1/runs/failed/status')).toMatchObject({
      status: 'FAILED',
      errors: [{ code: 'TypeError', message: 'no total on the page', step: 'charge' }],
    });
  }, WAIT_MS);
  isSeen = true;
  await going;
  await chain.runlight.flush();

  expect(await read('/api/v1/runs/failed/steps')).toMatchObject({
    steps: [
      { base_name: 'extract', status: 'completed' },
      { base_name: 'charge', status: 'failed' },
    ],
  });
  await eventually(async () => {
    const { spans } = (await read('/api/v1/runs/failed/spans')) as { spans: { name: string }[] };
    expect(spans.map(({ name }) => name).toSorted()).toEqual(['charge', 'extract', 'invoice']);
    expect(spans).toContainEqual(
      expect.objectContaining({ span_id: rootSpanIdOf(traceIdFromRunId('failed')), status: 'error' }),
    );
    expect(await read('/api/v1/runs/failed/logs')).toMatchObject({
      logs: [{ severity: 'INFO', body: 'two pages' }],
    });
    await expectKeptOnce(server, chain.sent());
  }, WAIT_MS);
  expect(server.reports).toEqual([]);
});

test('a server that is away, and a Collector that is killed meanwhile, lose nothing and double nothing', async () => {
  const chain = await startChain();
  const before = await chain.serve();
  await perform('before');
  await eventually(() => expectKeptOnce(before, chain.sent()), WAIT_MS);
  await before.close();

  for (let nth = 0; nth < 20; nth += 1) await perform(`away-${nth}`);
  await chain.runlight.flush();
  await chain.collector.kill('SIGKILL');
  await chain.collector.start();

  const after = await chain.serve();
  await perform('after');
  await chain.runlight.flush();
  await eventually(async () => {
    await expectKeptOnce(after, chain.sent());
    const rows = await after.parts.store.db.selectFrom('runs').select('status').execute();
    expect(rows).toEqual(Array.from({ length: 22 }, () => ({ status: 'succeeded' })));
    expect(await countOf(after, 'spans')).toBe(22 * 3);
    expect(await countOf(after, 'log_records')).toBe(22);
  }, WAIT_MS);
});

interface Chain {
  readonly runlight: Runlight;
  readonly collector: Server;
  /** A server with the data and the address of the one before. */
  serve(): Promise<TestServer>;
  /** The ids of all events but heartbeats that the SDK has told. */
  sent(): string[];
}

/** The SDK in this process, a Collector with the configuration that users run, and the way to a server. */
async function startChain(): Promise<Chain> {
  const directory = temporaryDirectory(onTestFinished);
  const [port = 0] = await freePorts(1);
  const database = join(directory, 'runs.db');
  const serve = () => startTestServer({ database, port, access: 'tokens' });
  const first = await serve();
  const token = await first.token('ingest', 'acme');
  await first.close();

  const { server: collector, otlpHttpUrl } = await makeCollector(directory, {
    configurations: ['runlight.yaml', 'run-api.yaml'].map((file) => join(CONFIGURATIONS, file)),
    env: { RUNLIGHT_API_URL: `http://127.0.0.1:${port}`, RUNLIGHT_API_TOKEN: token },
  });
  await collector.start();
  onTestFinished(() => collector.kill());
  const told = new InMemoryLogRecordExporter();
  const runlight = startRunlight({
    serviceName: 'billing',
    otlpEndpoint: otlpHttpUrl,
    runsDirectory: false,
    logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: told })],
  });
  onTestFinished(() => runlight.shutdown());
  return {
    runlight,
    collector,
    serve,
    sent: () =>
      told
        .getFinishedLogRecords()
        .filter(({ eventName }) => eventName !== undefined && eventName !== 'workflow.run.heartbeat')
        .map(({ attributes }) => String(attributes[ATTR.EVENT_ID])),
  };
}

/** A run of two steps with a line of log, of which the second fails if there is an error. */
async function perform(id: string, error?: Error): Promise<void> {
  const performed = withRun({ workflow: 'invoice', id, tenant: 'acme' }, async () => {
    withStep('extract', () => {
      logs.getLogger('reader').emit({ severityNumber: SeverityNumber.INFO, body: 'two pages' });
    });
    await withStep('charge', () => (error === undefined ? Promise.resolve() : Promise.reject(error)));
  });
  expect(await performed.catch((thrown: unknown) => thrown)).toBe(error);
}

async function expectKeptOnce({ parts: { store } }: TestServer, sent: readonly string[]): Promise<void> {
  const rows = await store.db.selectFrom('events').select('event_id').execute();
  expect(rows.map(({ event_id }) => event_id).toSorted()).toEqual(sent.toSorted());
}

async function countOf({ parts: { store } }: TestServer, table: 'spans' | 'log_records'): Promise<number> {
  const { count } = await store.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
