import { traceIdFromRunId } from '@runlight/contract';
import { leastMs, openPage, startPageServer } from '@runlight/testing/browser';
import { RunScript, SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** 30 s of work, three days of waiting for a person, 30 s of work. */
function patientRun(): RunScript {
  const script = new RunScript({
    runId: SAMPLE_RUN_ID,
    workflow: 'payout',
    startsAt: '2026-04-20T10:00:00.000Z',
  });
  const main = script.process('p0');
  const work = (name: string, ms: number): void => {
    const step = main.step(name, { type: 'tool' }).emit({ event: 'workflow.step.started' });
    script.pass(ms);
    step.emit({ event: 'workflow.step.completed', duration_ms: ms });
  };
  main.emit({ event: 'workflow.run.running', trace_id: traceIdFromRunId(script.runId) });
  work('fetch', 30 * SECOND);
  main.emit({ event: 'workflow.run.waiting', wait_id: 'w1', wait_kind: 'human', reason: 'approval' });
  script.pass(3 * DAY);
  main.emit({ event: 'workflow.run.resumed', wait_id: 'w1', waited_ms: 3 * DAY });
  work('pay', 30 * SECOND);
  main.emit({ event: 'workflow.run.succeeded', duration_ms: 3 * DAY + 60 * SECOND });
  return script;
}

/** How much of the axis the bars of a step take. */
async function shareOf(page: Page, step: string): Promise<number> {
  const track = page.locator(`[data-step="${step}"]`).getByRole('gridcell').nth(1);
  const bar = track.locator('[data-kind=run]');
  await bar.waitFor();
  return ((await bar.boundingBox())?.width ?? 0) / ((await track.boundingBox())?.width ?? 1);
}

test('a 3-day wait around 60 s of work leaves the work 70 % of the axis or more', async () => {
  const server = await startPageServer();
  await server.take(patientRun().events);
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  expect((await shareOf(page, 'fetch')) + (await shareOf(page, 'pay'))).toBeGreaterThanOrEqual(0.7);
  await page.getByRole('button', { name: /Unfold 3d00h of idle time/ }).click();
  await vi.waitFor(async () => expect(await shareOf(page, 'fetch')).toBeLessThan(0.01));
  await page.getByRole('button', { name: /^Fold 3d00h of idle time/ }).click();
  await vi.waitFor(async () => expect(await shareOf(page, 'fetch')).toBeGreaterThan(0.3));
});

test('a run of 10 000 steps is interactive in < 2 s with < 400 row elements mounted', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  for (let nth = 0; nth < 10_000; nth += 1) run.step(`step-${nth}`);
  await server.take(run.end().take());
  const page = await openPage(server, { path: '/runs' });
  const tookMs = await leastMs(2000, async () => {
    await page.goto(`${server.url}/runs/${SAMPLE_RUN_ID}`);
    await page.locator('[data-step="step-0"]').click();
    await page.locator('[data-step="step-0"][aria-selected=true]').waitFor();
  });
  const countRows = (): Promise<number> => page.locator('[role=row]').count();
  expect(await countRows()).toBeLessThan(400);
  await page.getByRole('treegrid').evaluate((grid) => {
    const body = [...grid.children].at(-1);
    if (body !== undefined) body.scrollTop = 20_000;
  });
  await page.locator('[data-step="step-714"]').waitFor();
  expect(await countRows()).toBeLessThan(400);
  expect(tookMs).toBeLessThan(2000);
  await page.getByRole('textbox', { name: 'Find a step' }).fill('step-9999');
  await vi.waitFor(() => expect(page.locator('[data-step]').allTextContents()).resolves.toHaveLength(1));
});

test('the steps table has every step, asked for page by page as it is scrolled', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  for (let nth = 0; nth < 450; nth += 1) run.step(`step-${nth}`);
  await server.take(run.end().take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  const table = page.getByRole('table', { name: 'Steps' });
  await table.getByRole('button', { name: 'step-0', exact: true }).waitFor();
  await expect(table.getAttribute('aria-rowcount')).resolves.toBe('451');
  const scroller = page.getByRole('region', { name: 'Steps, scrollable' });
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await table.getByRole('button', { name: 'step-449' }).click();
  await page.getByLabel('Step', { exact: true }).getByText('step-449').waitFor();
});

test('20 siblings of one name and more are one row that says how many failed, and unfold', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  for (let nth = 0; nth < 340; nth += 1) {
    const step = run.main.step('extract', { key: `invoice-${nth}` }).emit({ event: 'workflow.step.started' });
    run.script.pass(5);
    const error = { type: 'Error', message: 'unreadable', category: 'bug' } as const;
    if (nth % 120 === 7) step.emit({ event: 'workflow.step.failed', duration_ms: 5, error });
    else step.emit({ event: 'workflow.step.completed', duration_ms: 5 });
  }
  await server.take(run.end().take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  const grid = page.getByRole('treegrid');
  await grid.getByText('× 340, 3 failed').waitFor();
  await page.keyboard.press('e');
  await grid.locator('[aria-selected=true][data-step="extract:invoice-7"]').waitFor();
  await page.getByText('Failed', { exact: true }).first().click();
  await vi.waitFor(() => expect(grid.locator('[data-step]').count()).resolves.toBe(3));
});

test('rows that are there stay where they are while steps come in', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start().step('first').step('second');
  await server.take(run.take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  await page.locator('[data-connection=live]').waitFor();
  const second = page.locator('[data-step="second"]');
  const place = await second.boundingBox();
  // A step of another process, whose clock is behind: by its time it was the first of all.
  const late = run.script.process('late', -60_000);
  late.step('from before', { type: 'tool' }).emit({ event: 'workflow.step.started' });
  await server.take(run.step('third').take());
  await page.locator('[data-step="from before"]').waitFor();
  await page.locator('[data-step="third"]').waitFor();
  expect((await second.boundingBox())?.y).toBe(place?.y);
});

test('running bars are frozen, and it is said, when the connection is lost', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  run.main.step('crawl', { type: 'tool' }).emit({ event: 'workflow.step.started' });
  await server.take(run.take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  await page.locator('[data-step="crawl"] [data-open]').waitFor();
  await page.locator('[data-connection=live]').waitFor();
  await page.context().setOffline(true);
  await page.getByText(/Frozen at \d\d:\d\d:\d\d: the connection is lost/).waitFor({ timeout: 12_000 });
  await page.context().setOffline(false);
  await page.getByText(/Frozen at/).waitFor({ state: 'detached' });
});
