import {
  accessibilityFaults,
  openPage,
  startPageServer,
  stateRuns,
  takeScreenshot,
} from '@runlight/testing/browser';
import type { TestServer } from '@runlight/testing/server';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

interface Layer {
  readonly name: string;
  readonly path: string;
  /** Where there is one of it; in both widths if nothing is said. */
  readonly width?: number;
  /** Opens it, and waits until it is there. */
  readonly open: (page: Page) => Promise<unknown>;
}

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
const hasRows = (page: Page): Promise<void> => page.locator('[data-run]').first().waitFor();

const filter = (label: string, ready: (page: Page) => Promise<unknown>): Layer => ({
  name: `filter-${label.toLowerCase()}`,
  path: '/runs',
  width: 1280,
  open: async (page) => {
    await hasRows(page);
    await press(page, label);
    await ready(page);
  },
});

const bulk = (action: string): Layer => ({
  name: `bulk-${action.toLowerCase()}`,
  path: '/runs',
  open: async (page) => {
    await hasRows(page);
    await page
      .getByRole('checkbox', { name: /^Select run_/ })
      .first()
      .check();
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: action }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `${action} 1 run` })
      .waitFor();
  },
});

/** What lies over a screen for a while. */
const LAYERS: readonly Layer[] = [
  {
    name: 'palette',
    path: '/',
    open: async (page) => {
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await press(page, /^Search: /);
      await page.getByRole('textbox', { name: 'Search' }).fill('invoice');
      await page.getByText('Runs of invoice').waitFor();
      await page.getByText('402 card_declined').first().waitFor();
    },
  },
  {
    name: 'help',
    path: '/runs',
    open: async (page) => {
      await hasRows(page);
      await press(page, 'Keys');
      await page.getByRole('dialog').getByText('Timed out').waitFor();
    },
  },
  {
    name: 'environments',
    path: '/?env=prod',
    open: async (page) => {
      await press(page, /^Environment of all screens/);
      await page.getByRole('menuitemradio', { name: 'prod' }).waitFor();
    },
  },
  filter('Workflow', (page) => page.getByRole('checkbox', { name: 'invoice' }).waitFor()),
  filter('Status', (page) => page.getByRole('checkbox', { name: 'Timed out' }).waitFor()),
  filter('Tag', (page) => page.getByRole('checkbox', { name: 'priority' }).waitFor()),
  filter('Time', (page) => page.getByRole('button', { name: 'Any time' }).waitFor()),
  filter('Filter', (page) => page.getByRole('menuitem', { name: 'Error code' }).waitFor()),
  filter('Export', (page) => page.getByRole('menuitem', { name: 'CSV' }).waitFor()),
  filter('Columns', (page) => page.getByRole('checkbox', { name: 'Trace' }).waitFor()),
  {
    name: 'filter-sheet',
    path: '/runs?state=failed&workflow=invoice',
    width: 390,
    open: async (page) => {
      await hasRows(page);
      await press(page, 'Filter (2)');
      await page.getByRole('dialog').getByRole('button', { name: 'Show 1 run' }).waitFor();
    },
  },
  {
    name: 'quick-view',
    path: '/runs',
    open: async (page) => {
      await hasRows(page);
      const run = page.locator('[data-run]').filter({ hasText: 'card_declined' });
      await run.hover();
      await run.getByRole('button', { name: /^Quick view of/ }).click();
      await page.getByRole('complementary', { name: 'Quick view' }).getByText('Last error').waitFor();
    },
  },
  ...['Re-run', 'Cancel', 'Tag', 'Assign', 'Resolve', 'Pin'].map(bulk),
  {
    name: 'save-view',
    path: '/runs?state=failed',
    open: async (page) => {
      await hasRows(page);
      await press(page, 'Save this view');
      await page.getByRole('textbox', { name: 'Name' }).waitFor();
    },
  },
  {
    name: 'view-menu',
    path: '/runs',
    open: async (page) => {
      await hasRows(page);
      await press(page, 'Change the view Declined cards');
      await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    },
  },
];

async function furnishedServer(): Promise<TestServer> {
  const server = await startPageServer();
  await server.take(stateRuns(Date.now()).flatMap(({ events }) => events));
  await server.request('/api/v1/views', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Declined cards', query: 'error_code=card_declined' }),
  });
  return server;
}

/** A menu or a hint that lies over a screen is in none of its landmarks, which axe calls moderate. */
async function seriousFaults(page: Page): Promise<string[]> {
  const faults = await accessibilityFaults(page);
  return faults.filter((fault) => !fault.startsWith('moderate: region:'));
}

describe.each(['light', 'dark'] as const)('axe finds nothing serious over the screens, %s', (scheme) => {
  test.each([1280, 390])('at %i px', { timeout: 180_000 }, async (width) => {
    const server = await furnishedServer();
    const page = await openPage(server, { scheme, width, height: width === 390 ? 844 : 720 });
    for (const layer of LAYERS) {
      if (layer.width !== undefined && layer.width !== width) continue;
      await page.goto(layer.path);
      await layer.open(page);
      await takeScreenshot(page, `layer-${layer.name}`);
      expect.soft(await seriousFaults(page), layer.name).toEqual([]);
    }
  });

  test.each([1280, 390])('at %i px, where somebody signs in', async (width) => {
    const server = await startPageServer({ access: 'tokens' });
    const page = await openPage(server, { scheme, width, height: width === 390 ? 844 : 720 });
    await page.getByRole('heading', { name: 'Sign in to Runlight' }).waitFor();
    expect.soft(await seriousFaults(page), 'before').toEqual([]);
    await page.getByRole('textbox', { name: 'Token' }).fill('rl_wrong');
    await press(page, 'Sign in');
    await page.getByRole('alert').waitFor();
    await takeScreenshot(page, 'layer-sign-in');
    expect.soft(await seriousFaults(page), 'after a wrong token').toEqual([]);
    await page.getByRole('textbox', { name: 'Token' }).fill(await server.token('viewer'));
    await press(page, 'Sign in');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
});
