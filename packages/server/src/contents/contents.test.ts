import { stepIdFromSpanId } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { RunDetailSchema, type RunDetail } from '../api/runs.ts';
import { stateTimeline } from './state-timeline.ts';

const NOW = Date.UTC(2026, 3, 24, 15);
const DECLINED = {
  type: 'CardError',
  message: '402 declined',
  category: 'external_api',
  code: '402',
} as const;

describe.each(ENGINES)('in %s', (engine) => {
  test('a failed run says what failed it, after how many attempts, and how often that happened', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    for (const id of ['earlier', 'later']) {
      const run = new SampleRun(id, id).start();
      run.script.pass(id === 'later' ? 60_000 : 1000);
      const step = run.main.step('charge', { attempt: 2 }).emit({ event: 'workflow.step.started' });
      step.emit({ event: 'workflow.step.retrying', error: DECLINED });
      step.emit({ event: 'workflow.step.failed', duration_ms: 5, error: DECLINED, retries: 1 });
      const failed = { failed_step: 'charge', failed_span_id: step.spanId, failed_attempt: 2 };
      run.main.emit({ event: 'workflow.run.failed', duration_ms: 10, error: DECLINED, ...failed });
      await server.take(run.script.events);
    }
    const detail = await detailOf(server, 'later');
    expect(detail).toMatchObject({
      state: 'failed',
      why: 'Step charge failed after 3 attempts: CardError: 402 declined',
      failure: { step: 'charge', attempts: 3, code: '402', category: 'external_api' },
    });
    expect(detail.failure?.similar).toMatchObject({ last_24h: 2, first_version: '7' });
    expect(detail.failure?.similar.first_at).toBe('2026-04-24T14:30:01.000000Z');
  });

  test('a waiting run says who can decide it, and how long it has waited', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().start();
    const gate = run.main.step('approve', { key: 'eu' }).emit({ event: 'workflow.step.started' });
    gate.emit({ event: 'workflow.gate.requested', gate: 'approve:eu', wait_kind: 'human' });
    run.main.emit({
      event: 'workflow.run.waiting',
      wait_id: 'p0.0',
      wait_kind: 'human',
      step_name: 'approve:eu',
      reason: 'over 10 000',
      until: '2026-04-25T14:30:00.000000Z',
    });
    await server.take(run.take());
    const detail = await detailOf(server, run.script.runId);
    expect(detail.status).toBe('waiting_human');
    expect(detail.why).toContain('(30m ago)');
    expect(detail.gate).toEqual({
      name: 'approve:eu',
      step: 'approve:eu',
      kind: 'human',
      since: '2026-04-24T14:30:00.000000Z',
      reason: 'over 10 000',
      needs: null,
      until: '2026-04-25T14:30:00.000000Z',
      decidable: true,
    });
    gate.emit({
      event: 'workflow.gate.resolved',
      gate: 'approve:eu',
      wait_kind: 'human',
      gate_outcome: 'approved',
      waited_ms: 5,
    });
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'p0.0', waited_ms: 5 });
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'p0.1', wait_kind: 'timer' });
    await server.take(run.take());
    expect((await detailOf(server, run.script.runId)).gate).toMatchObject({
      name: 'timer',
      decidable: false,
    });
  });

  test('the states of a run that was called stalled are those that all of its events give', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const run = new SampleRun().queue().start();
    run.script.pass(1000);
    run.script.process('watcher').emit({ event: 'workflow.run.stalled', reason: 'silence' });
    run.script.pass(1000);
    run.step('extract');
    run.script.pass(1000);
    run.script.process('watcher2').emit({
      event: 'workflow.run.lost',
      duration_ms: 1,
      error: DECLINED,
      inferred: true,
    });
    run.script.pass(1000);
    run.step('book').end();
    await server.take(run.script.events);
    const { states } = await detailOf(server, run.script.runId);
    expect(states.map(({ state }) => state)).toEqual([
      'running',
      'stalled',
      'running',
      'lost',
      'running',
      'succeeded',
    ]);
    const { state } = await server.parts.store.db
      .selectFrom('runs')
      .select('state')
      .executeTakeFirstOrThrow();
    expect(states).toEqual(stateTimeline(run.script.events, JSON.parse(state), NOW));
  });

  test('the business panel has what was measured beside what the run before it measured', async () => {
    const server = await startTestServer({ engine });
    for (const [id, accuracy] of [
      ['first', 0.9],
      ['second', 0.95],
    ] as const) {
      const run = new SampleRun(id, id);
      run.script.pass(id === 'second' ? 60_000 : 0);
      run.main.emit({
        event: 'workflow.run.running',
        trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
        business_event_id: 'https://erp.example/invoices/991',
      });
      run.main.emit({
        event: 'workflow.run.succeeded',
        duration_ms: 5,
        effectiveness: { accuracy, throughput_delta: 2.3 },
      });
      await server.take(run.script.events);
    }
    const unmeasured = new SampleRun('third', 'third').start();
    await server.take(unmeasured.script.events);
    const { business } = await detailOf(server, 'second');
    expect(business).toMatchObject({ url: 'https://erp.example/invoices/991', others: ['first'] });
    expect(business?.indicators).toEqual([
      {
        name: 'accuracy',
        before: 0.9,
        after: 0.95,
        delta: expect.closeTo(0.05),
        source: 'measured by the run; before: first',
        at: '2026-04-24T14:31:00.000000Z',
      },
      expect.objectContaining({ name: 'throughput_delta', delta: 2.3 }),
    ]);
    expect((await detailOf(server, 'third')).business).toBeNull();
  });

  test('what is missing is said with what to do about it', async () => {
    const server = await startTestServer({
      engine,
      links: { trace: 'https://tempo.example/{trace_id}?from={from}', logs: 'https://loki.example/{run_id}' },
    });
    const run = new SampleRun('run/1').start().step('extract').step('book').end();
    const { events } = run.script;
    await server.take(events.filter(({ seq }) => seq !== 2 && seq !== 3));
    const detail = await detailOf(server, 'run/1');
    expect(detail.progress.missing_events).toBe(2);
    expect(detail.gaps.map(({ what }) => what)).toEqual(['trace', 'logs', 'events']);
    expect(detail.gaps[2]?.guidance).toMatch(/^2 events have not arrived/);
    expect(detail.links.logs).toBe('https://loki.example/run%2F1');
    expect(detail.links.trace).toMatch(/^https:\/\/tempo\.example\/[0-9a-f]{32}\?from=1777040940000$/);
    await server.take(events);
    await keepSpan(server, detail);
    expect((await detailOf(server, 'run/1')).gaps.map(({ what }) => what)).toEqual(['logs']);
  });

  test('an answer that says nothing new is not sent again', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}`;
    const first = await server.request(path);
    const etag = first.headers.get('etag') ?? '';
    const again = await server.request(path, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect(await again.text()).toBe('');
    run.main.heartbeat(1);
    await server.take(run.take());
    expect((await server.request(path, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

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

  test('spans and log records of the trace are shown, but not what another tenant sent under its id', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().end();
    await server.parts.take(run.script.events, { tenantId: 'acme' });
    const detail = await detailOf(server, run.script.runId);
    await keepSpan(server, detail, { tenant_id: 'acme', name: 'GET /invoices' });
    await keepSpan(server, detail, { tenant_id: 'evil', span_id: '00000000000000ee', name: 'forged' });
    for (const tenant_id of ['acme', 'evil']) {
      await server.parts.store.db
        .insertInto('log_records')
        .values({
          record_id: tenant_id,
          trace_id: detail.trace_id,
          span_id: null,
          tenant_id,
          timestamp: '2026-04-24T14:30:00.000000Z',
          severity: 13,
          body: `of ${tenant_id}`,
          received_at: '2026-04-24T14:30:00.000000Z',
          record: JSON.stringify({ attributes: [{ key: 'user', value: { stringValue: 'ops' } }] }),
        })
        .execute();
    }
    const path = `/api/v1/runs/${run.script.runId}`;
    expect(await jsonOf(server, `${path}/spans`)).toEqual({
      spans: [
        {
          span_id: '00000000000000aa',
          parent_span_id: null,
          name: 'GET /invoices',
          started_at: '2026-04-24T14:30:00.000000Z',
          ended_at: '2026-04-24T14:30:00.250000Z',
          duration_ms: 250,
          status: 'ok',
          attributes: { 'http.status': 200 },
        },
      ],
      truncated: false,
    });
    expect(await jsonOf(server, `${path}/logs`)).toEqual({
      logs: [
        {
          timestamp: '2026-04-24T14:30:00.000000Z',
          severity: 'WARN',
          body: 'of acme',
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
    const parts = [
      '',
      '/steps',
      '/steps/0000000000000001',
      '/waterfall',
      '/events',
      '/spans',
      '/logs',
      '/artifacts',
      '/lineage',
    ];
    for (const part of parts) {
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
    for (const part of ['', '/steps', '/waterfall', '/events', '/spans', '/logs', '/artifacts', '/lineage']) {
      expect((await server.request(`/api/v1/runs/${run.script.runId}${part}`)).status).toBe(200);
    }
    expect(await everything()).toEqual(before);
  });

  test('a run of 10 000 steps answers in less than a second', { timeout: 60_000 }, async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    for (let item = 0; item < 10_000; item += 1) run.step('extract', { key: `${item}` });
    run.end();
    for (let at = 0; at < run.script.events.length; at += 2000) {
      await server.take(run.script.events.slice(at, at + 2000));
    }
    const { rows, omitted } = await jsonOf(server, `/api/v1/runs/${run.script.runId}/waterfall`);
    expect([(rows as unknown[]).length, omitted]).toEqual([2000, 8000]);
    for (const part of ['', '/steps?payloads=false', '/waterfall', '/events?limit=500']) {
      const begun = performance.now();
      const answer = await server.request(`/api/v1/runs/${run.script.runId}${part}`);
      await answer.text();
      expect(answer.status).toBe(200);
      expect([part, performance.now() - begun < 1000]).toEqual([part, true]);
    }
  });
});

async function jsonOf(server: TestServer, path: string): Promise<Record<string, unknown>> {
  const answer = await server.request(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>; // what each test looks at is asserted there
}

async function detailOf(server: TestServer, runId: string): Promise<RunDetail> {
  const answer = await jsonOf(server, `/api/v1/runs/${encodeURIComponent(runId)}`);
  return RunDetailSchema.strict().parse(answer);
}

async function keepSpan(
  server: TestServer,
  { trace_id }: RunDetail,
  fields: { tenant_id?: string; span_id?: string; name?: string } = {},
): Promise<void> {
  await server.parts.store.db
    .insertInto('spans')
    .values({
      trace_id,
      span_id: '00000000000000aa',
      parent_span_id: null,
      tenant_id: 'acme',
      run_id: null,
      name: 'a span',
      started_at: '2026-04-24T14:30:00.000000Z',
      ended_at: '2026-04-24T14:30:00.250000Z',
      status: 'ok',
      received_at: '2026-04-24T14:30:01.000000Z',
      span: JSON.stringify({ attributes: [{ key: 'http.status', value: { intValue: '200' } }] }),
      ...fields,
    })
    .execute();
}
