import { setTimeout as delay } from 'node:timers/promises';

import type { RunEvent } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

type Body = Record<string, unknown>;

describe.each(ENGINES)('in %s', (engine) => {
  test('a re-run links both runs at once and gives its worker all that the new one begins with', async () => {
    const server = await startTestServer({ engine });
    const worker = await register(server, ['invoice', 'other']);
    const { runId } = await failedRun(server);
    const asked = await post(server, `/api/v1/runs/${runId}/rerun`, {
      reason: 'the bank was down',
      note: 'second try, ask ann@example.com',
      inputs: { file: 'b.xml', password: 'for the worker alone' },
      from: 'failed_step',
      tags: ['urgent'],
    });
    expect(asked).toMatchObject({ status: 202, body: { rerun_of: runId, workers: 1, duplicates: [] } });
    const newId = String(asked.body['run_id']);
    expect(newId).toMatch(/^run_[0-9A-HJKMNP-TV-Z]{26}$/);

    const original = await eventsOf(server, runId);
    expect(original.at(-1)).toMatchObject({
      event: 'workflow.run.rerun_requested',
      new_run_id: newId,
      actor: 'local',
      reason: 'the bank was down',
      note: 'second try, ask [redacted]',
    });
    const { body: queued } = await get(server, `/api/v1/runs/${newId}`);
    expect(queued).toMatchObject({
      state: 'queued',
      rerun_of: runId,
      started_by: 'local',
      tags: ['urgent'],
      tenant_id: 'acme',
    });
    expect(await eventsOf(server, newId)).toMatchObject([
      { event: 'workflow.run.queued', run_attempt: 2 },
      { event: 'workflow.run.annotated', note: 'second try, ask [redacted]' },
    ]);
    expect(JSON.stringify(await eventsOf(server, newId))).not.toContain('for the worker alone');

    const { status, body: item } = await claim(server, worker);
    expect(status).toBe(200);
    expect(item).toMatchObject({
      item_id: asked.body['item_id'],
      run_id: newId,
      workflow_name: 'invoice',
      rerun_of: runId,
      inputs: { file: 'b.xml', password: 'for the worker alone' },
      from: 'failed_step',
      completed_steps: ['extract', 'extract:b'],
      begun_at: null,
      run_attempt: 2,
      tenant_id: 'acme',
      actor: 'local',
      attempt: 1,
    });
    expect((await claim(server, worker)).status).toBe(204);
    expect(await finish(server, worker, String(item['item_id']))).toMatchObject({ status: 204 });
    expect(await rows(server)).toMatchObject([{ status: 'done', attempts: 1, error: null }]);
    expect(JSON.stringify(await rows(server))).not.toContain('for the worker alone');
    const [deed] = await server.parts.store.db.selectFrom('audit_log').selectAll().execute();
    expect(deed).toMatchObject({ actor: 'local', action: 'run.rerun', target: runId, tenant_id: 'acme' });
  });

  test('without inputs the original’s are taken, and none that were redacted', async () => {
    const server = await startTestServer({ engine });
    const worker = await register(server, ['invoice']);
    const { runId } = await failedRun(server);
    await post(server, `/api/v1/runs/${runId}/rerun`, {});
    expect((await claim(server, worker)).body['inputs']).toEqual({ file: 'a.xml', pages: 2 });

    for (const [nth, inputs] of [
      { iban: '[redacted]' },
      { mail: ['to [redacted] soon'] },
      { key: 'hmac-sha256:0123456789abcdef0123456789abcdef' },
      { '[truncated]': 'more than 16384 characters', text: 'a' },
    ].entries()) {
      const kept = new SampleRun(`run-${nth}`);
      kept.main.emit({ event: 'workflow.run.running', trace_id: '1'.repeat(31) + nth, inputs });
      await server.take(kept.end('failed').take());
      expect(await post(server, `/api/v1/runs/run-${nth}/rerun`, {})).toMatchObject({
        status: 409,
        body: { code: 'inputs_not_kept' },
      });
      expect(await post(server, `/api/v1/runs/run-${nth}/rerun`, { inputs: { iban: 'x' } })).toMatchObject({
        status: 202,
      });
    }
  });

  test('what was asked for while nobody serves it waits, and goes to the worker that comes', async () => {
    const server = await startTestServer({ engine });
    const { runId } = await failedRun(server);
    expect(await post(server, `/api/v1/runs/${runId}/rerun`, {})).toMatchObject({
      status: 202,
      body: { workers: 0 },
    });
    const other = await register(server, ['other']);
    expect((await claim(server, other)).status).toBe(204);
    expect(await claim(server, await register(server, ['invoice']))).toMatchObject({ status: 200 });
  });

  test('a worker that waits gets what is asked for then', async () => {
    const server = await startTestServer({ engine });
    const worker = await register(server, ['invoice']);
    const { runId } = await failedRun(server);
    const claimed = claim(server, worker, 30);
    await vi.waitFor(() => expect(server.parts.bells.work.keys()).toEqual(['invoice']));
    const { body } = await post(server, `/api/v1/runs/${runId}/rerun`, {});
    expect((await claimed).body).toMatchObject({ run_id: body['run_id'] });
  });

  test('who is gone by the time that there is work keeps it from nobody', async () => {
    const server = await startTestServer({ engine });
    const [gone, worker] = [await register(server, ['invoice']), await register(server, ['invoice'])];
    const { runId } = await failedRun(server);
    await post(server, `/api/v1/runs/${runId}/rerun`, {});
    const others = Promise.withResolvers<void>();
    const written = server.parts.store.write(() => others.promise); // nobody else can write meanwhile
    const leaving = new AbortController();
    const path = `/api/v1/workers/${gone}/claim`;
    const asked = server.request(path, { method: 'POST', signal: leaving.signal }).catch(() => 'gone');
    await delay(200); // the claim is under way
    leaving.abort();
    expect(await asked).toBe('gone');
    await delay(200); // the server has heard of it
    others.resolve();
    await written;
    expect(await claim(server, worker, 30)).toMatchObject({ status: 200, body: { attempt: 1 } });
  });

  test('open runs for the same business event are told, whatever else is asked for', async () => {
    const server = await startTestServer({ engine });
    for (const [runId, outcome] of [
      ['run-a', 'failed'],
      ['run-b', undefined],
      ['run-c', 'succeeded'],
    ] as const) {
      const run = new SampleRun(runId);
      run.main.emit({
        event: 'workflow.run.running',
        trace_id: runId.charCodeAt(4).toString(16).repeat(16),
        business_event_id: 'erp:1',
      });
      if (outcome !== undefined) run.end(outcome);
      await server.take(run.take());
    }
    expect((await post(server, '/api/v1/runs/run-a/rerun', {})).body['duplicates']).toEqual(['run-b']);
    const { body } = await post(server, '/api/v1/runs/run-a/rerun', {});
    expect(body['duplicates']).toHaveLength(2); // the one that was asked for before is one as well
  });

  test('of a tenant’s backfills only a few are executed at once, and what else is asked for goes first', async () => {
    const server = await startTestServer({ engine, work: { backfillsAtOnce: 2 } });
    const worker = await register(server, ['invoice']);
    const { runId } = await failedRun(server);
    for (let nth = 0; nth < 4; nth += 1)
      await post(server, `/api/v1/runs/${runId}/rerun`, { tags: ['backfill'] });
    const { body: urgent } = await post(server, `/api/v1/runs/${runId}/rerun`, {});
    expect((await claim(server, worker)).body['item_id']).toBe(urgent['item_id']);
    const backfills = [await claim(server, worker), await claim(server, worker)];
    expect(backfills.map(({ status }) => status)).toEqual([200, 200]);
    expect((await claim(server, worker)).status).toBe(204);
    const waiting = claim(server, worker, 30);
    await finish(server, worker, String(backfills[0]?.body['item_id']));
    expect((await waiting).status).toBe(200);
  });

  test('an item whose lease ran out goes to another; after three workers it is given up and its run is lost', async () => {
    let now = Date.UTC(2026, 3, 25);
    const server = await startTestServer({ engine, now: () => now, work: { leaseSeconds: 10 } });
    const { runId } = await failedRun(server);
    const { body } = await post(server, `/api/v1/runs/${runId}/rerun`, {});
    const itemId = String(body['item_id']);
    const workers: string[] = [];
    for (const attempt of [1, 2, 3]) {
      const worker = await register(server, ['invoice']);
      const item = await claim(server, worker, 30);
      expect(item.body).toMatchObject({ item_id: itemId, attempt });
      now += 9_000;
      expect(await extend(server, worker, itemId)).toMatchObject({ status: 200 });
      now += 9_000;
      await expect(post(server, `/api/v1/workers/${worker}/claim`, {})).resolves.toMatchObject({
        status: 204,
      });
      workers.push(worker);
      now += 2_000;
    }
    await vi.waitFor(
      async () => expect(await rows(server)).toMatchObject([{ status: 'failed', attempts: 3 }]),
      { timeout: 20_000 },
    );
    const { body: run } = await get(server, `/api/v1/runs/${String(body['run_id'])}`);
    expect(run).toMatchObject({ state: 'lost', error_code: 'WorkersLost' });
    for (const worker of workers.slice(-2)) {
      expect(await finish(server, worker, itemId)).toMatchObject({
        status: 409,
        body: { code: 'lease_lost' },
      });
    }
  });

  test('what is given back goes to the next, and what could not be executed ends its run', async () => {
    const server = await startTestServer({ engine });
    const [one, two] = [await register(server, ['invoice']), await register(server, ['invoice'])];
    const { runId } = await failedRun(server);
    const { body } = await post(server, `/api/v1/runs/${runId}/rerun`, {});
    const itemId = String(body['item_id']);
    await claim(server, one);
    await post(server, `/api/v1/workers/${one}/items/${itemId}/finish`, { give_back: true });
    expect((await claim(server, two)).body).toMatchObject({ item_id: itemId, attempt: 1 });
    await post(server, `/api/v1/workers/${two}/items/${itemId}/finish`, {
      error: 'no such mailbox: bob@example.com',
    });
    expect((await get(server, `/api/v1/runs/${String(body['run_id'])}`)).body).toMatchObject({
      state: 'failed',
      error_code: 'WorkNotExecutable',
      error_message: 'no such mailbox: [redacted]',
    });
  });

  test('a re-run that no worker has yet is cancelled at once', async () => {
    const server = await startTestServer({ engine });
    const { runId } = await failedRun(server);
    const { body } = await post(server, `/api/v1/runs/${runId}/rerun`, {});
    const newId = String(body['run_id']);
    expect(await post(server, `/api/v1/runs/${newId}/cancel`, { reason: 'by mistake' })).toMatchObject({
      status: 202,
      body: {
        delivery: 'delivered',
        run: { state: 'cancelled', why: 'Cancelled after 0 ms by local: by mistake' },
      },
    });
    expect((await claim(server, await register(server, ['invoice']))).status).toBe(204);
  });

  test('a worker works for its tenant alone, and only with its own token', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const [operator, evilOperator, acme, evil] = await Promise.all([
      server.token('operator', 'acme'),
      server.token('operator', 'evil'),
      server.token('worker', 'acme'),
      server.token('worker', 'evil'),
    ]);
    const { runId } = await failedRun(server);
    const path = `/api/v1/runs/${runId}/rerun`;
    expect(await post(server, path, {}, evilOperator)).toMatchObject({
      status: 404,
      body: { code: 'run_not_found' },
    });
    const evilWorker = await register(server, ['invoice'], evil);
    expect(await post(server, path, {}, operator)).toMatchObject({ status: 202, body: { workers: 0 } });
    expect((await claim(server, evilWorker, 0, evil)).status).toBe(204);
    const worker = await register(server, ['invoice'], acme);
    expect(await claim(server, worker, 0, evil)).toMatchObject({
      status: 404,
      body: { code: 'worker_not_found' },
    });
    const { body } = await claim(server, worker, 0, acme);
    expect(body).toMatchObject({ rerun_of: runId });
    expect(await extend(server, worker, String(body['item_id']), evil)).toMatchObject({ status: 404 });
    expect(await extend(server, evilWorker, String(body['item_id']), evil)).toMatchObject({ status: 409 });
    const everybodys = await register(server, ['invoice'], await server.token('worker'));
    expect(everybodys).not.toBe('');
    expect((await post(server, path, {}, operator)).body['workers']).toBe(2);
  });
});

/** A run that completed two steps and failed in a third. */
async function failedRun(server: TestServer): Promise<{ runId: string }> {
  const run = new SampleRun().start().step('extract').step('extract', { key: 'b' });
  const step = run.main.step('send').emit({ event: 'workflow.step.started' });
  step.emit({
    event: 'workflow.step.failed',
    duration_ms: 1,
    error: { type: 'TypeError', message: 'x is not a function', category: 'bug' },
  });
  await server.take(run.end('failed').take());
  return { runId: run.script.runId };
}

async function answer(response: Promise<Response>): Promise<{ status: number; body: Body }> {
  const { status, ...rest } = await response.then(async (got) => ({
    status: got.status,
    text: await got.text(),
  }));
  return { status, body: rest.text === '' ? {} : (JSON.parse(rest.text) as Body) };
}

function post(server: TestServer, path: string, body: unknown, token?: string) {
  return answer(
    server.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(token !== undefined && { token }),
    }),
  );
}

function get(server: TestServer, path: string) {
  return answer(server.request(path));
}

async function register(server: TestServer, workflows: readonly string[], token?: string): Promise<string> {
  const { status, body } = await post(server, '/api/v1/workers', { name: 'w', workflows }, token);
  expect(status).toBe(201);
  return String(body['worker_id']);
}

function claim(server: TestServer, worker: string, wait = 0, token?: string) {
  return post(server, `/api/v1/workers/${worker}/claim?wait=${wait}`, {}, token);
}

function extend(server: TestServer, worker: string, item: string, token?: string) {
  return post(server, `/api/v1/workers/${worker}/items/${item}/heartbeat`, {}, token);
}

function finish(server: TestServer, worker: string, item: string) {
  return post(server, `/api/v1/workers/${worker}/items/${item}/finish`, {});
}

function rows(server: TestServer) {
  return server.parts.store.db.selectFrom('work_items').selectAll().orderBy('requested_at').execute();
}

async function eventsOf(server: TestServer, runId: string): Promise<RunEvent[]> {
  const events = await server.parts.store.db
    .selectFrom('events')
    .select('event')
    .where('run_id', '=', runId)
    .orderBy('timestamp')
    .orderBy('seq')
    .execute();
  return events.map(({ event }) => JSON.parse(event) as RunEvent);
}
