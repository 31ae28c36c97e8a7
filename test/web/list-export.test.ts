import { readFile } from 'node:fs/promises';

import { openPage, startPageServer, stateRuns } from '@runlight/testing/browser';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';

const states = stateRuns(Date.now());
/** Those that the filter below finds. */
const failed = states.filter(({ state }) => state === 'failed' || state === 'lost' || state === 'timed_out');
const FILTER = '/runs?state=failed,lost,timed_out';

async function openFailed(): Promise<Page> {
  const server = await startPageServer();
  await server.take(states.flatMap(({ events }) => events));
  const page = await openPage(server, { path: FILTER });
  await page.locator(`[data-run="${failed[0]?.runId}"]`).waitFor();
  return page;
}

async function download(page: Page, format: string, from?: string): Promise<string> {
  const place = from === undefined ? page.getByRole('main') : page.getByRole('region', { name: from });
  await place.getByRole('button', { name: 'Export' }).first().click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}

const sorted = (ids: readonly (string | undefined)[]) => ids.map(String).toSorted();
const expected = sorted(failed.map(({ runId }) => runId));

test('an export as CSV has exactly the runs of the filter', async () => {
  const [header = '', ...lines] = (await download(await openFailed(), 'CSV')).trimEnd().split('\n');
  const columns = header.split(',');

  expect(sorted(lines.map((line) => line.split(',')[columns.indexOf('id')]))).toEqual(expected);
  expect(lines.find((line) => line.includes('card_declined'))).toContain('charge-card');
});

test('an export as JSON has exactly the runs of the filter', async () => {
  const lines = (await download(await openFailed(), 'JSON lines')).trimEnd().split('\n');
  const runs = lines.map((line) => JSON.parse(line) as { readonly id: string; readonly state: string });

  expect(sorted(runs.map(({ id }) => id))).toEqual(expected);
  expect(sorted(runs.map(({ state }) => state))).toEqual(['failed', 'lost', 'timed_out']);
});

test('an export of what is selected has exactly that', async () => {
  const page = await openFailed();
  const [one, two] = failed;
  if (one === undefined || two === undefined) throw new Error('some failed');
  await page.getByRole('checkbox', { name: `Select ${one.runId}` }).check();
  await page.getByRole('checkbox', { name: `Select ${two.runId}` }).check();

  const lines = (await download(page, 'JSON lines', 'Selection')).trimEnd().split('\n');

  const ids = lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);
  expect(sorted(ids)).toEqual(sorted([one.runId, two.runId]));
});
