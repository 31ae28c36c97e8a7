import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SampleRun } from '@runlight/testing/runs';
import {
  addWebhook,
  deliveriesOf,
  ENGINES,
  eventually,
  MovableClock,
  startTestServer,
  WebhookReceiver,
  type TestServer,
} from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { ATTEMPTS_AT_MOST, delayMs } from './retry.ts';

const DAY_MS = 86_400_000;

describe.each(ENGINES)('in %s', (engine) => {
  test('whatever fails, each run’s deliveries arrive in order and all of them', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    await addWebhook(server, receiver.url);
    receiver.reply = ({ id, sequence }) => {
      const attempts = receiver.received.filter((each) => each.id === id).length;
      return { status: attempts > sequence % 3 ? 204 : 503 };
    };
    const runs = Array.from({ length: 6 }, (_, nth) => new SampleRun(`run-${nth}`, `p${nth}`).start());
    for (const run of runs) for (const step of ['one', 'two', 'three']) run.step(step);
    await server.take(runs.flatMap((run) => run.end().take()));
    await eventually(async () => {
      await clock.passUntilDue(server);
      expect((await deliveriesOf(server)).filter(({ status }) => status === 'delivered')).toHaveLength(30);
    }, 60_000);
    for (const run of runs) {
      const sequences = receiver.ofRun(run.script.runId).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      expect([...new Set(sequences)]).toEqual([1, 2, 3, 4, 5]);
      expect(new Set(receiver.ofRun(run.script.runId).map(({ id }) => id)).size).toBe(5);
    }
    expect(receiver.received).toHaveLength(6 * (2 + 3 + 1 + 2 + 3));
  }, 90_000);

  test('a receiver that hangs holds neither other webhooks nor, until it is full, other runs', async () => {
    const [hanging, quick] = [await WebhookReceiver.start(), await WebhookReceiver.start()];
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    hanging.reply = ({ runId }) => (runId === 'run-0' ? new Promise(() => undefined) : { status: 204 });
    await addWebhook(server, hanging.url);
    await addWebhook(server, quick.url);
    for (let nth = 0; nth < 12; nth += 1) {
      await server.take(new SampleRun(`run-${nth}`, `p${nth}`).start().end().take());
    }
    await eventually(() => expect(quick.received).toHaveLength(24));
    await eventually(() => expect(hanging.received).toHaveLength(23));
    expect(hanging.ofRun('run-0')).toHaveLength(1);
  });

  test('what was answered with 2xx is delivered, though the rest of the answer never comes', async () => {
    const stalling = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': 100 }).write('taken');
    }).listen(0, '127.0.0.1');
    await once(stalling, 'listening');
    onTestFinished(() => {
      stalling.closeAllConnections();
      stalling.close();
    });
    const { port } = stalling.address() as AddressInfo; // of a server that listens on a port
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    await addWebhook(server, `http://127.0.0.1:${port}/`);
    await server.take(new SampleRun().start().take());
    await eventually(async () =>
      expect(await deliveriesOf(server)).toMatchObject([
        { status: 'delivered', attempts: 1, response_status: 200, response_body: 'taken' },
      ]),
    );
  });

  test('a receiver that is gone is sent nothing more, until somebody enables its webhook', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url);
    receiver.reply = () => ({ status: 410 });
    const run = new SampleRun().start().step('extract');
    await server.take(run.take());
    await eventually(async () =>
      expect(await webhook(server, webhook_id)).toMatchObject({
        enabled: false,
        disabled_reason: expect.stringContaining('410'),
      }),
    );
    await server.take(run.end().take());
    expect(receiver.received).toHaveLength(1);
    receiver.reply = () => ({ status: 204 });
    await change(server, webhook_id, { enabled: true });
    await eventually(
      () => expect(receiver.received.map(({ sequence }) => sequence)).toEqual([1, 1, 2]),
      5000,
    );
    expect(await webhook(server, webhook_id)).toMatchObject({
      enabled: true,
      disabled_reason: null,
      failing_since: null,
    });
  });

  test('a receiver is left alone for as long as it asks', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    await addWebhook(server, receiver.url);
    receiver.reply = () => ({ status: 429, headers: { 'retry-after': '3600' }, body: 'x'.repeat(5000) });
    await server.take(new SampleRun().start().take());
    await eventually(async () => expect((await deliveriesOf(server))[0]?.attempts).toBe(1));
    const [delivery] = await deliveriesOf(server);
    expect(delivery).toMatchObject({ status: 'pending', response_status: 429, error: 'HTTP 429' });
    expect(delivery?.response_body).toBe('x'.repeat(1024));
    const wait = Date.parse(delivery?.next_attempt_at ?? '') - clock.now();
    expect(wait).toBeGreaterThan(3_590_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  test('what is never taken is given up after three days, and what comes after it is delivered', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    const { webhook_id } = await addWebhook(server, receiver.url);
    receiver.reply = ({ sequence }) => ({ status: sequence === 1 ? 500 : 204 });
    await server.take(new SampleRun().start().end().take());
    await eventually(async () => {
      await clock.passUntilDue(server);
      expect(receiver.received.at(-1)?.sequence).toBe(2);
    }, 60_000);
    expect(receiver.received.map(({ sequence }) => sequence)).toEqual([
      ...Array(ATTEMPTS_AT_MOST).fill(1),
      2,
    ]);
    await eventually(async () =>
      expect((await deliveriesOf(server)).map(({ status }) => status)).toEqual(['failed', 'delivered']),
    );
    expect(await webhook(server, webhook_id)).toMatchObject({ enabled: true, failing_since: null });
  }, 90_000);

  test('a webhook of which nothing but failures was heard for five days is disabled, and says why', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    const { webhook_id } = await addWebhook(server, receiver.url);
    receiver.reply = () => ({ status: 500 });
    await server.take(new SampleRun('one', 'p1').start().take());
    await eventually(async () => expect((await webhook(server, webhook_id)).failing_since).not.toBeNull());
    clock.pass(5 * DAY_MS);
    await server.take(new SampleRun('two', 'p2').start().take());
    await eventually(async () =>
      expect(await webhook(server, webhook_id)).toMatchObject({
        enabled: false,
        disabled_reason: expect.stringMatching(/^Every delivery failed since .*; the last: HTTP 500$/),
      }),
    );
  });

  test('a redirect is not followed, wherever it leads', async () => {
    const [receiver, inside] = [await WebhookReceiver.start(), await WebhookReceiver.start()];
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    await addWebhook(server, receiver.url);
    receiver.reply = () => ({ status: 307, headers: { location: inside.url } });
    await server.take(new SampleRun().start().take());
    await eventually(async () => expect((await deliveriesOf(server))[0]?.attempts).toBe(1));
    const [delivery] = await deliveriesOf(server);
    expect(delivery?.error).toContain('no redirects');
    expect(inside.received).toEqual([]);
  });

  test('a name that leads to this machine is sent nothing', async () => {
    const receiver = await WebhookReceiver.start();
    const allowing = await startTestServer({ engine, allowPrivateWebhooks: true });
    await addWebhook(allowing, `http://localhost:${receiver.port}/`);
    await allowing.take(new SampleRun('one', 'p1').start().take());
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const server = await startTestServer({ engine });
    const rows = await allowing.parts.store.db.selectFrom('webhooks').selectAll().execute();
    const overTls = rows.map((row) => ({ ...row, url: `https://localhost:${receiver.port}/` }));
    await server.parts.store.db.insertInto('webhooks').values(overTls).execute();
    await server.take(new SampleRun('two', 'p2').start().take());
    await eventually(async () => expect((await deliveriesOf(server))[0]?.attempts).toBe(1));
    expect((await deliveriesOf(server))[0]?.error).toContain('not a public address');
    expect(receiver.received).toHaveLength(1);
  });
});

test('thirteen attempts take about three days', () => {
  const delays = Array.from({ length: ATTEMPTS_AT_MOST - 1 }, (_, nth) => delayMs(nth + 1, 0.5));
  const days = delays.reduce((sum, delay) => sum + delay, 0) / DAY_MS;
  expect(days).toBeGreaterThan(2.7);
  expect(days).toBeLessThan(3.3);
  expect(delays.slice(0, 4)).toEqual([5000, 20_000, 80_000, 320_000]);
  expect(delayMs(1, 0)).toBeCloseTo(4000);
  expect(delayMs(1, 1)).toBeCloseTo(6000);
});

async function change(server: TestServer, webhookId: string, values: object): Promise<void> {
  const response = await server.request(`/api/v1/webhooks/${webhookId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(values),
  });
  expect(response.status).toBe(200);
}

async function webhook(server: TestServer, webhookId: string): Promise<{ failing_since: string | null }> {
  const { webhooks } = (await (await server.request('/api/v1/webhooks')).json()) as {
    webhooks: { webhook_id: string; failing_since: string | null }[];
  };
  const found = webhooks.find(({ webhook_id }) => webhook_id === webhookId);
  if (found === undefined) throw new Error('No such webhook');
  return found;
}
