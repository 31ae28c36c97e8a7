import { openPage, startPageServer } from '@runlight/testing/browser';
import type { TestServer } from '@runlight/testing/server';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

import { fail, freshRun, type FreshRun } from './fresh-runs.ts';

interface Fleet {
  readonly server: TestServer;
  readonly prod: FreshRun;
  readonly stage: FreshRun;
}

/** A failed and a blocked run in each of two environments. */
async function startFleet(): Promise<Fleet> {
  const server = await startPageServer();
  const [prod, stage] = ['prod', 'stage'].map((environment) => {
    const failed = freshRun(`import ${environment}`, 60_000, ['nightly'], environment);
    fail(failed, `the ${environment} disk is full`);
    const blocked = freshRun(`payout ${environment}`, 60_000, [], environment);
    blocked.main.emit({ event: 'workflow.run.blocked', wait_id: 'w', needs: `a ${environment} key` });
    return [failed, blocked] as const;
  });
  if (prod === undefined || stage === undefined) throw new Error('two environments were made');
  await server.take([...prod, ...stage].flatMap((run) => run.take()));
  return { server, prod: prod[0], stage: stage[0] };
}

const row = (page: Page, { runId }: FreshRun): Locator => page.locator(`[role=row][data-run="${runId}"]`);
const rows = (page: Page): Locator => page.locator('[role=row][data-run]');
const chosen = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: `Environment of all screens: ${name}`, exact: true });

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Environment of all screens/ }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

async function showsOnly(page: Page, environment: string, other: string): Promise<void> {
  await page.getByText(`a ${environment} key`).waitFor();
  await vi.waitFor(() => expect(page.getByText(`a ${other} key`).count()).resolves.toBe(0), 15_000);
}

test('the environment that is chosen in the header is what Overview, list and palette are about', async () => {
  const { server, stage } = await startFleet();
  const page = await openPage(server);
  await chosen(page, 'All environments').waitFor();
  await page.getByText('a prod key').waitFor();
  await page.getByText('a stage key').waitFor();
  await page.getByRole('link', { name: /^Unresolved failures 2/ }).waitFor();

  await choose(page, 'stage');
  await chosen(page, 'stage').waitFor();
  await showsOnly(page, 'stage', 'prod');
  await page.getByRole('link', { name: /^Unresolved failures 1/ }).waitFor();
  expect(
    await page
      .getByRole('table', { name: /fail most/ })
      .getByRole('row')
      .count(),
  ).toBe(2);
  expect(new URL(page.url()).search).toBe('?env=stage');

  await page.getByRole('link', { name: /^Unresolved failures 1/ }).click();
  await row(page, stage).waitFor();
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(1), 15_000);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Needs me 1' }).click();
  await showsOnly(page, 'stage', 'prod');

  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Search' }).fill('disk');
  await page.getByText('the stage disk is full').waitFor();
  expect(await page.getByText('the prod disk is full').count()).toBe(0);
});

test('the environment survives reload, back, every link and being pasted', async () => {
  const { server, prod, stage } = await startFleet();
  const page = await openPage(server);
  await choose(page, 'prod');
  await showsOnly(page, 'prod', 'stage');

  await page.reload();
  await chosen(page, 'prod').waitFor();
  await showsOnly(page, 'prod', 'stage');
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(2), 15_000);
  await row(page, prod).getByRole('link', { name: /^run_/ }).click();
  await page.waitForURL(/\/runs\/run_/);
  await chosen(page, 'prod').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.waitForURL(/\/settings\//);
  await chosen(page, 'prod').waitFor();
  await page.goBack();
  await page.goBack();
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(2), 15_000);
  const { pathname, search } = new URL(page.url());

  const pasted = await openPage(server, { path: pathname + search });
  await chosen(pasted, 'prod').waitFor();
  await row(pasted, prod).waitFor();
  expect(await row(pasted, stage).count()).toBe(0);
});

test('all environments are a choice as well, and clearing the filter makes it', async () => {
  const { server } = await startFleet();
  const page = await openPage(server, { path: '/runs?env=prod' });
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(2), 15_000);
  await page.getByRole('button', { name: 'Environment: prod', exact: true }).waitFor();

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await chosen(page, 'All environments').waitFor();
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(4), 15_000);
  await choose(page, 'stage');
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(2), 15_000);
  await choose(page, 'All environments');
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(4), 15_000);
});

test('an environment in which nothing ran says so, and leads back to all', async () => {
  const { server } = await startFleet();
  const page = await openPage(server, { path: '/?env=prodd' });
  await page.getByRole('heading', { name: 'Nothing ran in prodd in the last 24 hours' }).waitFor();
  await page.getByRole('link', { name: 'Look at all environments' }).click();
  await chosen(page, 'All environments').waitFor();
  await page.getByText('a prod key').waitFor();

  await page.goto('/runs?env=prodd');
  await page.getByRole('heading', { name: 'Nothing has run in prodd' }).waitFor();
  await page.getByRole('button', { name: 'Look at all environments' }).click();
  await vi.waitFor(() => expect(rows(page).count()).resolves.toBe(4), 15_000);
});
