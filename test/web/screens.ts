import { stateRuns } from '@runlight/testing/browser';
import type { Locator, Page } from 'playwright-core';

/** What a server has when a screen of it is looked at. */
export type Furnishing =
  /** Runs in every state, two versions, a webhook with a delivery, tokens, entries of the audit log. */
  | 'full'
  | 'empty'
  /** One that asks for tokens. */
  | 'team';

/** Something that a person can see, and how they come to it. */
export interface ScreenStory {
  readonly name: string;
  readonly server: Furnishing;
  readonly path: string;
  /** Does what leads from the page to what is shown, and waits until it is. */
  readonly show: (page: Page) => Promise<unknown>;
}

const idOf = (state: string): string => stateRuns(0).find((run) => run.state === state)?.runId ?? '';
const seen = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
/** Scrolls to something that is further down. */
const showBelow = async (what: Locator) => {
  await what.waitFor();
  await what.evaluate((element) => element.scrollIntoView({ block: 'center' }));
};
const dialog = (page: Page) => page.getByRole('dialog').waitFor();

const run = (name: string, state: string, show: ScreenStory['show'], search = ''): ScreenStory => ({
  name: `run-${name}`,
  server: 'full',
  path: `/runs/${idOf(state)}${search}`,
  show,
});
const tab = (name: string): ScreenStory =>
  run(`tab-${name}`, 'failed', (page) => showBelow(page.getByRole('tabpanel')), `?tab=${name}`);

/** Every route, with what it shows when there is nothing, when something is wrong, and every dialog of the settings. */
export const SCREENS: readonly ScreenStory[] = [
  { name: 'overview', server: 'full', path: '/', show: seen('.recharts-bar-rectangle') },
  {
    name: 'overview-table',
    server: 'full',
    path: '/',
    show: async (page) => {
      await press(page, 'As a table');
      await page.getByRole('table', { name: /per hour/ }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'overview-empty', server: 'empty', path: '/', show: seen('text=Nothing ran') },
  { name: 'runs', server: 'full', path: '/runs', show: seen('[data-run]') },
  { name: 'runs-empty', server: 'empty', path: '/runs', show: seen('h2') },
  { name: 'runs-no-match', server: 'full', path: '/runs?workflow=nothing', show: seen('h2') },
  { name: 'runs-bad-link', server: 'full', path: '/runs?state=broken', show: seen('[role=alert]') },
  {
    name: 'runs-quick-view',
    server: 'full',
    path: `/runs?peek=${idOf('failed')}`,
    show: (page) => page.getByText('402 card_declined').first().waitFor(),
  },
  run('failed', 'failed', seen('[role=treegrid]')),
  run('waiting', 'waiting', seen('[role=treegrid]')),
  run('blocked', 'blocked', seen('[role=treegrid]')),
  run('incomplete', 'incomplete', seen('[role=treegrid]')),
  run('lost', 'lost', seen('[role=treegrid]')),
  run('succeeded', 'succeeded', seen('[role=treegrid]')),
  run('queued', 'queued', seen('[data-run-header]')),
  ...['events', 'traces', 'logs', 'io', 'files', 'hitl', 'notes', 'lineage'].map(tab),
  run('resolve', 'failed', async (page) => {
    await seen('[role=treegrid]')(page);
    await press(page, 'Resolve');
    await dialog(page);
  }),
  run('approve', 'waiting', async (page) => {
    await press(page, 'Approve');
    await dialog(page);
  }),
  run('rerun', 'failed', async (page) => {
    await press(page, 'Ways to re-run');
    await page.getByRole('menuitem', { name: 'Edited input' }).click();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await dialog(page);
  }),
  { name: 'run-missing', server: 'full', path: '/runs/run_nowhere', show: seen('text=There is no run') },
  {
    name: 'compare',
    server: 'full',
    path: '/compare?workflow=invoice&a=4.1&b=4.2',
    show: seen('[role=table]'),
  },
  {
    name: 'compare-errors-and-steps',
    server: 'full',
    path: '/compare?workflow=invoice&a=4.1&b=4.2',
    show: (page) => showBelow(page.getByRole('table', { name: 'Errors' })),
  },
  { name: 'compare-choose', server: 'full', path: '/compare', show: seen('text=Choose a workflow') },
  {
    name: 'compare-one-version',
    server: 'full',
    path: '/compare?workflow=payout',
    show: seen('text=No run of payout'),
  },
  {
    name: 'compare-bad-link',
    server: 'full',
    path: '/compare?workflow=invoice&a=4.1&b=4.2&from=tomorrow',
    show: seen('[role=alert]'),
  },
  { name: 'webhooks', server: 'full', path: '/settings/webhooks', show: seen('section') },
  { name: 'webhooks-empty', server: 'empty', path: '/settings/webhooks', show: seen('h2') },
  {
    name: 'webhooks-deliveries',
    server: 'full',
    path: '/settings/webhooks',
    show: async (page) => {
      await press(page, 'Deliveries');
      await press(page, 'Payload');
    },
  },
  {
    name: 'webhooks-add',
    server: 'full',
    path: '/settings/webhooks',
    show: async (page) => {
      await press(page, 'Add a webhook');
      await dialog(page);
    },
  },
  {
    name: 'webhooks-secret',
    server: 'full',
    path: '/settings/webhooks',
    show: async (page) => {
      await press(page, /^More for/);
      await page.getByRole('menuitem', { name: 'Another secret' }).click();
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await seen('[data-secret]')(page);
    },
  },
  {
    name: 'webhooks-remove',
    server: 'full',
    path: '/settings/webhooks',
    show: async (page) => {
      await press(page, /^More for/);
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await dialog(page);
    },
  },
  { name: 'tokens', server: 'full', path: '/settings/tokens', show: seen('text=never used') },
  { name: 'tokens-empty', server: 'empty', path: '/settings/tokens', show: seen('text=There is no token') },
  {
    name: 'tokens-make',
    server: 'full',
    path: '/settings/tokens',
    show: async (page) => {
      await press(page, 'Make a token');
      await dialog(page);
    },
  },
  {
    name: 'tokens-secret',
    server: 'full',
    path: '/settings/tokens',
    show: async (page) => {
      await press(page, 'Make a token');
      await page.getByRole('textbox', { name: 'Name' }).fill('reader');
      await press(page, 'Make it');
      await seen('[data-secret]')(page);
    },
  },
  {
    name: 'tokens-revoke',
    server: 'full',
    path: '/settings/tokens',
    show: async (page) => {
      await press(page, /^Revoke/);
      await dialog(page);
    },
  },
  { name: 'retention', server: 'full', path: '/settings/retention', show: seen('text=/Would delete/') },
  {
    name: 'redaction',
    server: 'full',
    path: '/settings/redaction',
    show: async (page) => {
      await press(page, 'Add a rule');
      await page.getByLabel('Path of rule 1').fill('**.name');
      await page.getByText('"name": "[redacted]"').waitFor();
    },
  },
  { name: 'audit', server: 'full', path: '/settings/audit', show: seen('[role=table]') },
  { name: 'audit-empty', server: 'empty', path: '/settings/audit', show: seen('text=Nothing was done') },
  { name: 'no-such-page', server: 'full', path: '/nowhere', show: seen('text=There is no such page') },
  {
    name: 'keys',
    server: 'full',
    path: '/runs',
    show: async (page) => {
      await seen('[data-run]')(page);
      await page.keyboard.press('?');
      await dialog(page);
    },
  },
  {
    name: 'palette',
    server: 'full',
    path: '/',
    show: async (page) => {
      await seen('#needs-person')(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Search' }).fill('invoice');
      await page.getByText('Runs of invoice').waitFor();
    },
  },
  { name: 'sign-in', server: 'team', path: '/', show: seen('text=Sign in to Runlight') },
  {
    name: 'sign-in-refused',
    server: 'team',
    path: '/',
    show: async (page) => {
      await page.getByLabel(/^Token/).fill('rl_not-a-token');
      await press(page, 'Sign in');
      await seen('[role=alert]')(page);
    },
  },
];
