import { openPage, startPageServer } from '@runlight/testing/browser';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

import { twoVersions } from './two-versions.ts';

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
}

async function waitForRuns(page: Page, count: number): Promise<void> {
  const rows = page.locator('[role=row][data-run]');
  await expect.poll(() => rows.count(), { timeout: 15_000 }).toBe(count);
}

test('two versions of a workflow are compared, the latest two first, and every number leads to its runs', async () => {
  const server = await startPageServer();
  await server.take(twoVersions());
  const page = await openPage(server, { path: '/compare?workflow=invoice' });

  const success = row(page, 'Success rate');
  await success.waitFor();
  expect(await success.getByRole('cell').allInnerTexts()).toEqual([
    expect.stringMatching(/^95 %\s+of 40 that ended, cancelled ones left out$/),
    expect.stringMatching(/^75 %\s+of only 12 that ended, cancelled ones left out$/),
    '−20 points, worse',
  ]);
  expect(await row(page, 'p95 duration of a run').getByRole('cell').last().innerText()).toBe('+50 %, worse');
  expect(await row(page, 'Tokens per run').getByRole('cell').last().innerText()).toBe('nothing to compare');
  expect(await row(page, 'card_declined').getByRole('cell').last().innerText()).toBe('new');
  expect(await row(page, 'declined').last().getByRole('cell').last().innerText()).toBe('gone');
  expect(await row(page, 'charge-card').getByRole('cell').last().innerText()).toBe('new step');

  await row(page, 'card_declined').getByRole('link', { name: '3' }).click();
  await page.waitForURL(/error_code=card_declined/);
  await waitForRuns(page, 3);
  await page.goBack();
  await row(page, 'Success rate').getByRole('link', { name: '75 %' }).click();
  await page.waitForURL(/version=4\.2/);
  await waitForRuns(page, 12);
});

test('a comparison is one click from the workflows that fail most, and from the version of a run', async () => {
  const server = await startPageServer();
  await server.take(twoVersions());
  const page = await openPage(server);
  await page.getByRole('link', { name: 'Compare versions of invoice' }).click();
  await row(page, 'Success rate').getByText('−20 points, worse').waitFor();

  await page.goto('/runs/run_invoice-4.2-0');
  await page.locator('[data-run-header]').getByRole('link', { name: '4.2' }).click();
  await row(page, 'Success rate').getByText('−20 points, worse').waitFor();
  expect(await page.getByLabel('Compared with').inputValue()).toBe('4.2');
});

test('what is compared is chosen with the keyboard and stands in the address', async () => {
  const server = await startPageServer();
  await server.take(twoVersions());
  const page = await openPage(server, { path: '/compare' });
  await page.getByText('Choose a workflow').waitFor();

  await page.getByLabel('Workflow').focus();
  await page.keyboard.press('i');
  await row(page, 'Success rate').getByText('−20 points, worse').waitFor();
  await page.getByRole('button', { name: 'Swap the versions' }).focus();
  await page.keyboard.press('Enter');
  await row(page, 'Success rate').getByText('+20 points, better').waitFor();
  await page.getByRole('button', { name: /^Environment/ }).click();
  await page.getByRole('menuitemradio', { name: 'prod' }).click();
  await page.getByText('No run of 4.1 ended in this window').waitFor();
  await page.getByLabel('Runs that ended').selectOption('7d');
  await page.waitForURL(/from=7d/);

  const address = new URL(page.url());
  expect(Object.fromEntries(address.searchParams)).toEqual({
    workflow: 'invoice',
    a: '4.2',
    b: '4.1',
    env: 'prod',
    from: '7d',
  });
  await page.reload();
  await page.getByText('No run of 4.1 ended in this window').waitFor();
  expect(await page.getByLabel('Compared with').inputValue()).toBe('4.1');
});

test('a workflow of one version, and a window that makes no sense, say what to do', async () => {
  const server = await startPageServer();
  await server.take(twoVersions().filter(({ run_id }) => run_id.includes('4.1')));
  const page = await openPage(server, { path: '/compare?workflow=invoice' });
  await page.getByText('4.1 is the only version of invoice of which runs ended').waitFor();

  await page.goto('/compare?workflow=refund');
  await page.getByText('No run of refund that has a version ended').waitFor();

  await page.goto('/compare?workflow=invoice&a=4.1&b=4.2&from=Tuesday');
  await page.getByRole('alert').getByText('must be a time').waitFor();
  expect(await page.getByLabel('Runs that ended').innerText()).toContain('Tuesday to now');

  await page.goto('/compare?workflow=invoice&a=4.1&b=4.2&from=1h&to=2h');
  await page.getByRole('alert').getByText('from must be earlier').waitFor();
  await page.getByLabel('Runs that ended').selectOption('30d');
  await page.getByText('No run of 4.2 ended in this window').waitFor();
});
