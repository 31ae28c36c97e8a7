import { openPage, startPageServer } from '@runlight/testing/browser';
import { WebhookReceiver } from '@runlight/testing/server';
import { expect, test, vi } from 'vitest';

test('a webhook is added, its secret shown once, tested, and delivered again', async () => {
  const receiver = await WebhookReceiver.start();
  const page = await openPage(await startPageServer({ allowPrivateWebhooks: true }), {
    path: '/settings/webhooks',
  });
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  expect(await page.locator('[data-secret]').textContent()).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'I have kept it' }).click();

  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText(/Delivered: answered 2\d\d/).waitFor();
  await page.getByRole('button', { name: 'Deliveries' }).click();
  await page.getByRole('button', { name: 'Redeliver' }).first().click();
  await vi.waitFor(() => expect(receiver.received.length).toBe(2), 15_000);
  expect(await page.locator('[data-secret]').count()).toBe(0);
});

test('a token signs in, is shown once, and is revoked; signing out forgets it', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const admin = await server.token('admin');
  const page = await openPage(server, { path: '/settings/tokens' });
  await page.getByLabel(/^Token/).fill(admin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('reader');
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = (await page.locator('[data-secret]').textContent()) ?? '';
  await page.getByRole('button', { name: 'I have kept it' }).click();
  expect((await server.request('/api/v1/runs', { token })).status).toBe(200);

  await page.getByRole('button', { name: 'Revoke reader' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/^revoked/).waitFor();
  expect((await server.request('/api/v1/runs', { token })).status).toBe(401);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Runlight' }).waitFor();
});
