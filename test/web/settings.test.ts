import { openPage, startPageServer } from '@runlight/testing/browser';
import { SampleRun } from '@runlight/testing/runs';
import { addWebhook, WebhookReceiver, type TestServer } from '@runlight/testing/server';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

async function openSignedIn(server: TestServer, path: string, token: string): Promise<Page> {
  const page = await openPage(server, { path });
  await page.getByLabel(/^Token/).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return page;
}

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
  expect(receiver.received[1]?.id).toBe(receiver.received[0]?.id);
  expect(await page.locator('[data-secret]').count()).toBe(0);
});

test('a webhook that its receiver ended says so, and goes on where it was when it is enabled', async () => {
  const receiver = await WebhookReceiver.start();
  receiver.reply = () => ({ status: 410, body: 'no longer here' });
  const server = await startPageServer({ allowPrivateWebhooks: true });
  await addWebhook(server, receiver.url, { events: ['run.started'] });
  await server.take(new SampleRun().start().take());
  await vi.waitFor(() => expect(receiver.received.length).toBe(1), 15_000);

  const page = await openPage(server, { path: '/settings/webhooks' });
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole('button', { name: 'Deliveries' }).waitFor();
        return page.getByText(/Nothing is sent: .*410/).count();
      },
      { timeout: 15_000 },
    )
    .toBe(1);
  await page.getByRole('button', { name: 'Deliveries' }).click();
  await page.locator('[data-delivery=pending]', { hasText: '410' }).waitFor();
  receiver.reply = () => ({ status: 204 });
  await page.getByRole('button', { name: 'Enable' }).click();

  await page.locator('[data-delivery=delivered]', { hasText: 'run.started' }).waitFor();
  await page.getByText('Nothing is sent').waitFor({ state: 'detached' });
  expect(receiver.received.length).toBe(2);
});

test('a token signs in, is shown once, says when it was used, and is revoked; signing out forgets it', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const admin = await server.token('admin');
  const page = await openSignedIn(server, '/settings/tokens', admin);
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('reader');
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = (await page.locator('[data-secret]').textContent()) ?? '';
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const item = page.getByRole('listitem').filter({ hasText: 'reader' });
  await item.getByText('never used').waitFor();
  expect((await server.request('/api/v1/runs', { token })).status).toBe(200);
  await page.reload();
  await item.getByText(/last used (now|\d+s ago)/).waitFor();
  expect(await page.locator('[data-secret]').count()).toBe(0);
  expect(await page.content()).not.toContain(token);

  await page.getByRole('button', { name: 'Revoke reader' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/^revoked/).waitFor();
  expect((await server.request('/api/v1/runs', { token })).status).toBe(401);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Runlight' }).waitFor();
});

test('who did what is in the audit log, found by who and by what', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const run = new SampleRun().start().end();
  await server.take(run.take());
  const [admin, operator] = [await server.token('admin'), await server.token('operator')];
  await server.request(`/api/v1/runs/${run.script.runId}/tags`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ add: ['checked'] }),
    token: operator,
  });
  const page = await openSignedIn(server, '/settings/audit', admin);
  const log = page.getByRole('table', { name: 'Audit log' });

  await log.getByRole('row', { name: /operator of a test.*tag.*checked/ }).waitFor();
  await page.getByRole('textbox', { name: 'Who' }).fill('nobody');
  await page.getByText('Nothing was done yet that matches').waitFor();
  await page.getByRole('textbox', { name: 'Who' }).fill('operator of a test');
  await page.getByRole('textbox', { name: 'To what' }).fill(run.script.runId);
  await expect.poll(() => log.getByRole('row').count(), { timeout: 15_000 }).toBe(2);
});

test('who is no admin sees retention and redaction, and is offered nothing that admins do', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const page = await openSignedIn(server, '/settings', await server.token('viewer'));
  const days = page.getByRole('textbox', { name: 'Inputs and outputs' });

  await days.waitFor();
  expect(await days.isDisabled()).toBe(true);
  const nav = page.getByRole('navigation', { name: 'Settings' });
  expect(await nav.getByRole('link').allInnerTexts()).toEqual(['Retention', 'Redaction']);
  await nav.getByRole('link', { name: 'Redaction' }).click();
  await page.getByRole('checkbox', { name: /^E-mail/ }).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.goto('/settings/tokens');
  await page.getByRole('heading', { name: 'This is for admins' }).waitFor();
});
