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

interface Delivery {
  readonly delivery_id: string;
  readonly run_id: string;
  readonly sequence: number;
  readonly status: string;
}

describe.each(ENGINES)('in %s', (engine) => {
  test('a secret is shown when it is made, and never again', async () => {
    const server = await startTestServer({ engine });
    const { secret, webhook_id } = await addWebhook(server, 'https://example.com/hook');
    expect(secret).toMatch(/^whsec_/);
    const listed = await server.request('/api/v1/webhooks');
    const text = await listed.text();
    expect(text).toContain(webhook_id);
    expect(text).not.toContain('whsec_');
    const audit = await server.parts.store.db.selectFrom('audit_log').selectAll().execute();
    expect(audit).toMatchObject([{ action: 'webhook.create', target: webhook_id }]);
    expect(JSON.stringify(audit)).not.toContain('whsec_');
  });

  test('what is not said in a change stays as it is', async () => {
    const server = await startTestServer({ engine });
    const { webhook_id } = await addWebhook(server, 'https://example.com/hook', { workflows: ['invoice'] });
    const path = `/api/v1/webhooks/${webhook_id}`;
    expect(await change(server, path, { enabled: false })).toMatchObject({
      url: 'https://example.com/hook',
      workflows: ['invoice'],
      environments: null,
      enabled: false,
      disabled_reason: 'Disabled by hand',
    });
    expect(await change(server, path, { workflows: null, environments: ['prod'] })).toMatchObject({
      workflows: null,
      environments: ['prod'],
      enabled: false,
    });
    expect(await change(server, path, { enabled: true })).toMatchObject({
      enabled: true,
      disabled_reason: null,
    });
    expect((await server.request(path, { method: 'DELETE' })).status).toBe(204);
    expect((await server.request(path, { method: 'DELETE' })).status).toBe(404);
  });

  test.each([
    ['http://example.com/', 'https_needed'],
    ['https://user:secret@example.com/', 'url_with_password'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://[::ffff:10.0.0.1]/', 'private_address'],
    ['https://localhost/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['ftp://example.com/', 'invalid_input'],
  ])('%s is refused: %s', async (url, code) => {
    const server = await startTestServer({ engine });
    const response = await server.request('/api/v1/webhooks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url, events: ['run.failed'] }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code, errors: [{ path: 'url' }] });
    expect(await server.parts.store.db.selectFrom('webhooks').selectAll().execute()).toEqual([]);
  });

  test('a sample that is being sent when the server stops is sent by the next one, and its asker told so', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url);
    receiver.reply = () => new Promise(() => undefined);
    const asked = server.request(`/api/v1/webhooks/${webhook_id}/test`, { method: 'POST' });
    await eventually(() => expect(receiver.received).toHaveLength(1));
    const closed = server.close();
    const answer = await asked;
    await closed;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ retriable: true, detail: expect.stringContaining('sample') });
    expect(server.reports).toEqual([]);
  });

  test('a sample is sent at once, and what came of it is the answer', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url, { events: ['run.failed'] });
    const path = `/api/v1/webhooks/${webhook_id}/test`;
    expect(await (await server.request(path, { method: 'POST' })).json()).toMatchObject({
      kind: 'run.failed',
      status: 'delivered',
      sequence: 1,
      run_id: '',
      response_status: 204,
    });
    receiver.reply = () => ({ status: 500, body: 'I am broken' });
    expect(await (await server.request(path, { method: 'POST' })).json()).toMatchObject({
      status: 'failed',
      sequence: 2,
      response_body: 'I am broken',
      error: 'HTTP 500',
      next_attempt_at: null,
    });
    expect(receiver.received.map(({ type, runId }) => [type, runId])).toEqual([
      ['run.failed', 'run_sample'],
      ['run.failed', 'run_sample'],
    ]);
  });

  test('a delivery is sent again with its id and its number, before what comes after it', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url);
    const run = new SampleRun().start().step('one');
    await server.take(run.take());
    await eventually(async () =>
      expect((await deliveriesOf(server)).map(({ status }) => status)).toEqual(['delivered', 'delivered']),
    );
    const [first] = await deliveriesOf(server);
    const again = await server.request(`/api/v1/deliveries/${first?.delivery_id}/redeliver`, {
      method: 'POST',
    });
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({
      delivery_id: first?.delivery_id,
      sequence: 1,
      status: 'pending',
    });
    await eventually(() => expect(receiver.received.map(({ sequence }) => sequence)).toEqual([1, 2, 1]));
    expect(receiver.received[2]?.id).toBe(receiver.received[0]?.id);
    await server.take(run.end().take());
    await eventually(() => expect(receiver.received.map(({ sequence }) => sequence)).toEqual([1, 2, 1, 3]));
    expect(webhook_id).toBe(first?.webhook_id);
  });

  test('the log of deliveries is read page by page, the newest first', async () => {
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, 'http://127.0.0.1:9/');
    for (const nth of [1, 2, 3])
      await server.take(new SampleRun(`run-${nth}`, `p${nth}`).start().end().take());
    const path = `/api/v1/webhooks/${webhook_id}/deliveries`;
    const seen: Delivery[] = [];
    let next: string | null = null;
    do {
      const query = next === null ? '' : `&next_token=${encodeURIComponent(next)}`;
      const page = await pageOf(server, `${path}?limit=2${query}`);
      expect(page.deliveries.length).toBeLessThanOrEqual(2);
      seen.push(...page.deliveries);
      next = page.next_token;
    } while (next !== null);
    expect(new Set(seen.map(({ delivery_id }) => delivery_id)).size).toBe(6);
    expect(seen).toHaveLength(6);
    expect((await pageOf(server, `${path}?run_id=run-2`)).deliveries.map(({ run_id }) => run_id)).toEqual([
      'run-2',
      'run-2',
    ]);
    expect((await pageOf(server, `${path}?status=delivered`)).deliveries).toEqual([]);
    expect((await server.request(`${path}?next_token=forged.token`)).status).toBe(400);
  });

  test('nobody sees, changes or sends what is another tenant’s', async () => {
    const server = await startTestServer({ engine, access: 'tokens', allowPrivateWebhooks: true });
    const [acme, evil] = [await server.token('admin', 'acme'), await server.token('admin', 'evil')];
    const { webhook_id } = await addWebhook(server, 'http://127.0.0.1:9/', {}, acme);
    await server.parts.take(new SampleRun().start().take(), { tenantId: 'acme' });
    const [delivery] = await deliveriesOf(server);
    const asked: [string, string][] = [
      ['PATCH', `/api/v1/webhooks/${webhook_id}`],
      ['DELETE', `/api/v1/webhooks/${webhook_id}`],
      ['POST', `/api/v1/webhooks/${webhook_id}/rotate`],
      ['POST', `/api/v1/webhooks/${webhook_id}/test`],
      ['GET', `/api/v1/webhooks/${webhook_id}/deliveries`],
      ['POST', `/api/v1/deliveries/${delivery?.delivery_id}/redeliver`],
    ];
    for (const [method, path] of asked) {
      const patch = { headers: { 'content-type': 'application/json' }, body: '{"enabled":false}' };
      const response = await server.request(path, { method, token: evil, ...(method === 'PATCH' && patch) });
      expect([path, response.status]).toEqual([path, 404]);
    }
    const listed = await server.request('/api/v1/webhooks', { token: evil });
    expect(await listed.json()).toEqual({ webhooks: [] });
    const viewer = await server.token('operator', 'acme');
    expect((await server.request('/api/v1/webhooks', { token: viewer })).status).toBe(403);
  });
});

async function change(server: TestServer, path: string, values: object): Promise<unknown> {
  const response = await server.request(path, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(values),
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function pageOf(server: TestServer, path: string) {
  const response = await server.request(path);
  expect(response.status).toBe(200);
  return (await response.json()) as { deliveries: Delivery[]; next_token: string | null };
}
