// What holds for every operation of the API, whatever it is for.
import { SampleRun } from '@runlight/testing/runs';
import { addWebhook, eventually, startTestServer, type TestServer } from '@runlight/testing/server';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { ask, operationsOf, pathOf, type Answered, type Operation } from './operations.ts';

test('GET and HEAD change nothing', async () => {
  const server = await newServer();
  const path = await somethingOfEach(server);
  const reading = (await operationsOf(server)).filter(({ method }) => method === 'GET');

  const statuses: Record<string, number> = {};
  for (const operation of reading) {
    const before = await everythingIn(server);
    const query = QUERIES[operation.id] ?? '';
    const { status } = await ask(server, { ...operation, path: operation.path + query }, { path });
    await server.request(pathOf(operation, path) + query, { method: 'HEAD' });
    statuses[operation.id] = status;
    expect([operation.id, await everythingIn(server)]).toEqual([operation.id, before]);
  }

  // An answer that is an error would have shown nothing.
  const expected = reading.map(({ id }) => [id, id === 'getArtifact' ? 404 : 200]);
  expect(statuses).toEqual(Object.fromEntries(expected));
  expect(reading.length).toBeGreaterThan(30);
});

test('a POST that is sent again with its Idempotency-Key is answered as before, and changes nothing', async () => {
  const server = await newServer();
  const path = await somethingOfEach(server);
  const writing = (await operationsOf(server)).filter(
    ({ id, method, path: at }) => method === 'POST' && at.startsWith('/api/v1/') && id !== 'startSession',
  );

  const said: Record<string, unknown> = {};
  for (const operation of writing) {
    const body = BODIES[operation.id] ?? {};
    const ofRun = { ...path, ...(OF_ENDED.has(operation.id) && { id: 'ended' }) };
    const asked = { path: ofRun, body, headers: { 'idempotency-key': operation.id } };
    const first = await ask(server, operation, asked);
    await settled(server);
    const before = await everythingIn(server);
    const again = await ask(server, operation, asked);
    const other = await ask(server, operation, { ...asked, body: { ...body, other: true } });

    said[operation.id] = [codeOf(first), sayingOf(first, again), codeOf(other)];
    expect([operation.id, await everythingIn(server)]).toEqual([operation.id, before]);
  }

  const expected = writing.map(({ id }) => {
    const replay = SHOWN_ONCE.has(id) ? 'shown once' : 'as before';
    return [id, [undefined, replay, 'idempotency_key_reused']];
  });
  expect(said).toEqual(Object.fromEntries(expected));
  expect(writing.length).toBeGreaterThan(20);
});

test('every answer of the API says how much may still be asked for, and every refusal whether to try again', async () => {
  const server = await newServer();
  const operations = (await operationsOf(server)).filter(
    ({ path, id }) => path.startsWith('/api/v1/') && !id.startsWith('stream'),
  );

  for (const operation of operations) {
    const answer = await ask(server, operation, { body: 'no object' });
    // Of signing in only what fails is counted: many do from one address.
    const tellsHowMuch = /^"requests";r=\d+;t=\d+/.test(answer.headers.get('ratelimit') ?? '');
    expect([operation.id, tellsHowMuch]).toEqual([operation.id, operation.id !== 'startSession']);
    if (answer.status < 400) continue;
    expect([operation.id, answer.headers.get('content-type')]).toEqual([
      operation.id,
      'application/problem+json',
    ]);
    expect([operation.id, PROBLEM.safeParse(JSON.parse(answer.text)).error]).toEqual([
      operation.id,
      undefined,
    ]);
    expect([operation.id, answer.text]).toEqual([operation.id, expect.stringContaining('"retriable":false')]);
  }
  expect(operations.length).toBeGreaterThan(50);
});

const PROBLEM = z.strictObject({
  code: z.string().regex(/^[a-z]+(?:_[a-z]+)*$/),
  status: z.int().min(400).max(599),
  detail: z.string().min(1),
  retriable: z.boolean(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const QUERIES: Readonly<Record<string, string>> = { compareVersions: '?a=7&b=8' };

/** What is sent, where `{}` is not enough. */
const BODIES: Readonly<Record<string, object>> = {
  annotateRun: { note: 'x' },
  assignRun: { owner: 'x' },
  createSelection: { query: 'status=failed' },
  decideGate: { outcome: 'approved' },
  pinRun: { pinned: true },
  rerunRun: { note: 'x' },
  resolveRun: { reason: 'x' },
  startBulkJob: { action: 'tag', run_ids: ['ended'], expected: 1, add: ['y'] },
  tagRun: { add: ['x'] },
  acknowledgeControl: { request_ids: ['x'] },
  pollControl: { run_ids: ['open'] },
  registerWorker: { name: 'x', workflows: ['invoice'] },
  addWebhook: { url: 'https://hooks.example.com/x', events: ['run.failed'] },
  previewRetention: { raw_days: 1, io_days: 1, summary_days: 1, metrics_days: 1 },
  previewRedaction: { policy: { rules: [] }, sample: { a: 1 } },
  addToken: { name: 'x', role: 'viewer' },
  saveView: { name: 'x', query: 'status=failed' },
};
const OF_ENDED: ReadonlySet<string> = new Set(['rerunRun', 'resolveRun']);
/** What answers with a secret. */
const SHOWN_ONCE: ReadonlySet<string> = new Set(['addToken', 'addWebhook', 'rotateWebhookSecret']);

/** Its clock stands still at the time of the sample runs: what goes on by itself has nothing to do. */
function newServer(): Promise<TestServer> {
  return startTestServer({
    allowPrivateWebhooks: true,
    requestsPerMinute: 100_000,
    now: () => Date.UTC(2026, 3, 24, 15),
    work: { deliveryWaitMs: 0 },
  });
}

/** Makes something of all that there is; the values of parameters that name it. */
async function somethingOfEach(server: TestServer): Promise<Record<string, string>> {
  const open = new SampleRun('open', 'p1').start();
  const gate = open.main.step('approve', { type: 'decision' }).emit({ event: 'workflow.step.started' });
  gate.emit({ event: 'workflow.gate.requested', gate: 'approve', wait_kind: 'human' });
  const operations = await operationsOf(server);
  const make = async (id: string, path: Record<string, string> = {}): Promise<Record<string, string>> => {
    const operation = operations.find((each) => each.id === id);
    const { status, text } = await ask(server, operation as Operation, { path, body: BODIES[id] ?? {} });
    if (status >= 300) throw new Error(`${id}: ${text}`);
    return JSON.parse(text) as Record<string, string>; // its ids are texts
  };
  const { webhook_id: webhook } = await addWebhook(server, 'http://127.0.0.1:9/');
  await server.take([...open.take(), ...new SampleRun('ended').start().step('read').end('failed').take()]);
  const [step = '', delivery = ''] = await eventually(async () => {
    const { db } = server.parts.store;
    const [first] = await db.selectFrom('webhook_deliveries').selectAll().where('attempts', '>', 0).execute();
    const steps = await db.selectFrom('steps').select('span_id').where('run_id', '=', 'open').execute();
    expect(first?.status).toBe('pending');
    return [steps[0]?.span_id, first?.delivery_id];
  });
  const { token_id: token = '' } = await make('addToken');
  const { view_id: view = '' } = await make('saveView');
  const { job_id: job = '' } = await make('startBulkJob');
  const { worker_id: worker = '' } = await make('registerWorker');
  await make('rerunRun', { id: 'ended' });
  const { item_id: item = '' } = await make('claimWork', { worker });
  await settled(server);
  return {
    id: 'open',
    gate: 'approve',
    workflow: 'invoice',
    step,
    webhook,
    delivery,
    token,
    view,
    job,
    worker,
    item,
  };
}

/** Waits until the server has done what it does by itself: jobs, and attempts to deliver. */
async function settled({ parts }: TestServer): Promise<void> {
  const { store } = parts;
  const now = parts.timestamp();
  await eventually(async () => {
    const jobs = await store.db
      .selectFrom('bulk_jobs')
      .select('status')
      .where('status', '=', 'running')
      .execute();
    const due = await store.db
      .selectFrom('webhook_deliveries')
      .select('delivery_id')
      .where('status', '=', 'pending')
      .where('next_attempt_at', '<=', now)
      .execute();
    expect([...jobs, ...due]).toEqual([]);
  });
}

/** Every row of every table. */
async function everythingIn({ parts: { store } }: TestServer): Promise<Record<string, unknown>> {
  const tables = (await store.db.introspection.getTables()).map(({ name }) => name);
  expect(tables).toContain('idempotency_keys');
  const rows: Record<string, unknown> = {};
  for (const table of tables)
    rows[table] = (await sql`select * from ${sql.table(table)}`.execute(store.db)).rows;
  return rows;
}

function sayingOf(first: Answered, again: Answered): string {
  if (again.headers.get('idempotency-replayed') !== 'true') return 'served again';
  if (codeOf(again) === 'secret_shown_once') return 'shown once';
  return again.status === first.status && again.text === first.text ? 'as before' : 'another';
}

function codeOf({ text }: Answered): string | undefined {
  return /"code":"(?<code>\w+)"/.exec(text)?.groups?.['code'];
}
