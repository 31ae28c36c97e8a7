import { stepIdFromSpanId, traceIdFromRunId } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** What there is to read of a run. */
const PARTS = [
  '',
  '/steps',
  '/waterfall',
  '/events',
  '/spans',
  '/logs',
  '/artifacts',
  '/lineage',
  '/neighbours',
];

describe.each(ENGINES)('in %s', (engine) => {
  test('steps come page by page in the order in which they began, each once', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    for (const key of ['a', 'b', 'c', 'd']) run.step('extract', { key });
    run.main.step('skipped').emit({ event: 'workflow.step.skipped', reason: 'nothing to do' });
    run.main.step('late').emit({ event: 'workflow.step.started' });
    await server.take(run.script.events);
    const path = `/api/v1/runs/${run.script.runId}/steps?limit=4`;
    const first = await jsonOf(server, path);
    expect(first).toMatchObject({ total: 6 });
    const second = await jsonOf(server, `${path}&next_token=${first['next_token'] as string}`);
    expect(second['next_token']).toBeNull();
    const names = [first, second].flatMap(({ steps }) =>
      (steps as { name: string }[]).map(({ name }) => name),
    );
    expect(names).toEqual(['extract:a', 'extract:b', 'extract:c', 'extract:d', 'skipped', 'late']);
    const foreign = await server.request(
      `/api/v1/runs/${run.script.runId}/events?next_token=${first['next_token'] as string}`,
    );
    expect(foreign.status).toBe(400);
    expect(await foreign.json()).toMatchObject({ code: 'invalid_next_token' });
  });

  test('a step is found by its id and by its span, with what it was given; a list can leave that out', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    const step = run.main.step('extract', { key: 'a.xml', type: 'model' });
    step.emit({ event: 'workflow.step.started' });
    step.emit({ event: 'workflow.step.completed', duration_ms: 1, input: { page: 1 }, output: [2] });
    await server.take(run.script.events);
    const path = `/api/v1/runs/${run.script.runId}/steps`;
    const expected = {
      id: stepIdFromSpanId(step.spanId),
      name: 'extract:a.xml',
      base_name: 'extract',
      key: 'a.xml',
      io: { input_redacted: { page: 1 }, output_redacted: [2] },
    };
    expect(await jsonOf(server, `${path}/${step.spanId}`)).toMatchObject(expected);
    expect(await jsonOf(server, `${path}/${expected.id}`)).toMatchObject(expected);
    expect(await jsonOf(server, `${path}?payloads=false`)).toMatchObject({
      steps: [{ id: expected.id, io: { input_redacted: null, output_redacted: null } }],
    });
    for (const unknown of ['0000000000000099', 'step_00000000000ZZ', 'nonsense', '0000000000000000']) {
      const answer = await server.request(`${path}/${unknown}`);
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ code: 'step_not_found' }),
      ]);
    }
  });

  test('events come page by page, in order and as sentences', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().step('extract').step('book').end();
    await server.take(run.script.events);
    const seen: unknown[] = [];
    let token: string | null = '';
    while (token !== null) {
      const next = token === '' ? '' : `&next_token=${token}`;
      const page = await jsonOf(server, `/api/v1/runs/${run.script.runId}/events?limit=3${next}`);
      seen.push(...(page['events'] as { event: unknown }[]).map(({ event }) => event));
      token = page['next_token'] as string | null;
    }
    expect(seen).toEqual(run.script.events);
    const { events } = await jsonOf(server, `/api/v1/runs/${run.script.runId}/events`);
    expect(events).toMatchObject([
      { sentence: 'Run of invoice started' },
      { sentence: 'Step extract started' },
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  test('a run has the runs that it repeats, that repeat it, and that are about the same', async () => {
    const server = await startTestServer({ engine });
    const begin = async (id: string, fields: object): Promise<void> => {
      const run = new SampleRun(id, id);
      run.main.write({
        event: 'workflow.run.running',
        trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
        ...fields,
      });
      await server.take(run.script.events);
    };
    await begin('original', { business_event_id: 'invoice#1' });
    await begin('again', { business_event_id: 'invoice#1', rerun_of: 'original', parent_run_id: 'batch' });
    await begin('batch', {});
    await begin('stranger', { rerun_of: 'original', tenant_id: 'evil', business_event_id: 'invoice#1' });
    expect(await jsonOf(server, '/api/v1/runs/original/lineage')).toMatchObject({
      rerun_of: null,
      reruns: [{ id: 'again' }],
      parent: null,
      children: [],
      same_business_event: [{ id: 'again' }],
    });
    expect(await jsonOf(server, '/api/v1/runs/again/lineage')).toMatchObject({
      rerun_of: { id: 'original' },
      parent: { id: 'batch' },
      same_business_event: [{ id: 'original' }],
    });
    expect(await jsonOf(server, '/api/v1/runs/batch/lineage')).toMatchObject({ children: [{ id: 'again' }] });
  });

  test('events can be asked for by name', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().step('extract').step('book').end();
    await server.take(run.script.events);
    const names = 'workflow.step.started,workflow.run.succeeded';
    const answer = await jsonOf(server, `/api/v1/runs/${run.script.runId}/events?name=${names}`);
    expect((answer['events'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'workflow.step.started',
      'workflow.step.started',
      'workflow.run.succeeded',
    ]);
  });

  test('spans and log records of the trace are shown, but not what another tenant sent under its id', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const run = new SampleRun().start().end();
    await server.parts.take(run.script.events, { tenantId: 'acme' });
    const traceId = traceIdFromRunId(run.script.runId);
    for (const tenant of ['acme', 'evil']) {
      const token = await server.token('ingest', tenant);
      await sendSpan(server, traceId, { token, name: `span of ${tenant}` });
      await sendLog(server, traceId, { token, body: `log of ${tenant}` });
    }
    const token = await server.token('viewer', 'acme');
    expect(await jsonOf(server, `/api/v1/runs/${run.script.runId}/spans`, token)).toEqual({
      spans: [
        {
          span_id: '00000000000000aa',
          parent_span_id: null,
          name: 'span of acme',
          started_at: '2026-04-24T14:30:00.000000Z',
          ended_at: '2026-04-24T14:30:00.250000Z',
          duration_ms: 250,
          status: 'ok',
          attributes: { 'http.status': 200 },
        },
      ],
      truncated: false,
    });
    expect(await jsonOf(server, `/api/v1/runs/${run.script.runId}/logs`, token)).toEqual({
      logs: [
        {
          id: expect.any(String),
          run_id: run.script.runId,
          step_id: null,
          timestamp: '2026-04-24T14:30:00.000000Z',
          severity: 'WARN',
          body: 'log of acme',
          span_id: null,
          attributes: { user: 'ops' },
        },
      ],
      next_token: null,
    });
  });

  test('a run of another tenant is not there, whatever is asked of it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const run = new SampleRun().start().step('extract').end();
    await server.take(run.script.events);
    const id = run.script.runId;
    const ours = await server.token('admin', 'acme');
    const theirs = await server.token('admin', 'evil');
    for (const part of [...PARTS, '/steps/0000000000000001']) {
      const path = `/api/v1/runs/${id}${part}`;
      expect([part, (await server.request(path, { token: ours })).status]).toEqual([part, 200]);
      const refused = await server.request(path, { token: theirs });
      expect([part, refused.status]).toEqual([part, 404]);
      expect(await refused.json()).toMatchObject({ code: 'run_not_found' });
    }
  });

  test('looking at a run changes nothing', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().step('extract').end();
    await server.take(run.script.events);
    const tables = ['runs', 'steps', 'events', 'changes', 'audit_log', 'run_tags', 'artifacts'] as const;
    const { db } = server.parts.store;
    const everything = (): Promise<unknown> =>
      Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
    const before = await everything();
    for (const part of PARTS) {
      expect((await server.request(`/api/v1/runs/${run.script.runId}${part}`)).status).toBe(200);
    }
    expect(await everything()).toEqual(before);
  });

  test('whatever is asked for, the answer is no failure of the server', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun('run-1').start().step('extract').end();
    await server.take(run.script.events);
    const texts = fc.oneof(
      fc.constantFrom('run-1', '%00', '%ff', '..%2f..', '%2e%2e', '0000000000000001', 'step_00000000000ZZ'),
      fc.string({ unit: 'binary', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
      fc
        .tuple(fc.base64String(), fc.stringMatching(/^.{43}$/u))
        .map((pair) => encodeURIComponent(pair.join('.'))),
    );
    const paths = fc.oneof(
      fc.tuple(texts, fc.constantFrom(...PARTS)).map(([id, part]) => `/api/v1/runs/${id}${part}`),
      texts.map((step) => `/api/v1/runs/run-1/steps/${step}`),
      fc
        .tuple(
          fc.constantFrom('steps', 'events', 'logs'),
          fc.constantFrom('next_token', 'limit', 'payloads', 'name', 'span_id'),
          texts,
        )
        .map(([part, name, text]) => `/api/v1/runs/run-1/${part}?${name}=${text}`),
      fc
        .tuple(fc.constantFrom('sort', 'status', 'from', 'tag_pattern', 'q'), texts)
        .map(([name, text]) => `/api/v1/runs/run-1/neighbours?${name}=${text}`),
      texts.map((signed) => `/api/v1/artifacts/${signed}`),
      texts.map((token) => `/api/v1/audit?next_token=${token}&target=${token}`),
      texts.map((job) => `/api/v1/bulk/${job}`),
    );
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        const answer = await server.request(path);
        const text = await answer.text();
        expect(answer.status).toBeLessThan(500);
        expect(text).not.toContain('node_modules');
      }),
      { numRuns: 300 },
    );
    expect(server.reports).toEqual([]);
  });

  test('a run of 10 000 steps is answered whole', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    for (let item = 0; item < 10_000; item += 1) run.step('extract', { key: `${item}` });
    run.end();
    for (let at = 0; at < run.script.events.length; at += 2000) {
      await server.take(run.script.events.slice(at, at + 2000));
    }
    const path = `/api/v1/runs/${run.script.runId}`;
    const { rows, omitted } = await jsonOf(server, `${path}/waterfall`);
    expect([(rows as unknown[]).length, omitted]).toEqual([10_000, 0]);
    const { steps, total } = await jsonOf(server, `${path}/steps?payloads=false&limit=10000`);
    expect([(steps as unknown[]).length, total]).toEqual([10_000, 10_000]);
  });
});

async function jsonOf(server: TestServer, path: string, token?: string): Promise<Record<string, unknown>> {
  const answer = await server.request(path, token === undefined ? {} : { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>; // what each test looks at is asserted there
}

/** Sends a span of a trace as an exporter does. */
async function sendSpan(server: TestServer, traceId: string, init: { token: string; name: string }) {
  const { token, name } = init;
  const span = {
    traceId,
    spanId: '00000000000000aa',
    name,
    startTimeUnixNano: '1777041000000000000',
    endTimeUnixNano: '1777041000250000000',
    status: { code: 1 },
    attributes: [{ key: 'http.status', value: { intValue: '200' } }],
  };
  const answer = await server.request('/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    token,
  });
  expect(answer.status).toBe(200);
}

async function sendLog(server: TestServer, traceId: string, init: { token: string; body: string }) {
  const record = {
    traceId,
    timeUnixNano: '1777041000000000000',
    severityNumber: 13,
    body: { stringValue: init.body },
    attributes: [{ key: 'user', value: { stringValue: 'ops' } }],
  };
  const answer = await server.request('/v1/logs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
    token: init.token,
  });
  expect(answer.status).toBe(200);
}
