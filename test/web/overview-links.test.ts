import { openPage, startPageServer } from '@runlight/testing/browser';
import { insertRuns, runRow } from '@runlight/testing/server';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const HOUR_MS = 3_600_000;

/** How many runs the list that a link leads to has; the page is where it was again. */
async function countBehind(page: Page, name: string | RegExp): Promise<number> {
  await page.getByRole('main').getByRole('link', { name }).first().click();
  await page.waitForURL(/\/runs\?/);
  const footer = page.getByText(/^1–[\d,]+ of [\d,]+/).or(page.getByRole('heading', { name: /^No run/ }));
  await footer.waitFor();
  const [, count = '0'] = /of ([\d,]+)/.exec(await footer.innerText()) ?? [];
  await page.goBack();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  return Number(count.replaceAll(',', ''));
}

test('every number of the overview leads to as many runs, whether there are backfills or not', async () => {
  const server = await startPageServer();
  const now = Date.now();
  const states = [
    ...['succeeded', 'succeeded', 'succeeded', 'failed', 'failed', 'lost', 'timed_out', 'cancelled'],
    ...['incomplete', 'running', 'running', 'blocked', 'stalled', 'queued'],
  ] as const;
  const rows = states.flatMap((state, index) =>
    ([0, 1] as const).map((isBackfill) => ({
      ...runRow(`run_${index}_${isBackfill}`, state as Parameters<typeof runRow>[1], now - HOUR_MS, 60_000),
      is_backfill: isBackfill,
      environment: index % 2 === 0 ? 'prod' : 'stage',
    })),
  );
  await insertRuns(server.parts.store.db, rows);

  for (const path of ['/', '/?env=stage']) {
    const page = await openPage(server, { path });
    const inScope = (state: string): number =>
      rows.filter(
        (row) =>
          row.status === state && row.is_backfill === 0 && (path === '/' || row.environment === 'stage'),
      ).length;
    const sum = (...of: readonly string[]): number => of.reduce((all, state) => all + inScope(state), 0);
    const failures = ['failed', 'lost', 'timed_out'];
    await page.getByRole('link', { name: /^Success rate/ }).waitFor();

    expect(await countBehind(page, /^Success rate/)).toBe(sum('succeeded', 'incomplete', ...failures));
    expect(await countBehind(page, /^p95/)).toBe(sum('succeeded', 'incomplete', 'cancelled', ...failures));
    expect(await countBehind(page, /^Running/)).toBe(sum('running'));
    expect(await countBehind(page, /^Unresolved/)).toBe(sum(...failures));
    expect(await countBehind(page, 'As a list')).toBe(sum('blocked', 'stalled', 'incomplete'));
    for (const [word, state] of [
      ['Succeeded', 'succeeded'],
      ['Failed', 'failed'],
      ['Lost', 'lost'],
    ] as const) {
      if (inScope(state) === 0) continue;
      expect(await countBehind(page, `${word} ${inScope(state)}`)).toBe(inScope(state));
    }
    const table = page.getByRole('table', { name: /fail most/ });
    await vi.waitFor(() => expect(table.getByRole('row').count()).resolves.toBe(2), 15_000);
    const [failed, ended] = [sum(...failures), sum('succeeded', 'incomplete', 'cancelled', ...failures)];
    const cells = await table.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
    expect(cells.slice(1, 3)).toEqual([`${failed}`, `${ended}`]);
  }
});
