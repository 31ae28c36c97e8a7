import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { openPage, startPageServer, takeScreenshot } from '@runlight/testing/browser';
import { temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test, vi } from 'vitest';

import { twoVersions } from './two-versions.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../packages/example-invoices/src/main.ts');
const RUNS = 37;

test.each(['light', 'dark'] as const)(
  'the example’s runs are found, explained and taken care of, %s',
  async (scheme) => {
    const runs = temporaryDirectory(onTestFinished);
    const args = ['--conditions=@runlight/source', EXAMPLE, '--once', '--runs', runs];
    await promisify(execFile)(process.execPath, args);
    const server = await startPageServer({ runsDirectories: [runs] });
    await vi.waitFor(
      async () => {
        const answer = await server.request('/api/v1/metrics');
        expect(await answer.json()).toMatchObject({ ended: RUNS });
      },
      { timeout: 50_000, interval: 200 },
    );

    const page = await openPage(server, { scheme, height: 800 });
    await page.getByText(`of ${RUNS} that ended`).first().waitFor();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    await takeScreenshot(page, 'tour-overview');

    await page.goto('/runs?state=failed');
    await page.locator('[data-run]').first().waitFor();
    await takeScreenshot(page, 'tour-failed-runs');

    await page.goto('/runs?failed_step=convert_currency');
    await page.locator('[data-run] a').first().click();
    await page.getByRole('treegrid').waitFor();
    await expect.poll(() => page.getByText('the rate service answered 503').count()).toBeGreaterThan(0);
    await takeScreenshot(page, 'tour-failed-run');

    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Resolve' }).waitFor();
    await takeScreenshot(page, 'tour-resolve');
    await page.keyboard.press('Escape');

    await page.goto('/settings/retention');
    await page.getByText('Would delete').waitFor();
    await takeScreenshot(page, 'tour-retention');

    await server.take(twoVersions());
    await page.goto('/compare?workflow=invoice');
    await page.getByText('−20 points, worse').first().waitFor();
    await takeScreenshot(page, 'tour-compare');
  },
);
