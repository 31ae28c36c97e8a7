import { openPage, startPageServer } from '@runlight/testing/browser';
import { expect, test } from 'vitest';

test('somebody signs in with a token, and out; what a viewer may not do is not offered', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const page = await openPage(server, { path: '/runs?state=failed' });
  await page.getByRole('textbox', { name: 'Token' }).fill(await server.token('viewer'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No run matches' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=failed');
  expect(await page.getByRole('button', { name: 'Save this view' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Runlight' }).waitFor();
  await page.getByRole('textbox', { name: 'Token' }).fill(await server.token('operator'));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save this view' }).waitFor();
});

test('whose token is revoked while they look is asked to sign in', async () => {
  const server = await startPageServer({ access: 'tokens' });
  const admin = await server.token('admin');
  const page = await openPage(server, { path: '/runs' });
  await page.getByRole('textbox', { name: 'Token' }).fill(await server.token('viewer'));
  await page.keyboard.press('Enter');
  await page.locator('[data-connection=live]').waitFor();

  const { tokens } = (await (await server.request('/api/v1/tokens', { token: admin })).json()) as {
    tokens: { readonly token_id: string; readonly role: string }[];
  };
  const viewer = tokens.find(({ role }) => role === 'viewer')?.token_id ?? '';
  await server.request(`/api/v1/tokens/${viewer}`, { method: 'DELETE', token: admin });

  await page.getByRole('heading', { name: 'Sign in to Runlight' }).waitFor();
});
