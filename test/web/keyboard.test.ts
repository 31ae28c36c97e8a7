import { openPage, startPageServer, stateRuns } from '@runlight/testing/browser';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const states = stateRuns(Date.now());

async function openStates(path: string): Promise<Page> {
  // Nobody asks for decisions here.
  const server = await startPageServer({ work: { deliveryWaitMs: 100 } });
  await server.take(states.flatMap(({ events }) => events));
  return openPage(server, { path });
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const label = `${(await focused.getAttribute('aria-label')) ?? ''} ${(await focused.textContent()) ?? ''}`;
    if (name.test(label)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test('keyboard alone finds, looks at, selects and opens a run, and comes back', async () => {
  const page = await openStates('/');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.locator('[data-run]').nth(11).waitFor();
  const ids = await page
    .locator('[data-run]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')));

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await vi.waitFor(
    () => expect(page.locator(':focus').getAttribute('data-run')).resolves.toBe(ids[1]),
    15_000,
  );
  await page.keyboard.press('Space');
  await page.getByRole('complementary', { name: 'Quick view' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary', { name: 'Quick view' }).waitFor({ state: 'detached' });
  await page.keyboard.press('x');
  await page.getByText('1 selected').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('1 selected').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/runs/${ids[1]}`));
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL(/\/settings\/webhooks/);
});

test('keyboard alone filters and approves', async () => {
  const page = await openStates('/runs');
  await page.locator('[data-run]').nth(11).waitFor();
  await tabTo(page, /^ Status/);
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Queued' }).waitFor();
  await tabTo(page, /^ $/);
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Status: / }).waitFor();
  await vi.waitFor(() => expect(page.locator('[data-run]').count()).resolves.toBe(1), 15_000);

  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: /^Approve refund/ }).waitFor();
  await tabTo(page, /^Approve refund/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.getByLabel('Note, which the run gets too').fill('checked with the customer');
  await page.keyboard.press('Enter');
  await page.getByText('Approved', { exact: true }).waitFor();
});

test('the keys can be switched off', async () => {
  const page = await openStates('/runs');
  await page.locator('[data-run]').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: /Use keys/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.keyboard.press('x');

  expect(new URL(page.url()).pathname).toBe('/runs');
  expect(await page.getByText('1 selected').count()).toBe(0);
});

test('f, arrows and Enter ask for any filter', async () => {
  const page = await openStates('/runs');
  await page.locator('[data-run]').nth(11).waitFor();

  await page.keyboard.press('f');
  await page.getByRole('menuitem', { name: 'Environment' }).waitFor();
  await page.getByRole('menuitem', { name: 'Failed step' }).focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Failed step' });
  await vi.waitFor(
    () => expect(field.evaluate((it) => it === it.ownerDocument.activeElement)).resolves.toBe(true),
    15_000,
  );
  await page.keyboard.type('charge-card');
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Failed step: charge-card' }).waitFor();
  await vi.waitFor(() => expect(page.locator('[data-run]').count()).resolves.toBe(1), 15_000);
});

test('the palette opens a run by its id, whichever environment is chosen, and pages and deeds', async () => {
  const page = await openStates('/?env=stage');
  const failed = states.find(({ state }) => state === 'failed')?.runId ?? '';
  const search = page.getByRole('textbox', { name: 'Search' });
  await page.getByRole('heading', { name: 'Nothing ran in stage' }).waitFor();

  await page.keyboard.press('/');
  await search.fill('utc');
  await page.getByText('Show times in UTC').click();
  await page.getByRole('radio', { name: 'UTC' }).and(page.locator(':checked')).waitFor({ state: 'attached' });
  await search.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await search.fill(failed);
  await page.getByText(`invoice · ${failed}`).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/runs/${failed}`));
  await search.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await search.fill('audit');
  await page.getByText('Settings: audit log').click();
  await page.waitForURL(/\/settings\/audit/);
});
