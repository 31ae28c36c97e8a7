import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { traceIdFromRunId, type RunEvent } from '@runlight/contract';
import { runDirectoryOf } from '@runlight/run-dir';
import { runsIn, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, eventually, otlpLogs, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { rebuildRuns } from './rebuild-runs.ts';

const POLICY = {
  rules: [
    { path: '**.iban', action: 'hash' },
    { path: 'inputs.account', action: 'tokenize' },
    { path: '**.raw', action: 'drop' },
  ],
  patterns: [String.raw`EMP-\d+`],
};
const SECRETS = ['X-1', 'ACC-7', 'everything', 'EMP-4711', 'a@b.example', 'hunter2'] as const;
const HASH = expect.stringMatching(/^hmac-sha256:[0-9a-f]{32}$/) as string;
const TRACE_ID = traceIdFromRunId(SAMPLE_RUN_ID);

/** A run that has a secret in everything that can hold one; ten events. */
function leakyRun(runId: string = SAMPLE_RUN_ID, tenant_id?: string): SampleRun {
  const run = new SampleRun(runId, `p-${runId}`);
  run.main.emit({
    event: 'workflow.run.running',
    trace_id: traceIdFromRunId(runId),
    ...(tenant_id !== undefined && { tenant_id }),
    tags: ['of EMP-4711'],
    inputs: { account: 'ACC-7', order: { iban: 'X-1', raw: 'everything' }, total: 12 },
  });
  run.main.emit({ event: 'workflow.run.annotated', note: 'EMP-4711 called', actor: 'me' });
  const step = run.main.step('read', { type: 'tool' });
  step.emit({ event: 'workflow.step.started', details: { password: 'hunter2' } });
  step.emit({ event: 'workflow.runner.started', runner: 'r', command: ['login', '--password', 'hunter2'] });
  const error = { type: 'Refused', message: 'no account of a@b.example', category: 'external_api' } as const;
  run.script.pass(10);
  const said = { reasons: ['EMP-4711 is unknown'], passed: false };
  step.emit({
    event: 'workflow.step.failed',
    duration_ms: 10,
    error,
    validation: said,
    input: { iban: 'X-1' },
    output: 'for a@b.example',
  });
  run.main.emit({
    event: 'workflow.run.failed',
    duration_ms: 10,
    error,
    outputs: { iban: 'X-1', raw: 'everything' },
  });
  return run;
}

describe.each(ENGINES)('what arrives, in %s', (engine) => {
  test('is kept without what the policy takes out, in every table, whichever way it came', async () => {
    const root = temporaryDirectory(onTestFinished);
    const server = await startTestServer({ engine, runsDirectories: [root] });
    await setPolicy(server, '', POLICY);
    const told: unknown[] = [];
    server.parts.onApplied.push((_, runs) => Promise.resolve(void told.push(...runs)));

    await post(server, 'logs', otlpLogs(leakyRun().take()));
    const tailed = leakyRun('tailed').take();
    runsIn(root, onTestFinished).source.emit(...tailed);
    await eventually(async () => expect((await runIn(server, 'tailed')).record['status']).toBe('failed'));

    expect(readFileSync(join(runDirectoryOf(root, 'tailed'), 'events.ndjson'), 'utf8')).toContain('EMP-4711');
    const kept = await everythingIn(server);
    for (const secret of SECRETS) expect(kept + JSON.stringify(told)).not.toContain(secret);
    for (const runId of [SAMPLE_RUN_ID, 'tailed']) {
      const { record, steps } = await runIn(server, runId);
      expect(record).toMatchObject({
        status: 'failed',
        inputs_summary: {
          account: expect.stringMatching(/^tok_[0-9a-f]{24}$/) as string,
          order: { iban: HASH },
          total: 12,
        },
        outputs_summary: { iban: HASH },
        tags: ['of [redacted]'],
      });
      expect(steps).toMatchObject([{ name: 'read', status: 'failed', duration_ms: 10 }]);
    }
    expect(await found(server, 'hunter2')).toEqual([]);
    expect(await found(server, '4711')).toEqual([]);
    expect(await found(server, 'refused')).toHaveLength(2);
    expect(server.reports).toEqual([]);
  });

  test('is as its sender redacted it where no policy is set', async () => {
    const server = await startTestServer({ engine });
    const events = leakyRun().take();
    await server.take(events);
    expect(await keptEvents(server)).toEqual(events);
    await setPolicy(server, '', { personalData: true });
    await setPolicy(server, '', {}); // says nothing
    const more = leakyRun('more').take();
    await server.take(more);
    expect(await keptEvents(server)).toEqual(expect.arrayContaining(more));
  });

  test('gives equal values of a tenant equal hashes and tokens, and those of another tenant others', async () => {
    const server = await startTestServer({ engine });
    await setPolicy(server, '', POLICY);
    const inputsOf = async (runId: string, tenantId: string) => {
      await server.take(leakyRun(runId, tenantId).take());
      const { record } = await runIn(server, runId);
      return record['inputs_summary'] as { account: string; order: { iban: string } };
    };
    const [first, second, other] = [
      await inputsOf('run-1', 'acme'),
      await inputsOf('run-2', 'acme'),
      await inputsOf('run-3', 'umbrella'),
    ];
    expect(second).toEqual(first);
    expect(other.account).not.toBe(first.account);
    expect(other.order.iban).not.toBe(first.order.iban);
    const { record } = await runIn(server, 'run-1');
    expect(record).toMatchObject({ outputs_summary: { iban: first.order.iban } });
  });

  test('is not what a run is done again with, where its inputs are hashed or tokenized', async () => {
    const server = await startTestServer({ engine });
    await setPolicy(server, '', { rules: [{ path: 'inputs.account', action: 'tokenize' }] });
    const events = new SampleRun('tokens').start().end().take();
    const withInputs = (event: RunEvent): RunEvent =>
      event.event === 'workflow.run.running' ? { ...event, inputs: { account: 'ACC-7' } } : event;
    await server.take(events.map(withInputs));
    const answer = await server.request('/api/v1/runs/tokens/rerun', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'again' }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'inputs_not_kept' }]);
  });

  test('is redacted by the policy of the tenant, and by that of everybody where it has none', async () => {
    const server = await startTestServer({ engine });
    await setPolicy(server, '', { rules: [{ path: 'inputs.total', action: 'redact' }] });
    await setPolicy(server, 'acme', { rules: [{ path: '**.iban', action: 'redact' }], personalData: false });
    await server.take(leakyRun('of-acme', 'acme').take());
    await server.take(leakyRun('of-umbrella', 'umbrella').take());
    await server.parts.take(leakyRun('sent-by-acme').take(), { tenantId: 'acme' });
    for (const runId of ['of-acme', 'sent-by-acme']) {
      expect((await runIn(server, runId)).record).toMatchObject({
        inputs_summary: { order: { iban: '[redacted]' }, total: 12 },
        diagnostics: { error_message: 'no account of a@b.example' },
      });
    }
    expect((await runIn(server, 'of-umbrella')).record).toMatchObject({
      inputs_summary: { order: { iban: 'X-1' }, total: '[redacted]' },
      diagnostics: { error_message: 'no account of [redacted]' },
    });
  });

  test('loses what any policy names while nobody has said whose it is', async () => {
    const server = await startTestServer({ engine });
    await setPolicy(server, 'acme', { rules: [{ path: '**.iban', action: 'hash' }] });
    const [running, ...rest] = leakyRun('late', 'acme').take();
    await server.take(rest);
    expect(await everythingIn(server)).not.toContain('X-1');
    await server.take([running].filter((event) => event !== undefined));
    const { record, steps } = await runIn(server, 'late');
    expect(record).toMatchObject({ tenant_id: 'acme', inputs_summary: { order: { iban: HASH } } });
    expect(record).toMatchObject({ outputs_summary: { iban: '[redacted]', raw: 'everything' } });
    expect(steps).toMatchObject([{ io: { input_redacted: { iban: '[redacted]' } } }]);
  });

  test('is kept once, whatever a policy makes of it when it comes again', async () => {
    const server = await startTestServer({ engine });
    const events = leakyRun().take();
    await server.take(events);
    const before = await keptEvents(server);
    await setPolicy(server, '', POLICY);
    const taken = await server.parts.take(events, { tenantId: null });
    expect(taken).toMatchObject({ applied: 0, duplicates: events.length, changes: [] });
    expect(await keptEvents(server)).toEqual(before);
  });

  test('has no content at all while the policy can’t be understood, and the server says so', async () => {
    const server = await startTestServer({ engine });
    await server.parts.store.db
      .insertInto('settings')
      .values({ tenant_id: '', name: 'redaction', value: '{"rules":', changed_at: '', changed_by: 'x' })
      .execute();
    await server.take(leakyRun().take());
    const kept = await everythingIn(server);
    for (const secret of SECRETS) expect(kept).not.toContain(secret);
    expect((await runIn(server, SAMPLE_RUN_ID)).record).toMatchObject({
      status: 'failed',
      inputs_summary: '[redacted: the policy could not be applied]',
    });
    expect(server.reports).toMatchObject([
      { what: expect.stringContaining('content is kept out') as string },
    ]);
  });

  test('of spans and log records is redacted too, with the ids and times that they had', async () => {
    const server = await startTestServer({ engine });
    await server.take(leakyRun().take());
    await setPolicy(server, '', POLICY);
    const attributes = [
      { key: 'customer.iban', value: { stringValue: 'X-1' } },
      {
        key: 'login',
        value: { kvlistValue: { values: [{ key: 'raw', value: { stringValue: 'everything' } }] } },
      },
      { key: 'db.password', value: { stringValue: 'hunter2' } },
      { key: 'pages', value: { intValue: '3' } },
      { key: 'sizes', value: { arrayValue: { values: [{ doubleValue: 1.5 }, { boolValue: true }] } } },
    ];
    const ids = { traceId: TRACE_ID, spanId: 'a'.repeat(16) };
    const [event] = leakyRun().take();
    const span = {
      ...ids,
      name: 'GET /people/a@b.example',
      kind: 3,
      startTimeUnixNano: '1777041000000000000',
      endTimeUnixNano: '1777041001000000000',
      attributes,
      events: [
        { name: 'exception', timeUnixNano: '1777041000500000000', attributes },
        {
          name: event?.event,
          timeUnixNano: '1',
          attributes: [{ key: 'x', value: { stringValue: 'ACC-7' } }],
        },
      ],
      links: [{ ...ids, attributes }],
      status: { code: 2, message: 'EMP-4711 is unknown' },
      comment: 'everything',
    };
    await post(server, 'traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    const record = { ...ids, timeUnixNano: span.startTimeUnixNano, severityNumber: 9, attributes };
    const logRecords = [
      { ...record, body: { stringValue: 'mail to a@b.example, password=hunter2' } },
      { ...record, body: { kvlistValue: { values: attributes } } },
    ];
    const logs = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    await post(server, 'logs', logs);
    await post(server, 'logs', logs);

    const kept = await everythingIn(server, ['spans', 'log_records']);
    for (const secret of SECRETS) expect(kept).not.toContain(secret);
    const path = `/api/v1/runs/${SAMPLE_RUN_ID}`;
    const attributesNow = {
      'customer.iban': HASH,
      'db.password': '[redacted]',
      login: {},
      pages: 3,
      sizes: [1.5, true],
    };
    expect(await answerOf(server, `${path}/spans`)).toMatchObject({
      spans: [
        { name: 'GET /people/[redacted]', duration_ms: 1000, status: 'error', attributes: attributesNow },
      ],
    });
    const { logs: lines } = (await answerOf(server, `${path}/logs`)) as { logs: { body: string }[] };
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatchObject({ span_id: ids.spanId, attributes: attributesNow });
    expect(lines.map(({ body }) => body)).toContain('mail to [redacted], password=[redacted]');
    const [row] = await server.parts.store.db.selectFrom('spans').select('span').execute();
    expect(JSON.parse(row?.span ?? '')).toMatchObject({ ...ids, kind: 3, events: [{ name: 'exception' }] });
  });

  test('and was kept before is redacted by a rebuild', async () => {
    const server = await startTestServer({ engine });
    await server.take(leakyRun().take());
    const span = {
      traceId: TRACE_ID,
      spanId: 'a'.repeat(16),
      name: 'of EMP-4711',
      startTimeUnixNano: '1777041000000000000',
      attributes: [{ key: 'iban', value: { stringValue: 'X-1' } }],
    };
    await post(server, 'traces', JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
    const record = {
      ...span,
      timeUnixNano: span.startTimeUnixNano,
      body: { stringValue: 'for a@b.example' },
    };
    await post(server, 'logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
    await setPolicy(server, '', POLICY);
    const { redactors, store } = server.parts;
    expect(await rebuildRuns(store, { redactors })).toBe(1);
    const rebuilt = await everythingIn(server);
    for (const secret of SECRETS) expect(rebuilt).not.toContain(secret);
    expect(await found(server, '4711')).toEqual([]);
    await rebuildRuns(store, { redactors });
    const withoutVersion = (text: string) => text.replaceAll(/"version":\d+/g, '');
    expect(withoutVersion(await everythingIn(server))).toBe(withoutVersion(rebuilt));
    await server.take(leakyRun('new').take());
    const hashIn = async (runId: string) => (await runIn(server, runId)).record['outputs_summary'];
    expect(await hashIn('new')).toEqual(await hashIn(SAMPLE_RUN_ID));
  });
});

async function setPolicy(server: TestServer, tenant: string, policy: unknown): Promise<void> {
  const response = await server.request(`/api/v1/settings/redaction${tenant && `?tenant=${tenant}`}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(policy),
  });
  expect(response.status).toBe(200);
}

async function post(
  server: TestServer,
  signal: 'logs' | 'traces',
  body: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await server.request(`/v1/${signal}`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toEqual([200, {}]);
}

async function answerOf(server: TestServer, path: string): Promise<Record<string, unknown>> {
  const response = await server.request(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function runIn(server: TestServer, runId: string) {
  const record = await answerOf(server, `/api/v1/runs/${runId}`);
  const { steps } = await answerOf(server, `/api/v1/runs/${runId}/steps`);
  return { record, steps };
}

async function found(server: TestServer, words: string): Promise<unknown[]> {
  const { runs } = await answerOf(server, `/api/v1/runs?q=${words}`);
  return runs as unknown[];
}

async function keptEvents({ parts }: TestServer): Promise<unknown[]> {
  const rows = await parts.store.db.selectFrom('events').select('event').orderBy('seq').execute();
  return rows.map(({ event }) => JSON.parse(event) as RunEvent);
}

const TABLES = ['runs', 'steps', 'events', 'run_tags', 'artifacts', 'spans', 'log_records'] as const;

/** All rows in which content can be, as text. */
async function everythingIn({ parts }: TestServer, tables: readonly (typeof TABLES)[number][] = TABLES) {
  const { db } = parts.store;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}
