import { traceIdFromRunId, type RunEvent } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { pruneOnce } from './keep-to-retention.ts';
import type { Retention } from './policies.ts';

const RUN_ENDED = Date.parse('2026-04-24T14:30:00.010Z');
const DAY_MS = 86_400_000;
const FOR_GOOD: Retention = { raw_days: null, io_days: null, summary_days: null, metrics_days: null };
const RUN_ID = 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD';
const SECRETS = ['a.xml', 'what the step was given', 'what it gave', 'paid in full'] as const;

/** A run whose inputs and outputs are in all the places in which they can be. */
function eventsOf(runId: string): RunEvent[] {
  const run = new SampleRun(runId).start();
  const step = run.main.step('read', { type: 'tool' }).emit({ event: 'workflow.step.started' });
  run.script.pass(10);
  step.emit({
    event: 'workflow.step.completed',
    duration_ms: 10,
    input: SECRETS[1],
    output: { text: SECRETS[2] },
  });
  run.main.emit({ event: 'workflow.run.annotated', note: 'noted', actor: 'me' });
  run.main.emit({ event: 'workflow.run.tagged', add: ['urgent'], remove: [] });
  run.main.emit({ event: 'workflow.run.succeeded', duration_ms: 10, outputs: { result: SECRETS[3] } });
  return run.take();
}

async function serverAfter(
  engine: (typeof ENGINES)[number],
  days: number,
  retention: Partial<Retention>,
): Promise<TestServer> {
  let now = RUN_ENDED;
  const server = await startTestServer({ engine, now: () => now });
  await server.take(eventsOf(RUN_ID));
  await put(server, '/api/v1/settings/retention', { ...FOR_GOOD, ...retention });
  now += days * DAY_MS;
  return server;
}

describe.each(ENGINES)('retention, %s', (engine) => {
  test('leaves all of a run until its time is over', async () => {
    const server = await serverAfter(engine, 29, {
      raw_days: 30,
      io_days: 30,
      summary_days: 30,
      metrics_days: 30,
    });
    const before = await everythingIn(server);

    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 0 });
    expect(await everythingIn(server)).toEqual(before);
  });

  test('deletes the events and keeps the run', async () => {
    const server = await serverAfter(engine, 31, { raw_days: 30 });

    expect(await pruneOnce(server.parts)).toEqual({ events: 1, io: 0, summary: 0, run: 0 });

    expect(await get(server, `/api/v1/runs/${RUN_ID}/events`)).toMatchObject({ events: [] });
    expect(await get(server, `/api/v1/runs/${RUN_ID}`)).toMatchObject({
      state: 'succeeded',
      inputs_summary: { file: 'a.xml' },
      gaps: [{ what: 'events', guidance: expect.stringContaining('deleted on 2026-05-25') }],
    });
    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 0 });
  });

  test('takes inputs and outputs out of every table, and keeps when what happened', async () => {
    const server = await serverAfter(engine, 31, { io_days: 30 });
    for (const secret of SECRETS) expect(await everythingIn(server)).toContain(secret);

    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 1, summary: 0, run: 0 });

    const left = await everythingIn(server);
    for (const secret of SECRETS) expect(left).not.toContain(secret);
    expect(await get(server, '/api/v1/runs?q=full')).toMatchObject({ runs: [] });
    expect(await get(server, '/api/v1/runs?q=invoice')).toMatchObject({ runs: [{ id: RUN_ID }] });
    expect(await get(server, `/api/v1/runs/${RUN_ID}/steps`)).toMatchObject({
      steps: [
        {
          name: 'read',
          status: 'completed',
          duration_ms: 10,
          io: { input_redacted: null, output_redacted: null },
        },
      ],
    });
    expect(await get(server, `/api/v1/runs/${RUN_ID}`)).toMatchObject({
      inputs_summary: null,
      outputs_summary: null,
      annotations: [{ note: 'noted' }],
    });
  });

  test('takes away what was said of a run, and keeps what figures are computed from', async () => {
    const server = await serverAfter(engine, 31, { summary_days: 30, metrics_days: 60 });
    const window = 'from=2026-04-01T00:00:00Z';
    const before = await get(server, `/api/v1/metrics?${window}`);

    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 1, summary: 1, run: 0 });

    const run = await get(server, `/api/v1/runs/${RUN_ID}`);
    expect(run).toMatchObject({ state: 'succeeded', tags: [], annotations: [] });
    const figures = (await get(server, `/api/v1/metrics?${window}`)) as { to: string };
    expect(figures).toEqual({ ...(before as object), to: figures.to });
  });

  test('deletes all of a run when nothing of it is kept any more, and says so', async () => {
    const server = await serverAfter(engine, 31, { summary_days: 30, metrics_days: 30 });

    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 1 });

    const { db } = server.parts.store;
    for (const table of ['runs', 'steps', 'events', 'run_tags', 'run_words', 'changes'] as const)
      expect(await db.selectFrom(table).select('run_id').execute()).toEqual([]);
    const [deed] = await db.selectFrom('audit_log').selectAll().where('actor', '=', 'retention').execute();
    expect(deed).toMatchObject({ action: 'retention.delete_run', target: RUN_ID, tenant_id: 'acme' });
  });

  test('is not undone by events that arrive again', async () => {
    const server = await serverAfter(engine, 31, { raw_days: 30, io_days: 30 });
    await pruneOnce(server.parts);
    const before = await everythingIn(server);

    await server.take(eventsOf(RUN_ID));

    expect(await everythingIn(server)).toEqual(before);
  });

  test.each([
    ['io', { io_days: 30 }, { events: 0, io: 1, summary: 0, run: 0 }],
    ['events', { raw_days: 30, io_days: 30 }, { events: 1, io: 1, summary: 0, run: 0 }],
    ['summary', { raw_days: 30, summary_days: 30 }, { events: 1, io: 1, summary: 1, run: 0 }],
  ])('deletes what arrives after its time was over, too: %s', async (_, retention, pruned) => {
    const server = await serverAfter(engine, 31, retention);
    expect(await pruneOnce(server.parts)).toEqual(pruned);
    const before = await everythingIn(server);
    const late = new SampleRun(RUN_ID, 'late process');
    const step = late.main.step('late step', { type: 'tool', key: 'Jane Doe' });
    step.emit({ event: 'workflow.step.completed', duration_ms: 1, output: 'what came late' });
    await server.take(late.take());
    expect(await everythingIn(server)).toContain('what came late');
    expect(
      await post(server, '/api/v1/settings/retention/preview', { ...FOR_GOOD, ...retention }),
    ).toMatchObject({
      raw: pruned.events,
      summary: pruned.summary,
    });

    expect(await pruneOnce(server.parts)).toEqual(pruned);

    const after = await everythingIn(server);
    for (const secret of [...SECRETS, 'what came late']) expect(after).not.toContain(secret);
    expect(after.includes('Jane Doe')).toBe(pruned.summary === 0);
    expect(before).not.toContain('Jane Doe');
    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 0 });
  });

  test('leaves nothing of a summary that it deletes by which a run is found or shown', async () => {
    let now = RUN_ENDED;
    const server = await startTestServer({ engine, now: () => now });
    const run = new SampleRun(RUN_ID);
    run.main.emit({
      event: 'workflow.run.running',
      trace_id: traceIdFromRunId(RUN_ID),
      business_event_id: 'customer 7',
      actor: 'Jane Doe',
      tags: ['backfill', 'for Jane'],
    });
    const step = run.main.step('charge', { type: 'tool', key: 'card of Jane' });
    step.emit({ event: 'workflow.step.started' });
    const error = {
      type: 'CardError',
      code: 'card_of_jane',
      message: 'Jane has no money',
      category: 'external_api',
    } as const;
    step.emit({ event: 'workflow.step.failed', duration_ms: 10, error });
    run.main.emit({ event: 'workflow.run.failed', duration_ms: 10, error });
    await server.take(run.take());
    await post(server, `/api/v1/runs/${RUN_ID}/assign`, { owner: 'Jane' });
    await post(server, `/api/v1/runs/${RUN_ID}/resolve`, { resolved: true, reason: 'Jane paid' });
    await put(server, '/api/v1/settings/retention', {
      ...FOR_GOOD,
      summary_days: 30,
      metrics_days: 60,
      raw_days: 30,
    });
    now += 31 * DAY_MS;
    const told: string[] = [];
    server.parts.feed.subscribe((changes) => told.push(...changes.map(({ runId }) => runId)));
    const { version } = await server.parts.store.db
      .selectFrom('runs')
      .select('version')
      .executeTakeFirstOrThrow();

    expect(await pruneOnce(server.parts)).toEqual({ events: 1, io: 1, summary: 1, run: 0 });

    const left = await everythingIn(server);
    for (const said of ['Jane', 'customer 7', 'card']) expect(left).not.toContain(said);
    expect(await get(server, '/api/v1/runs?business_event_id=customer%207')).toMatchObject({ runs: [] });
    const [row] = await server.parts.store.db.selectFrom('runs').selectAll().execute();
    expect(row).toMatchObject({
      status: 'failed',
      error_category: 'external_api',
      is_backfill: 1,
      started_at: '2026-04-24T14:30:00.000000Z',
      version: version + 1,
    });
    expect(told).toEqual([RUN_ID]);
  });

  test('of runs that were old when they came begins with their coming', async () => {
    const server = await startTestServer({ engine, now: () => RUN_ENDED + 1000 * DAY_MS });
    await server.take(eventsOf(RUN_ID));

    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 0 });
  });

  test('never touches a pinned run, nor one that goes on', async () => {
    const all = { raw_days: 1, io_days: 1, summary_days: 1, metrics_days: 1 };
    const server = await serverAfter(engine, 31, all);
    await server.take(new SampleRun('run_01JSM0VD2K7ZQ4X9M3T8W1B6CE', 'p1').start().take());
    await server.request(`/api/v1/runs/${RUN_ID}/pin`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ pinned: true }),
    });

    expect(await post(server, '/api/v1/settings/retention/preview', all)).toEqual({
      raw: 0,
      io: 0,
      summary: 0,
      run: 0,
      pinned: 1,
    });
    expect(await pruneOnce(server.parts)).toEqual({ events: 0, io: 0, summary: 0, run: 0 });
  });

  test('deletes as many runs altogether as its preview says: those for which both classes are over', async () => {
    const both = { ...FOR_GOOD, summary_days: 30, metrics_days: 30 };
    const server = await serverAfter(engine, 31, both);
    const preview = (retention: object): Promise<unknown> =>
      post(server, '/api/v1/settings/retention/preview', retention);

    expect(await preview({ ...both, metrics_days: 32 })).toMatchObject({ summary: 1, run: 0 });
    expect(await preview({ ...both, metrics_days: null })).toMatchObject({ summary: 1, run: 0 });
    expect(await preview(both)).toMatchObject({ run: 1 });
    expect(await pruneOnce(server.parts)).toMatchObject({ run: 1 });
    expect(await preview(both)).toMatchObject({ run: 0 });
  });

  test('is a tenant’s own where it has one, and the preview says what it would delete', async () => {
    const server = await serverAfter(engine, 31, { raw_days: 30 });
    const preview = (tenant: string): Promise<unknown> =>
      post(server, `/api/v1/settings/retention/preview${tenant}`, { ...FOR_GOOD, raw_days: 30 });

    expect(await preview('')).toEqual({ raw: 1, io: 0, summary: 0, run: 0, pinned: 0 });
    await put(server, '/api/v1/settings/retention?tenant=acme', { ...FOR_GOOD, raw_days: 365 });

    expect(await preview('')).toEqual({ raw: 0, io: 0, summary: 0, run: 0, pinned: 0 });
    expect(await preview('?tenant=acme')).toEqual({ raw: 1, io: 0, summary: 0, run: 0, pinned: 0 });
    expect(await pruneOnce(server.parts)).toMatchObject({ events: 0 });
    expect(await get(server, '/api/v1/settings/retention?tenant=acme')).toMatchObject({ raw_days: 365 });
    expect(await get(server, '/api/v1/settings/retention?tenant=other')).toMatchObject({ raw_days: 30 });
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };

async function get(server: TestServer, path: string): Promise<unknown> {
  return (await server.request(path)).json();
}

async function post(server: TestServer, path: string, body: unknown): Promise<unknown> {
  return (
    await server.request(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) })
  ).json();
}

async function put(server: TestServer, path: string, body: unknown): Promise<void> {
  const response = await server.request(path, {
    method: 'PUT',
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

/** All tables but those of deeds and settings, as text. */
async function everythingIn({ parts }: TestServer): Promise<string> {
  const { db } = parts.store;
  const tables = [
    'runs',
    'steps',
    'events',
    'run_tags',
    'artifacts',
    'webhook_deliveries',
    'work_items',
  ] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows).replaceAll(String.raw`\"`, '"');
}
