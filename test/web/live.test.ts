import { openPage, startPageServer } from '@runlight/testing/browser';
import { temporaryDirectory } from '@runlight/testing/runs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

import { fail, freshRun } from './fresh-runs.ts';
import { startProxy } from './tcp-proxy.ts';

test('server gone: “disconnected, as of hh:mm:ss” within 10 s; back: no event missed', async () => {
  const database = join(temporaryDirectory(onTestFinished), 'runs.db');
  const server = await startPageServer({ database });
  const run = freshRun('import', 5000);
  await server.take(run.take());
  const proxy = await startProxy(server.url);
  const page = await openPage(proxy, { path: '/runs' });
  await page.locator('[data-connection=live]').waitFor();
  await page.locator('[data-state=running]').first().waitFor();

  proxy.cut();
  const since = Date.now();
  await page.getByText(/Disconnected, as of \d\d:\d\d:\d\d/).waitFor();
  expect(Date.now() - since).toBeLessThan(10_000);

  fail(run, 'nobody was watching');
  await server.take(run.take());
  proxy.restore();
  await page.locator('[data-connection=live]').waitFor();
  await page.getByText('nobody was watching').waitFor();
});

test('an empty list shows the first runs as they arrive', async () => {
  const server = await startPageServer();
  const page = await openPage(server, { path: '/runs' });
  await page.getByText('No run has arrived yet').waitFor();
  await page.locator('[data-connection=live]').waitFor();
  await server.take(freshRun('import', 5000).take());
  await page.locator('[data-state=running]').first().waitFor();
});

test('a connection that is silently dead is noticed within 10 s', async () => {
  const server = await startPageServer();
  const proxy = await startProxy(server.url);
  const page = await openPage(proxy, { path: '/runs' });
  await page.locator('[data-connection=live]').waitFor();

  proxy.freeze();
  const since = Date.now();
  await page.getByText(/Disconnected, as of \d\d:\d\d:\d\d/).waitFor();
  expect(Date.now() - since).toBeLessThan(10_000);
});

test('updates pause in a hidden tab, and what changed meanwhile is there when it is seen again', async () => {
  const server = await startPageServer();
  const run = freshRun('import', 5000);
  await server.take(run.take());
  const page = await openPage(server, { path: '/runs' });
  await page.locator('[data-connection=live]').waitFor();
  await page.locator('[role=row] [data-state=running]').waitFor();
  const hide = (hidden: boolean): Promise<void> =>
    page.locator('html').evaluate(({ ownerDocument: document }, isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));

  await hide(true);
  await page.locator('[data-connection=paused]').waitFor();
  fail(run, 'nobody was watching');
  await server.take(run.take());
  await page.waitForTimeout(4000); // longer than it takes a tab that is seen to ask
  expect(asked).toEqual([]);
  expect(await page.getByText('nobody was watching').count()).toBe(0);

  await hide(false);
  await page.locator('[data-connection=live]').waitFor();
  await page.getByText('nobody was watching').waitFor();
});

test('rows far down follow their runs, however many of them change at once', async () => {
  const server = await startPageServer();
  const fleet = Array.from({ length: 150 }, (_, index) => freshRun('import', 1000 * (index + 1)));
  await server.take(fleet.flatMap((run) => run.take()));
  const page = await openPage(server, { path: '/runs' });
  await page.getByText('1–100 of 150').waitFor();
  const table = page.getByTestId('run-table');
  await table.evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  await page.getByText('1–150 of 150').waitFor();
  await table.evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  const shown = (state: string): Promise<number> =>
    page.locator(`[role=row][data-run][data-state=${state}]`).count();
  await vi.waitFor(async () => expect(await shown('running')).toBeGreaterThan(20), 15_000);

  const oldest = fleet.slice(60);
  for (const run of oldest) fail(run, 'the disk is full');
  await server.take(oldest.flatMap((run) => run.take()));

  await vi.waitFor(async () => {
    expect(await shown('running')).toBe(0);
    expect(await shown('failed')).toBeGreaterThan(10);
  }, 15_000);
});
