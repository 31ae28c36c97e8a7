import { traceIdFromRunId } from '@runlight/contract';
import { openPage, startPageServer } from '@runlight/testing/browser';
import { RunScript, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import type { Locator, Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** 10 s in the queue, ten steps of 10 s, a day of waiting for a person, and a last step of 10 s. */
function script(): RunScript {
  const run = new RunScript({
    runId: SAMPLE_RUN_ID,
    workflow: 'payout',
    startsAt: '2026-04-20T10:00:00.000Z',
  });
  const main = run.process('p0');
  const trace_id = traceIdFromRunId(run.runId);
  const work = (name: string): void => {
    const step = main.step(name, { type: 'tool' }).emit({ event: 'workflow.step.started' });
    run.pass(10 * SECOND);
    step.emit({ event: 'workflow.step.completed', duration_ms: 10 * SECOND });
  };
  main.emit({ event: 'workflow.run.queued', queue: 'nightly', trace_id });
  run.pass(10 * SECOND);
  main.emit({ event: 'workflow.run.running', trace_id, queue_wait_ms: 10 * SECOND });
  for (let nth = 0; nth < 10; nth += 1) work(`step-${nth}`);
  main.emit({ event: 'workflow.run.waiting', wait_id: 'w1', wait_kind: 'human', reason: 'approval' });
  run.pass(DAY);
  main.emit({ event: 'workflow.run.resumed', wait_id: 'w1', waited_ms: DAY });
  work('pay');
  main.emit({ event: 'workflow.run.succeeded', duration_ms: DAY + 110 * SECOND });
  return run;
}

async function openRun(search = ''): Promise<Page> {
  const server = await startPageServer();
  await server.take(script().events);
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}${search}` });
  await page.locator('[data-step=step-0]').waitFor();
  return page;
}

const bar = (page: Page, step: string): Locator => page.locator(`[data-step="${step}"] [data-kind=run]`);

async function widthOf(page: Page, step: string): Promise<number> {
  return (await bar(page, step).boundingBox())?.width ?? 0;
}

/** Drags over a part of the small picture of the run, both in shares of its width. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator('[data-minimap]').boundingBox();
  if (box === null) throw new Error('the small picture is not there');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y);
  await page.mouse.move(box.x + box.width * to, y);
  await page.mouse.up();
}

test('a drag over the small picture zooms to what it covers, a double press shows the whole run again', async () => {
  const page = await openRun();
  const before = await widthOf(page, 'step-1');
  await drag(page, 0.05, 0.35);
  await expect.poll(() => widthOf(page, 'step-1')).toBeGreaterThan(before * 2.5);
  await expect(bar(page, 'pay').count()).resolves.toBe(0);
  expect(new URL(page.url()).searchParams.get('zoom')).toMatch(/^\d+-\d+$/);
  await page.locator('[data-minimap]').dblclick();
  await expect.poll(() => widthOf(page, 'step-1')).toBeCloseTo(before, 0);
  expect(new URL(page.url()).searchParams.get('zoom')).toBe(null);
});

test('a zoom stays while steps are selected, and a reload and a pasted link restore it', async () => {
  const page = await openRun('?zoom=10000-30000');
  const width = await widthOf(page, 'step-0');
  const track = await page.locator('[data-step=step-0]').getByRole('gridcell').nth(1).boundingBox();
  expect(width / (track?.width ?? 1)).toBeCloseTo(0.5, 1);
  await page.locator('[data-step=step-1]').click();
  await page.keyboard.press('j');
  await page.locator('[data-step=step-2][aria-selected=true]').waitFor();
  await page.reload();
  await page.locator('[data-step=step-2][aria-selected=true]').waitFor();
  await expect.poll(() => widthOf(page, 'step-0')).toBeCloseTo(width, 0);
});

test('keys zoom in and out, go earlier and later, to a step and back to the whole run', async () => {
  const page = await openRun('?step=step-3');
  const zoom = (): readonly number[] =>
    (new URL(page.url()).searchParams.get('zoom') ?? '').split('-').map(Number);
  await page.keyboard.press('z');
  await expect.poll(() => zoom()).toHaveLength(2);
  const [from = 0, to = 0] = zoom();
  expect([Math.round(from / SECOND), Math.round(to / SECOND)]).toEqual([39, 51]);
  await page.keyboard.press('+');
  await vi.waitFor(() => expect((zoom()[1] ?? 0) - (zoom()[0] ?? 0)).toBeCloseTo((to - from) / 2, -1));
  await page.keyboard.press('-');
  await vi.waitFor(() => expect(zoom()[0]).toBeCloseTo(from, -2));
  await page.keyboard.press('.');
  await vi.waitFor(() => expect(zoom()[0]).toBeCloseTo(from + (to - from) / 2, -2));
  await page.keyboard.press(',');
  await vi.waitFor(() => expect(zoom()[0]).toBeCloseTo(from, -2));
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).search).not.toContain('zoom');
  await page.keyboard.press('+');
  await page.getByRole('button', { name: 'Whole run' }).click();
  await expect.poll(() => new URL(page.url()).search).not.toContain('zoom');
});

test('the folds of a zoom are those of the idle time that it shows', async () => {
  const page = await openRun('?zoom=10000-60000');
  const folds = page.getByRole('button', { name: /^Unfold/ });
  await expect(folds.count()).resolves.toBe(0);
  await page.goto(`/runs/${SAMPLE_RUN_ID}?zoom=90000-${DAY + 115 * SECOND}`);
  await bar(page, 'pay').waitFor();
  await expect(folds.allTextContents()).resolves.toEqual(['1d00h']);
  await expect(widthOf(page, 'pay')).resolves.toBeGreaterThan(100);
});

test('a run says what it itself did: a line of 1 px for the queue, hatched for whom it waits', async () => {
  const page = await openRun();
  const row = page.getByRole('row', { name: /The run/ });
  const queue = await row.locator('[data-kind=queue]').boundingBox();
  expect(queue?.height).toBe(1);
  expect(queue?.width).toBeCloseTo(await widthOf(page, 'step-0'), 0);
  await expect(row.locator('[data-kind=wait]').getAttribute('title')).resolves.toBe(
    'waited 1d00h, a person: approval',
  );
  await expect(row.textContent()).resolves.toContain('queued 10s (nightly), went on 1m40s, held 1d00h');
});
