import { openPage, startPageServer, stateRuns } from '@runlight/testing/browser';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const views = (page: Page): Locator => page.getByRole('navigation', { name: 'Views' });
const rows = (page: Page): Locator => page.locator('[role=row][data-run]');

test('a filter is saved as a view for everybody, opened, renamed and deleted', async () => {
  const server = await startPageServer();
  await server.take(stateRuns(Date.now()).flatMap(({ events }) => events));
  const page = await openPage(server, { path: '/runs?workflow=invoice&state=failed' });
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(1), 15_000);

  await page.getByRole('button', { name: 'Save this view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Unpaid invoices');
  await page.keyboard.press('Enter');
  await views(page).getByRole('link', { name: 'Unpaid invoices 1' }).waitFor();

  const other = await openPage(server, { path: '/runs' });
  await vi.waitFor(() => expect(rows(other).count()).resolves.toBe(12), 15_000);
  await views(other).getByRole('link', { name: 'Unpaid invoices 1' }).click();
  await vi.waitFor(() => expect(rows(other).count()).resolves.toBe(1), 15_000);
  expect(new URL(other.url()).searchParams.get('workflow')).toBe('invoice');
  expect(await views(other).locator('[aria-current]').textContent()).toContain('Unpaid invoices');

  await other.getByRole('button', { name: 'Change the view Unpaid invoices' }).click();
  await other.getByRole('menuitem', { name: 'Rename' }).click();
  await other.getByRole('textbox', { name: 'Name' }).fill('Declined cards');
  await other.keyboard.press('Enter');
  await views(other).getByRole('link', { name: 'Declined cards 1' }).waitFor();
  expect(await views(other).getByText('Unpaid invoices').count()).toBe(0);

  await other.getByRole('button', { name: 'Change the view Declined cards' }).click();
  await other.getByRole('menuitem', { name: 'Delete' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await views(other).getByRole('link', { name: 'Declined cards' }).waitFor({ state: 'detached' });
  const { views: left } = (await (await server.request('/api/v1/views')).json()) as { views: unknown[] };
  expect(left).toEqual([]);
});

test('a view is replaced by the filter that the list has', async () => {
  const server = await startPageServer();
  await server.take(stateRuns(Date.now()).flatMap(({ events }) => events));
  const body = JSON.stringify({ name: 'Mine', query: 'workflow=invoice' });
  await server.request('/api/v1/views', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const page = await openPage(server, { path: '/runs?workflow=report' });
  await views(page).getByRole('link', { name: 'Mine 3' }).waitFor();

  await page.getByRole('button', { name: 'Change the view Mine' }).click();
  await page.getByRole('menuitem', { name: 'Replace by the present filter' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();

  await vi.waitFor(
    () => expect(views(page).locator('[aria-current]').textContent()).resolves.toContain('Mine'),
    15_000,
  );
});

test('Share copies a link that shows the same', async () => {
  const server = await startPageServer();
  await server.take(stateRuns(Date.now()).flatMap(({ events }) => events));
  const page = await openPage(server, { path: '/runs?state=failed,lost&columns=status,run,error_code' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(2), 15_000);

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Link copied' }).waitFor();
  const link = new URL(await page.evaluate<string>('navigator.clipboard.readText()'));

  const pasted = await openPage(server, { path: link.pathname + link.search });
  await vi.waitFor(() => expect(rows(pasted).count()).resolves.toBe(2), 15_000);
  await pasted.getByRole('columnheader', { name: 'Error code' }).waitFor();
  expect(await pasted.getByRole('columnheader', { name: 'Workflow' }).count()).toBe(0);
});
