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
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';

import { pruneOnce } from '../retention/keep-to-retention.ts';
import { openSecret, sealSecret } from './sealed-secret.ts';

const DAY_MS = 86_400_000;

test('a sealed secret opens with the secret that sealed it, for the webhook that it is of, unchanged', () => {
  const sealed = sealSecret('whsec_x', 'wh_1', 'of the server');
  expect(openSecret(sealed, 'wh_1', 'of the server')).toBe('whsec_x');
  expect(openSecret(sealed, 'wh_2', 'of the server')).toBeUndefined();
  expect(openSecret(sealed, 'wh_1', 'of another server')).toBeUndefined();
  for (let at = 0; at < sealed.length - 1; at += 1) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(openSecret(changed, 'wh_1', 'of the server')).toBeUndefined();
  }
  for (const cut of ['', 'A', sealed.slice(0, 30)])
    expect(openSecret(cut, 'wh_1', 'of the server')).toBeUndefined();
  expect(sealSecret('whsec_x', 'wh_1', 'of the server')).not.toBe(sealed);
});

describe.each(ENGINES)('in %s', (engine) => {
  test('the database has no secret that signs, and forgets those that sign no more', async () => {
    const receiver = await WebhookReceiver.start();
    const clock = new MovableClock();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true, now: clock.now });
    const { webhook_id, secret: old } = await addWebhook(server, receiver.url);
    const rotated = await server.request(`/api/v1/webhooks/${webhook_id}/rotate`, { method: 'POST' });
    const { secret } = (await rotated.json()) as { secret: string };
    const rows = () => server.parts.store.db.selectFrom('webhooks').selectAll().execute();
    for (const each of [old, secret]) expect(JSON.stringify(await rows())).not.toContain(each.slice(6));
    await server.take(new SampleRun().start().take());
    await eventually(() => expect(receiver.received).toHaveLength(1));
    for (const { body, headers } of receiver.received)
      expect(new Webhook(secret).verify(body, headers)).toBeDefined();
    await pruneOnce(server.parts);
    expect(await rows()).toMatchObject([{ previous_secret: expect.any(String) as string }]);
    clock.pass(DAY_MS);
    await pruneOnce(server.parts);
    expect(await rows()).toMatchObject([{ previous_secret: null, previous_secret_until: null }]);
  });

  test('what can’t be signed is not sent, and says what to do', async () => {
    const receiver = await WebhookReceiver.start();
    const server = await startTestServer({ engine, allowPrivateWebhooks: true });
    const { webhook_id } = await addWebhook(server, receiver.url);
    const secret = sealSecret('whsec_x', webhook_id, 'the secret of another server');
    await server.parts.store.db.updateTable('webhooks').set({ secret }).execute();
    await server.take(new SampleRun().start().take());
    await eventually(async () =>
      expect(await deliveriesOf(server)).toMatchObject([
        { status: 'pending', attempts: 1, error: expect.stringContaining('rotate it') as string },
      ]),
    );
    expect(receiver.received).toEqual([]);
    expect(server.reports).toEqual([]);
  });
});
