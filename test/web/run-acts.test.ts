import { TestChild } from '@runlight/testing';
import { openPage, startPageServer } from '@runlight/testing/browser';
import { temporaryDirectory } from '@runlight/testing/runs';
import type { TestServer } from '@runlight/testing/server';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';

/** A process that executes runs and sends what happens to the server. */
function startProcess(server: TestServer, code: string): TestChild {
  const child = new TestChild(
    `import { startRunlight, serveRuns } from '@runlight/node';
     import { withRun, withStep } from '@runlight/sdk';
     const runlight = startRunlight();
     ${code}`,
    {
      env: {
        RUNLIGHT_RUNS_DIR: temporaryDirectory(onTestFinished),
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_BLRP_SCHEDULE_DELAY: '100',
        OTEL_BSP_SCHEDULE_DELAY: '100',
        RUNLIGHT_SERVER_URL: server.url,
      },
    },
  );
  onTestFinished(() => child.kill('SIGKILL'));
  return child;
}

/** Opens the run of a workflow from the list, as soon as it is there. */
async function openRunOf(server: TestServer, workflow: string): Promise<Page> {
  const page = await openPage(server, { path: `/runs?workflow=${workflow}` });
  const link = page.locator('[data-run] a[href*="/runs/run_"]').first();
  await expect
    .poll(async () => (await link.isVisible()) || (await page.reload(), false), { timeout: 20_000 })
    .toBe(true);
  await link.click();
  await page.locator('[data-why]').waitFor();
  return page;
}

test('a gate approved in the page that a waiting process then continues from', async () => {
  const server = await startPageServer();
  const child = startProcess(
    server,
    `await withRun({ workflow: 'payout' }, async (run) => {
       const { outcome, note } = await run.decision('release_funds', { kind: 'human', reason: '12 400 EUR' });
       await withStep('pay', () => process.stdout.write(\`\${outcome}: \${note}\`));
     });
     await runlight.shutdown();`,
  );
  const page = await openRunOf(server, 'payout');
  await page.locator('[data-why]', { hasText: /Waits for a person.*12 400 EUR/ }).waitFor();
  await page.locator('[data-wait-clock]', { hasText: 'release_funds' }).waitFor();
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve “release_funds”?' });
  await dialog.getByText('12 400 EUR').waitFor();
  await dialog.getByText(/^payout, step release_funds, asks since .* ago\.$/).waitFor();
  await dialog.getByRole('textbox').fill('checked the account');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await child.said('approved: checked the account');
  expect((await child.exited).code).toBe(0);
  await page.locator('[data-run-header] [data-state=succeeded]').waitFor();
  await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'HITL' }).click();
  await page.getByRole('row', { name: /approved release_funds local/ }).waitFor();
});

test('re-run with edited input and a note completes without leaving the page and links both runs', async () => {
  const server = await startPageServer();
  const child = startProcess(
    server,
    `async function report(run, { month }) {
       await withStep('query', () => { if (month === '2062-04') throw new RangeError('nothing in ' + month); });
       run.outputs({ month });
     }
     await withRun({ workflow: 'report', inputs: { month: '2062-04' } }, (run) => report(run, { month: '2062-04' }))
       .catch(() => undefined);
     serveRuns({ workflows: { report } });
     process.stdout.write('serves');`,
  );
  await child.said('serves');
  const page = await openRunOf(server, 'report');
  await page.locator('[data-run-header] [data-state=failed]').waitFor();
  const original = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Ways to re-run' }).click();
  await page.getByRole('menuitem', { name: 'Edited input' }).click();
  const dialog = page.getByRole('dialog', { name: 'Re-run' });
  const input = dialog.getByRole('textbox', { name: 'Input' });
  await input.fill('{ "month": "2026-04" ');
  await expect(dialog.getByRole('button', { name: 'Re-run' }).isDisabled()).resolves.toBe(true);
  await input.fill('{ "month": "2026-04" }');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('a typing error');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('meant April of this year');
  await dialog.getByRole('button', { name: 'Re-run' }).click();
  await dialog.getByText(/Asked for\. 1 worker serves this workflow/).waitFor();
  expect(new URL(page.url()).pathname).toBe(original);
  await dialog.getByRole('link').nth(1).waitFor();
  await dialog.getByRole('link').first().click();
  await page.waitForURL((url) => url.pathname !== original);
  await page.locator('[data-run-header] [data-state=succeeded]').waitFor();
  await page.getByRole('tab', { name: 'I/O' }).click();
  await page.getByRole('region', { name: 'Run output' }).getByText('2026-04').waitFor();
  await page.getByRole('tab', { name: 'Lineage' }).click();
  await page.getByRole('region', { name: 'Re-run of' }).getByRole('link').click();
  await page.waitForURL((url) => url.pathname === original);
  await page.getByRole('tab', { name: 'Lineage' }).click();
  await page.getByRole('region', { name: 'Re-runs' }).locator('[data-state=succeeded]').waitFor();
});

test('a run that is cancelled in the page stops where it is executed', async () => {
  const server = await startPageServer();
  const child = startProcess(
    server,
    `import { setTimeout as pause } from 'node:timers/promises';
     await withRun({ workflow: 'crawler' }, (run) =>
       withStep('crawl', () => pause(3_600_000, undefined, { signal: run.signal }))).catch(() => undefined);
     await runlight.shutdown();`,
  );
  const page = await openRunOf(server, 'crawler');
  await page.getByRole('button', { name: 'Cancel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel the run' });
  await dialog.getByRole('textbox').fill('the wrong site');
  await dialog.getByRole('button', { name: 'Cancel the run' }).click();
  expect((await child.exited).code).toBe(0);
  await page.locator('[data-run-header] [data-state=cancelled]').waitFor();
  await page.locator('[data-why]', { hasText: 'the wrong site' }).waitFor();
});

test('files that a run attached open by signed addresses, and links lead to where traces and logs are kept', async () => {
  const runs = temporaryDirectory(onTestFinished);
  const server = await startPageServer({
    runsDirectories: [runs],
    links: {
      trace: 'https://tempo.example/trace/{trace_id}',
      logs: 'https://loki.example/explore?run={run_id}',
    },
  });
  const child = new TestChild(
    `import { startRunlight } from '@runlight/node';
     import { withRun, withStep } from '@runlight/sdk';
     const runlight = startRunlight();
     await withRun({ workflow: 'statement' }, () =>
       withStep('print', (step) => step.artifact('totals', 'month,total', { name: 'totals.csv' })));
     await runlight.shutdown();`,
    { env: { RUNLIGHT_RUNS_DIR: runs } },
  );
  onTestFinished(() => child.kill('SIGKILL'));
  expect((await child.exited).code).toBe(0);
  const page = await openRunOf(server, 'statement');
  await page.getByRole('tab', { name: 'Files' }).click();
  const file = page.getByRole('link', { name: 'artifacts/print/totals.csv' });
  const address = (await file.getAttribute('href')) ?? '';
  const answer = await fetch(new URL(address, server.url));
  expect([answer.status, await answer.text()]).toEqual([200, 'month,total']);
  expect((await fetch(new URL(`${address.slice(0, -4)}0000`, server.url))).status).toBe(404);
  const hrefOf = (name: string) => page.getByRole('link', { name }).getAttribute('href');
  await page.getByRole('tab', { name: 'Traces' }).click();
  await expect(hrefOf('Open in Tempo')).resolves.toMatch(/^https:\/\/tempo\.example\/trace\/[0-9a-f]{32}$/);
  await page.getByRole('tab', { name: 'Logs' }).click();
  await expect(hrefOf('Open in Loki')).resolves.toMatch(/^https:\/\/loki\.example\/explore\?run=run_/);
});
