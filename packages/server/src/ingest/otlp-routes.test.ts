import { gzipSync } from 'node:zlib';

import { eventToAttributes, timestampToHrTime, traceIdFromRunId, type RunEvent } from '@runlight/contract';
import { spansOf } from '@runlight/run-dir';
import { TestChild } from '@runlight/testing';
import { freshRuns, SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import { ENGINES, otlpLogs, otlpTraces, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { attributesOf } from './otlp/any-value.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const SDK_RUN = `
  import { logs, SeverityNumber } from '@opentelemetry/api';
  import { startRunlight } from '@runlight/node';
  import { withRun, withStep } from '@runlight/sdk';
  const runlight = startRunlight({ runsDirectory: false, serviceName: 'invoices' });
  await withRun({ workflow: 'invoice', environment: 'prod' }, () =>
    withStep('extract', () => {
      logs.getLogger('app').emit({ body: 'page 1 of 2', severityNumber: SeverityNumber.INFO });
    }),
  );
  await runlight.shutdown();
`;
const TRACE_ID = traceIdFromRunId(SAMPLE_RUN_ID);

describe.each(ENGINES)('in %s', (engine) => {
  test('a run of the SDK arrives with its steps, spans and logs', async () => {
    const server = await startTestServer({ engine });
    const child = new TestChild(SDK_RUN, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url } });
    expect(await child.exited).toMatchObject({ code: 0, stderr: '' });
    const [run] = await server.parts.store.db.selectFrom('runs').selectAll().execute();
    expect(run).toMatchObject({ workflow_name: 'invoice', status: 'succeeded', environment: 'prod' });
    const { db } = server.parts.store;
    const steps = await db.selectFrom('steps').select(['label', 'status', 'span_id']).execute();
    expect(steps).toMatchObject([{ label: 'extract', status: 'completed' }]);
    const spans = await db.selectFrom('spans').selectAll().orderBy('started_at').orderBy('name').execute();
    expect(spans).toHaveLength(2);
    for (const span of spans) expect(span).toMatchObject({ trace_id: run?.trace_id, run_id: run?.run_id });
    expect(spans.map(({ span_id }) => span_id)).toContain(steps[0]?.span_id);
    const logs = await db.selectFrom('log_records').selectAll().execute();
    expect(logs).toMatchObject([{ body: 'page 1 of 2', trace_id: run?.trace_id, severity: 9 }]);
  });

  test('events in protobuf, compressed, make the run that they make in JSON', async () => {
    const server = await startTestServer({ engine });
    const events = new SampleRun().start().step('extract', { key: 'a.pdf' }).end('failed').script.events;
    const body = gzipSync(otlpLogs(events, PROTOBUF));
    const answer = await post(server, 'logs', body, { type: PROTOBUF, encoding: 'gzip' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(PROTOBUF);
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
    const kept = await keptEvents(server);
    expect(kept).toEqual(events);
    await post(server, 'logs', otlpLogs(events), { type: JSON_TYPE });
    expect(await keptEvents(server)).toEqual(events);
    const rows = await server.parts.store.db.selectFrom('runs').select('version').execute();
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('spans in protobuf are kept as those in JSON are, the latest of each', async () => {
    const server = await startTestServer({ engine });
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start().step('extract', { key: 'a.pdf' }).end('failed');
    source.emit(...run.take());
    const spans = [...spansOf(directory)];
    await server.take(run.script.events);
    const kept = async () => {
      const rows = await server.parts.store.db.selectFrom('spans').selectAll().orderBy('span_id').execute();
      return rows.map(({ span, received_at: _at, ...row }) => ({ ...row, span: JSON.parse(span) as object }));
    };
    const json = otlpTraces(spans, JSON_TYPE);
    expect((await post(server, 'traces', json, { type: JSON_TYPE })).status).toBe(200);
    const asJson = await kept();
    expect(asJson).toMatchObject([
      { name: 'extract', run_id: SAMPLE_RUN_ID, trace_id: TRACE_ID, status: 'unset' },
      { run_id: SAMPLE_RUN_ID, trace_id: TRACE_ID, status: 'error', parent_span_id: null },
    ]);
    const answer = await post(server, 'traces', gzipSync(otlpTraces(spans, PROTOBUF)), {
      type: PROTOBUF,
      encoding: 'gzip',
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, PROTOBUF]);
    const columns = (rows: Awaited<ReturnType<typeof kept>>) => rows.map(({ span: _span, ...row }) => row);
    expect(columns(await kept())).toEqual(columns(asJson));
    const attributes = (rows: Awaited<ReturnType<typeof kept>>) =>
      rows.map(({ span }) => attributesOf((span as { attributes: unknown[] }).attributes));
    expect(attributes(await kept())).toEqual(attributes(asJson));
  });

  test('of a request that is wrong in part, the rest is kept and the answer says what was not', async () => {
    const server = await startTestServer({ engine });
    const [running, started, completed] = new SampleRun()
      .start()
      .step('extract')
      .script.events.map(jsonRecord);
    const ofNothing = { ...started, attributes: [text('event', 'workflow.step.started')] };
    const logRecords = [running, ofNothing, completed, { ...running, traceId: 'xyz' }];
    const answer = await post(server, 'logs', JSON.stringify(request(logRecords)), { type: JSON_TYPE });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      partialSuccess: {
        rejectedLogRecords: '2',
        errorMessage: expect.stringContaining('workflow.step.started: ') as string,
      },
    });
    expect((await keptEvents(server)).map(({ event }) => event)).toEqual([
      'workflow.run.running',
      'workflow.step.completed',
    ]);
  });

  test('a sender that speaks for a tenant can’t add to another’s runs, nor to their traces', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const acme = await server.token('ingest', 'acme');
    const evil = await server.token('ingest', 'evil');
    const run = new SampleRun().start();
    const logs = (events: readonly RunEvent[]) => JSON.stringify(request(events.map(jsonRecord)));
    expect((await post(server, 'logs', logs(run.take()), { type: JSON_TYPE, token: acme })).status).toBe(200);
    run.end('failed');
    const answer = await post(server, 'logs', logs(run.take()), { type: JSON_TYPE, token: evil });
    expect(await answer.json()).toMatchObject({
      partialSuccess: {
        rejectedLogRecords: '2',
        errorMessage: expect.stringContaining('id is taken') as string,
      },
    });
    const span = {
      traceId: TRACE_ID,
      spanId: '00000000000000aa',
      name: 'x',
      startTimeUnixNano: '1777041000000000000',
    };
    const spans = (name: string) =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, name }] }] }] });
    await post(server, 'traces', spans('mine'), { type: JSON_TYPE, token: acme });
    await post(server, 'traces', spans('forged'), { type: JSON_TYPE, token: evil });
    const { db } = server.parts.store;
    expect(await db.selectFrom('runs').select(['tenant_id', 'status']).execute()).toEqual([
      { tenant_id: 'acme', status: 'running' },
    ]);
    const kept = await db.selectFrom('spans').select('name').where('tenant_id', '=', 'acme').execute();
    expect(kept).toEqual([{ name: 'mine' }]);
    const viewer = await server.token('viewer', 'acme');
    expect((await post(server, 'logs', logs([]), { type: JSON_TYPE, token: viewer })).status).toBe(403);
    expect((await post(server, 'logs', logs([]), { type: JSON_TYPE })).status).toBe(401);
  });
});

test.each([
  ['no JSON', '{', JSON_TYPE, 400, 'invalid_otlp'],
  ['JSON of something else', '{"resourceLogs": 7}', JSON_TYPE, 400, 'invalid_otlp'],
  ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), JSON_TYPE, 400, 'invalid_otlp'],
  ['no protobuf', new Uint8Array([0x0a, 0x7f, 1]), 'application/x-protobuf', 400, 'invalid_otlp'],
  ['another type', 'a=b', 'text/plain', 415, 'unsupported_media_type'],
])('%s is refused as a problem', async (_, body, type, status, code) => {
  const server = await startTestServer();
  const answer = await post(server, 'logs', body, { type });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code, status, retriable: false });
  expect(server.reports).toEqual([]);
});

test('a run whose id is another tenant’s is refused, and whoever runs the server hears of it once', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const send = async (tenant: string) => {
    const token = await server.token('ingest', tenant);
    const run = new SampleRun('report-1', tenant);
    run.main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
    const again = async () =>
      (await post(server, 'logs', otlpLogs(run.script.events), { type: JSON_TYPE, token })).json();
    await again();
    return again();
  };
  expect(await send('acme')).toEqual({});
  expect(await send('beta')).toEqual({
    partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('id is taken') },
  });
  expect(server.reports).toMatchObject([{ what: expect.stringMatching(/^Events of beta were refused/) }]);
});

test('values that are nested without end are refused, and cost nothing else', async () => {
  const server = await startTestServer();
  const nested = `${'{"arrayValue":{"values":['.repeat(5000)}{}${']}}'.repeat(5000)}`;
  const record = `{"timeUnixNano":"1777041000000000000","traceId":"${TRACE_ID}","body":${nested}}`;
  const json = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record}]}]}]}`;
  const answer = await post(server, 'logs', json, { type: JSON_TYPE });
  expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
  let value = Buffer.alloc(0);
  for (let depth = 0; depth < 2000; depth += 1) value = field(5, field(1, value));
  const protobuf = field(1, field(2, field(2, field(5, value))));
  expect((await post(server, 'logs', protobuf, { type: PROTOBUF })).status).toBe(400);
  expect(server.reports).toEqual([]);
});

test('what is too large once it is inflated is refused before it is held', async () => {
  const server = await startTestServer();
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
  expect(bomb.byteLength).toBeLessThan(1024 * 1024);
  const before = process.memoryUsage().arrayBuffers;
  const answer = await post(server, 'logs', bomb, { type: JSON_TYPE, encoding: 'gzip' });
  expect(answer.status).toBe(413);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
  expect((await post(server, 'logs', 'no gzip', { type: JSON_TYPE, encoding: 'gzip' })).status).toBe(400);
  expect((await post(server, 'logs', '{}', { type: JSON_TYPE, encoding: 'br' })).status).toBe(415);
});

async function post(
  server: TestServer,
  signal: 'logs' | 'traces',
  body: string | Uint8Array,
  { type, encoding, token }: { type: string; encoding?: string; token?: string },
): Promise<Response> {
  return server.request(`/v1/${signal}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': type, ...(encoding !== undefined && { 'content-encoding': encoding }) },
    ...(token !== undefined && { token }),
  });
}

interface JsonRecord {
  traceId?: string;
  timeUnixNano: string;
  attributes: unknown[];
}

function request(logRecords: readonly unknown[]) {
  return { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords }] }] };
}

/** A log record as another SDK might write it: without an event name, and the trace on the record alone. */
function jsonRecord(event: RunEvent): JsonRecord {
  const attributes = Object.entries(eventToAttributes(event)).filter(([name]) => !name.endsWith('.trace_id'));
  const [seconds, nanos] = timestampToHrTime(event.timestamp);
  return {
    traceId: TRACE_ID,
    timeUnixNano: `${seconds}${String(nanos).padStart(9, '0')}`,
    attributes: attributes.map(([key, value]) => ({ key, value: anyValue(value) })),
  };
}

function text(key: string, stringValue: string) {
  return { key, value: { stringValue } };
}

function anyValue(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** A field of protobuf that holds bytes. */
function field(id: number, bytes: Uint8Array): Buffer<ArrayBuffer> {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([(id << 3) | 2, ...length]), bytes]);
}

async function keptEvents(server: TestServer): Promise<RunEvent[]> {
  const rows = await server.parts.store.db
    .selectFrom('events')
    .select('event')
    .orderBy('timestamp')
    .orderBy('producer')
    .orderBy('seq')
    .execute();
  return rows.map(({ event }) => JSON.parse(event) as RunEvent); // as the server wrote it
}
