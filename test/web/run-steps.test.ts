import { openPage, startPageServer } from '@runlight/testing/browser';
import { SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const ERROR = { type: 'HttpError', message: '503 ledger is closed', category: 'external_api' } as const;

/** Steps of three types; one is retried and fails, one waits, one uses a model. */
async function openSteps(search = ''): Promise<Page> {
  const server = await startPageServer();
  const run = new SampleRun().start();
  const fetch = run.main.step('fetch', { type: 'io' }).emit({ event: 'workflow.step.started' });
  run.script.pass(300);
  fetch.emit({ event: 'workflow.step.completed', duration_ms: 300 });
  const extract = run.main.step('extract', { type: 'model' }).emit({ event: 'workflow.step.started' });
  run.script.pass(9000);
  const usage = { tokens: 2200, compute_ms: 380 };
  extract.emit({
    event: 'workflow.step.completed',
    duration_ms: 9000,
    usage,
    validation: { passed: true, score: 0.96 },
  });
  const post = run.main.step('post', { type: 'tool' }).emit({ event: 'workflow.step.started' });
  post.emit({ event: 'workflow.step.retrying', error: ERROR, delay_ms: 0 });
  run.script.pass(20);
  post.emit({ event: 'workflow.step.failed', duration_ms: 20, retries: 1, error: ERROR });
  await server.take(run.end('incomplete').take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}${search}` });
  await cells(page, 'Step').first().waitFor();
  return page;
}

const table = (page: Page): Locator => page.getByRole('table', { name: 'Steps' });

/** The cells of a column, from top to bottom. */
function cells(page: Page, title: string): Locator {
  return table(page).locator(`[role=cell]:nth-child(${TITLES.indexOf(title) + 1})`);
}

const TITLES = [
  'Step',
  'Type',
  'Status',
  'Began',
  'Duration',
  'Waited',
  'Retries',
  'Resource usage',
  'Validation',
  'Last error',
];

test('the steps table has step name, type, duration, retries, resource usage, validation and last error', async () => {
  const page = await openSteps();
  await expect(table(page).getByRole('columnheader').allTextContents()).resolves.toEqual(TITLES);
  const rows = await table(page).locator('[role=row]:has([role=cell])').all();
  const texts = await Promise.all(rows.map((row) => row.getByRole('cell').allTextContents()));
  expect(texts).toEqual([
    ['fetch', 'io', 'Completed', '+0ms', '300ms', '', '0', '', '', ''],
    [
      'extract',
      'model',
      'Completed',
      '+300ms',
      '9.0s',
      '',
      '0',
      '2,200 tokens · 380ms compute',
      'passed (0.96)',
      '',
    ],
    ['post', 'tool', 'Failed', '+9.3s', '20ms', '', '1', '', '', '503 ledger is closed'],
  ]);
});

test.each([
  ['Step', ['extract', 'fetch', 'post']],
  ['Type', ['fetch', 'extract', 'post']],
  ['Status', ['fetch', 'extract', 'post']],
  ['Began', ['fetch', 'extract', 'post']],
  ['Duration', ['post', 'fetch', 'extract']],
  ['Retries', ['fetch', 'extract', 'post']],
  ['Resource usage', ['extract', 'fetch', 'post']],
  ['Validation', ['extract', 'fetch', 'post']],
  ['Last error', ['post', 'fetch', 'extract']],
])('steps are sorted by %s, up and down, and what has none is last', async (title, upwards) => {
  const page = await openSteps();
  const head = table(page).getByRole('columnheader', { name: title });
  const order = (): Promise<string[]> => cells(page, 'Step').allTextContents();
  const values = await cells(page, title).allTextContents();
  const known = values.filter((value) => value !== '').length;
  await head.getByRole('button').click();
  await vi.waitFor(() => expect(order()).resolves.toEqual(upwards));
  await expect(head.getAttribute('aria-sort')).resolves.toBe('ascending');
  await head.getByRole('button').click();
  await vi.waitFor(() => expect(head.getAttribute('aria-sort')).resolves.toBe('descending'));
  const downwards = await cells(page, title).allTextContents();
  expect(downwards.slice(known)).toEqual(values.slice(known).map(() => ''));
  expect((await order()).at(0)).toBe(known === 1 ? upwards[0] : DOWNWARDS[title]);
  await head.getByRole('button').click();
  await vi.waitFor(() => expect(order()).resolves.toEqual(['fetch', 'extract', 'post']));
  await expect(head.getAttribute('aria-sort')).resolves.toBe('none');
});

/** The first step of a column that is sorted downwards. */
const DOWNWARDS: Readonly<Record<string, string>> = {
  Step: 'post',
  Type: 'post',
  Status: 'post',
  Began: 'post',
  Duration: 'extract',
  Retries: 'post',
};

test('reload, back and a pasted link restore the order of the steps', async () => {
  const page = await openSteps('?step_sort=-duration');
  await expect(cells(page, 'Step').allTextContents()).resolves.toEqual(['extract', 'fetch', 'post']);
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.goBack();
  await vi.waitFor(() =>
    expect(cells(page, 'Step').allTextContents()).resolves.toEqual(['extract', 'fetch', 'post']),
  );
  await page.goto(`/runs/${SAMPLE_RUN_ID}?step_sort=nonsense`);
  await cells(page, 'Step').first().waitFor();
  await expect(cells(page, 'Step').allTextContents()).resolves.toEqual(['fetch', 'extract', 'post']);
});

test('all of a long run is sorted, and the selected step is marked', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  for (let nth = 0; nth < 600; nth += 1) run.step(`step-${nth}`);
  await server.take(run.end().take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}?step_sort=-step` });
  await cells(page, 'Step').first().waitFor();
  await expect(cells(page, 'Step').first().textContent()).resolves.toBe('step-599');
  await cells(page, 'Step').first().getByRole('button').click();
  await table(page).locator('[role=row][aria-current=true]', { hasText: 'step-599' }).waitFor();
  await page.locator('[data-step="step-599"][aria-selected=true]').waitFor();
});
