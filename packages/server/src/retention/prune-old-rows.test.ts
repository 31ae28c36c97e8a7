import { traceIdFromRunId } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import {
  addWebhook,
  deliveriesOf,
  ENGINES,
  eventually,
  startTestServer,
  WebhookReceiver,
  type TestServer,
} from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { pruneOnce } from './keep-to-retention.ts';
import type { Retention } from './policies.ts';

const RUN_ENDED = Date.parse('2026-04-24T14:30:00.010Z');
const DAY_MS = 86_400_000;
const FOR_GOOD: Retention = { raw_days: null, io_days: null, summary_days: null, metrics_days: null };

describe.each(ENGINES)('retention, %s', (engine) => {
  test('is kept to for spans and log records of which no run is known', async () => {
    const server = await startTestServer({ engine, now: () => RUN_ENDED });
    await server.take(new SampleRun('run').start().end().take());
    await setRetention(server, { raw_days: 30 });
    const { db } = server.parts.store;
    const received_at = '2026-03-01T00:00:00.000000Z';
    const rest = {
      name: 'GET',
      started_at: received_at,
      ended_at: received_at,
      status: 'ok',
      span: '{}',
    } as const;
    const { trace_id } = await db.selectFrom('runs').select('trace_id').executeTakeFirstOrThrow();
    const traces = ['f'.repeat(32), trace_id];
    for (const trace of traces) {
      const ids = { trace_id: trace, span_id: 'a'.repeat(16), tenant_id: '' };
      await db
        .insertInto('spans')
        .values({ ...ids, parent_span_id: null, run_id: null, received_at, ...rest })
        .execute();
      const record = { severity: 9, body: 'x', record: '{}', timestamp: received_at, received_at };
      await db
        .insertInto('log_records')
        .values({ ...ids, record_id: trace, ...record })
        .execute();
    }

    await pruneOnce(server.parts);

    for (const table of ['spans', 'log_records'] as const)
      expect(await db.selectFrom(table).select('trace_id').execute()).toEqual([{ trace_id }]);
  });

  test('deletes deliveries that are over when their time is, and goes on counting', async () => {
    const receiver = await WebhookReceiver.start();
    let now = RUN_ENDED;
    const server = await startTestServer({ engine, now: () => now, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url);
    const closed = await addWebhook(server, 'http://127.0.0.1:9/');
    await setRetention(server, { raw_days: 60, io_days: 30 });
    const run = new SampleRun('run').start().step('read').end('lost');
    await server.take(run.take());
    await eventually(() => expect(receiver.received).toHaveLength(3));
    await server.request(`/api/v1/webhooks/${webhook_id}/test`, { method: 'POST' });
    await server.parts.store.db
      .updateTable('webhooks')
      .set({ disabled_at: server.parts.timestamp() })
      .where('webhook_id', '=', closed.webhook_id)
      .execute();
    const logged = async () => (await deliveriesOf(server)).filter((row) => row.webhook_id === webhook_id);
    const waiting = async () => (await deliveriesOf(server)).filter((row) => row.status === 'pending');
    await eventually(async () =>
      expect((await logged()).every((row) => row.status === 'delivered')).toBe(true),
    );
    now += 29 * DAY_MS;
    await pruneOnce(server.parts);
    expect(await logged()).toHaveLength(4);

    now += 2 * DAY_MS;
    await pruneOnce(server.parts);

    expect(await logged()).toEqual([]);
    expect((await waiting()).map((row) => [row.webhook_id, row.sequence])).toEqual(
      [1, 2, 3].map((sequence) => [closed.webhook_id, sequence]),
    );
    const other = run.script.process('p1');
    other.emit({ event: 'workflow.run.running', trace_id: traceIdFromRunId('run') });
    run.step('write');
    await server.take(run.take());
    await server.request(`/api/v1/webhooks/${webhook_id}/test`, { method: 'POST' });
    await eventually(() => expect(receiver.received).toHaveLength(7));
    const later = receiver.received
      .slice(4)
      .map(({ body }) => JSON.parse(body) as { type: string; data: object });
    expect(later).toContainEqual(expect.objectContaining({ type: 'run.started', data: matching(4, 3) }));
    expect(later).toContainEqual(
      expect.objectContaining({ type: 'step.completed', data: matching(5, null) }),
    );
    expect(later).toContainEqual(expect.objectContaining({ data: matching(2, null) })); // the second sample
  });

  test('deletes deliveries with their run, but for those that are still to be sent', async () => {
    const receiver = await WebhookReceiver.start();
    let now = RUN_ENDED;
    const server = await startTestServer({ engine, now: () => now, allowPrivateWebhooks: true });
    await addWebhook(server, receiver.url);
    await setRetention(server, { summary_days: 1, metrics_days: 1 });
    receiver.reply = () => ({ status: 503 });
    await server.take(new SampleRun('run').start().end().take());
    await eventually(async () => expect((await deliveriesOf(server))[0]?.attempts).toBeGreaterThan(0));
    now += 2 * DAY_MS;
    expect(await pruneOnce(server.parts)).toMatchObject({ run: 1 });
    receiver.reply = () => ({ status: 204 });

    await eventually(async () =>
      expect((await deliveriesOf(server)).map(({ status }) => status)).toEqual(['delivered', 'delivered']),
    );
    await pruneOnce(server.parts);
    expect(await deliveriesOf(server)).toEqual([]);
  });

  test('forgets bulk jobs and selections 30 days after', async () => {
    let now = RUN_ENDED;
    const server = await startTestServer({ engine, now: () => now });
    await server.take(new SampleRun('run').start().end().take());
    const headers = { 'content-type': 'application/json' };
    const send = (path: string, body: object): Promise<Response> =>
      server.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    await send('/api/v1/selections', { query: 'status=completed' });
    await send('/api/v1/bulk', { action: 'tag', run_ids: ['run'], expected: 1, add: ['seen'] });
    const { db } = server.parts.store;
    const kept = async (): Promise<number[]> => {
      const tables = ['selections', 'bulk_jobs', 'bulk_job_runs'] as const;
      return Promise.all(
        tables.map(async (table) => (await db.selectFrom(table).selectAll().execute()).length),
      );
    };
    await eventually(async () =>
      expect(await db.selectFrom('bulk_jobs').select('status').execute()).toEqual([{ status: 'done' }]),
    );
    now += 29 * DAY_MS;
    await pruneOnce(server.parts);
    expect(await kept()).toEqual([1, 1, 1]);
    now += 2 * DAY_MS;
    await pruneOnce(server.parts);
    expect(await kept()).toEqual([0, 0, 0]);
  });
});

function matching(sequence: number, corrects: number | null): unknown {
  return expect.objectContaining({ sequence, corrects });
}

async function setRetention(server: TestServer, retention: Partial<Retention>): Promise<void> {
  const response = await server.request('/api/v1/settings/retention', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...FOR_GOOD, ...retention }),
  });
  expect(response.status).toBe(200);
}
