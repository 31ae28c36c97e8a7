import { traceIdFromRunId } from '@runlight/contract';
import { openPage, startPageServer, stateRuns } from '@runlight/testing/browser';
import { RunScript } from '@runlight/testing/runs';
import type { TestServer } from '@runlight/testing/server';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const RUNS = stateRuns(Date.now());
const FAILED = RUNS.find(({ state }) => state === 'failed')?.runId;

async function serverWithStates(): Promise<TestServer> {
  const server = await startPageServer();
  await server.take(RUNS.flatMap(({ events }) => events));
  return server;
}

/** The rows of steps that are in the page. */
function rowsOf(page: Page): Locator {
  return page.getByRole('treegrid').locator('[data-step]');
}

test('reload, back and a pasted link restore step and tab', async () => {
  const server = await serverWithStates();
  const page = await openPage(server, { path: `/runs/${FAILED}` });
  await rowsOf(page).filter({ hasText: 'fetch' }).click();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByRole('tab', { name: 'Lineage' }).click();
  await page.goBack();
  const isRestored = async (where: Page): Promise<void> => {
    await where.getByRole('tab', { name: 'Events', selected: true }).waitFor();
    await rowsOf(where).and(where.locator('[aria-selected=true]')).filter({ hasText: 'fetch' }).waitFor();
    await where.getByLabel('Step', { exact: true }).getByText('fetch').waitFor();
  };
  await isRestored(page);
  await page.reload();
  await isRestored(page);
  const { pathname, search } = new URL(page.url());
  await isRestored(await openPage(server, { path: pathname + search }));
});

test('an attempt has an address too, from the waterfall and from the steps table', async () => {
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}` });
  const isChosen = (attempt: number): Promise<void> =>
    vi.waitFor(() =>
      expect(page.getByRole('radio', { name: `Attempt ${attempt}` }).isChecked()).resolves.toBe(true),
    );
  await page.getByRole('button', { name: 'Unfold charge-card' }).click();
  await rowsOf(page).filter({ hasText: 'attempt 2' }).click();
  await isChosen(2);
  await page.reload();
  await isChosen(2);
  await page
    .getByRole('table', { name: 'Steps' })
    .getByRole('button', { name: 'charge-card' })
    .first()
    .click();
  await isChosen(1);
  await page.getByLabel('Attempt', { exact: true }).getByText('Attempt 3').click();
  await isChosen(3);
});

test('an address that makes no sense still shows the run', async () => {
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}?tab=nonsense&step=nobody` });
  await page.getByRole('tab', { name: 'Steps', selected: true }).waitFor();
});

test('the way back leads to the list’s filter', async () => {
  const list = encodeURIComponent('workflow=invoice');
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}?list=${list}` });
  await page.getByRole('link', { name: /‹ Runs/ }).click();
  await page.waitForURL(/\/runs\?workflow=invoice/);
});

test('previous and next stay inside the filter, anywhere in a long list', async () => {
  const server = await startPageServer();
  const events = Array.from({ length: 1500 }, (_, nth) => {
    const runId = `run-${String(nth).padStart(4, '0')}`;
    const startsAt = new Date(Date.UTC(2026, 3, 24) - nth * 1000).toISOString();
    const script = new RunScript({ runId, workflow: nth % 2 === 0 ? 'invoice' : 'refund', startsAt });
    return script.process('p0').emit({ event: 'workflow.run.queued', trace_id: traceIdFromRunId(runId) });
  });
  await server.take(events);
  const list = encodeURIComponent('workflow=invoice&sort=started_at');
  const page = await openPage(server, { path: `/runs/run-1200?list=${list}` });
  const isAt = (id: string): Promise<void> => page.waitForURL((url) => url.pathname === `/runs/${id}`);
  const button = (name: string): Locator => page.getByRole('button', { name, disabled: false });
  await button('Next run (])').waitFor();
  await page.keyboard.press(']');
  await isAt('run-1198');
  await button('Previous run ([)').click();
  await isAt('run-1200');
  await button('Previous run ([)').waitFor();
  await page.keyboard.press('[');
  await isAt('run-1202');
  await page.goto(`/runs/run-1498?list=${list}`);
  await button('Next run (])').waitFor();
  await expect(page.getByRole('button', { name: 'Previous run ([)' }).isDisabled()).resolves.toBe(true);
});
