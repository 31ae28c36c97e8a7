import { openPage, startPageServer } from '@runlight/testing/browser';
import { temporaryDirectory } from '@runlight/testing/runs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

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
