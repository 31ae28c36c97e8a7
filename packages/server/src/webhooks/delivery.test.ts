import { Webhook } from 'standardwebhooks';
import { startPostgres } from '@runlight/testing/postgres';
import { SampleRun } from '@runlight/testing/runs';
import {
  addWebhook,
  deliveriesOf,
  ENGINES,
  eventually,
  MovableClock,
  startTestServer,
  WebhookReceiver,
} from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

const DAY_MS = 86_400_000;

describe.each(ENGINES)('in %s', (engine) => {
  test('what happens in a run is delivered in its order, with a number and a signature', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { secret } = await addWebhook(server, receiver.url);
    const run = new SampleRun('run/1').start();
    await server.take(run.take());
    run.script.pass(1);
    await server.take(run.step('extract').take());
    run.script.pass(1);
    await server.take(run.end('failed').take());
    await eventually(() => expect(receiver.received).toHaveLength(3));
    expect(receiver.received.map(({ type, sequence, runId }) => [type, sequence, runId])).toEqual([
      ['run.started', 1, 'run/1'],
      ['step.completed', 2, 'run/1'],
      ['run.failed', 3, 'run/1'],
    ]);
    for (const { body, headers } of receiver.received) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({
        data: { run: { workflow_name: 'invoice' } },
      });
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
    }
    const [, step, end] = receiver.received.map(({ body }) => JSON.parse(body) as unknown);
    expect(step).toMatchObject({ data: { step: { name: 'extract', status: 'completed' }, corrects: null } });
    expect(JSON.stringify(step)).not.toContain('input_redacted');
    expect(end).toMatchObject({
      data: { run: { state: 'failed', why: expect.stringContaining('x is not') } },
    });
    await eventually(async () =>
      expect((await deliveriesOf(server)).map(({ status }) => status)).toEqual(Array(3).fill('delivered')),
    );
  });

  test('there is a delivery if and only if there is the event', async () => {
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    await addWebhook(server, 'http://127.0.0.1:9/');
    const run = new SampleRun().start();
    const fail = (): Promise<void> => Promise.reject(new Error('no'));
    server.parts.onApplied.push(fail);
    await expect(server.take(run.script.events)).rejects.toThrow('no');
    expect(await deliveriesOf(server)).toEqual([]);
    server.parts.onApplied.splice(server.parts.onApplied.indexOf(fail), 1);
    await server.take(run.script.events);
    await server.take(run.script.events);
    expect(await deliveriesOf(server)).toHaveLength(1);
  });

  test('a webhook gets the kinds, workflows, environments and tenant that it is for', async () => {
    const server = await startTestServer({ engine, access: 'tokens', allowPrivateWebhooks: true });
    const [all, acme, evil] = await Promise.all([
      server.token('admin'),
      server.token('admin', 'acme'),
      server.token('admin', 'evil'),
    ]);
    const url = 'http://127.0.0.1:9/';
    const ofAll = await addWebhook(server, url, { events: ['run.completed'] }, all);
    const ofAcme = await addWebhook(server, url, { workflows: ['invoice'] }, acme);
    await addWebhook(server, url, {}, evil);
    await addWebhook(server, url, { workflows: ['refund'] }, acme);
    await addWebhook(server, url, { environments: ['prod'] }, acme);
    await server.parts.take(new SampleRun().start().end().take(), { tenantId: 'acme' });
    const rows = await deliveriesOf(server);
    expect(rows.map(({ webhook_id, kind, tenant_id }) => [webhook_id, kind, tenant_id]).sort()).toEqual(
      [
        [ofAll.webhook_id, 'run.completed', 'acme'],
        [ofAcme.webhook_id, 'run.started', 'acme'],
        [ofAcme.webhook_id, 'run.completed', 'acme'],
      ].sort(),
    );
  });

  test('for a day after a rotation the old secret verifies as well', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    const { webhook_id, secret: old } = await addWebhook(server, receiver.url);
    const rotated = await server.request(`/api/v1/webhooks/${webhook_id}/rotate`, { method: 'POST' });
    const { secret } = (await rotated.json()) as { secret: string };
    expect(secret).not.toBe(old);
    await server.take(new SampleRun('one', 'p1').start().take());
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const [{ body, headers }] = receiver.received as [(typeof receiver.received)[0]]; // it has one
    for (const each of [old, secret]) expect(new Webhook(each).verify(body, headers)).toBeDefined();
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    await eventually(async () => expect(await deliveriesOf(server)).toMatchObject([{ status: 'delivered' }]));
    clock.pass(DAY_MS);
    await server.take(new SampleRun('two', 'p2').start().take());
    await eventually(() => expect(receiver.received).toHaveLength(2));
    expect(receiver.received[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  test('a run that was called lost and comes back is corrected, and starts no second time', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    await addWebhook(server, receiver.url);
    const run = new SampleRun().start();
    run.script.pass(1);
    await server.take(run.end('lost', run.script.process('watcher')).take());
    run.script.pass(1);
    await server.take(run.step('extract').take());
    run.script.pass(1);
    await server.take(run.end().take());
    await eventually(() => expect(receiver.received).toHaveLength(5));
    const told = receiver.received.map(({ type, sequence, body }) => [
      sequence,
      type,
      (JSON.parse(body) as { data: { corrects: number | null } }).data.corrects,
    ]);
    expect(told).toEqual([
      [1, 'run.started', null],
      [2, 'run.failed', null],
      [3, 'run.started', 2],
      [4, 'step.completed', null],
      [5, 'run.completed', null],
    ]);
  });
});

test('two servers of one database deliver everything once, and nothing at the same time', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const database = await postgres.createDatabase();
  const receiver = await WebhookReceiver.start();
  const servers = [
    await startTestServer({ database, allowPrivateWebhooks: true }),
    await startTestServer({ database, allowPrivateWebhooks: true }),
  ] as const;
  await addWebhook(servers[0], receiver.url);
  const sending = new Map<string, number>();
  let atOnce = 0;
  receiver.reply = async ({ runId }) => {
    sending.set(runId, (sending.get(runId) ?? 0) + 1);
    atOnce = Math.max(atOnce, sending.get(runId) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    sending.set(runId, (sending.get(runId) ?? 0) - 1);
    return { status: 204 };
  };
  const runs = Array.from({ length: 20 }, (_, nth) =>
    new SampleRun(`run-${nth}`, `p${nth}`).start().step('one').end(),
  );
  await Promise.all(runs.map(async (run, nth) => servers[nth % 2]?.take(run.take())));
  await eventually(() => expect(receiver.received).toHaveLength(60), 50_000);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(60);
  expect(atOnce).toBe(1);
  for (const run of runs)
    expect(receiver.ofRun(run.script.runId).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});
