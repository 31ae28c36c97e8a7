import { openPage, startPageServer } from '@runlight/testing/browser';
import { insertRuns, runRow } from '@runlight/testing/server';
import { expect, test, vi } from 'vitest';

const HOUR_MS = 3_600_000;

test('dragging over the outcomes sets the time, and the list follows', async () => {
  const server = await startPageServer();
  const now = Date.now();
  // One that ended in the middle of each of the last 24 hours.
  const rows = Array.from({ length: 24 }, (_, hour) =>
    runRow(`run_${hour}`, hour % 2 === 0 ? 'succeeded' : 'failed', now - (hour + 0.5) * HOUR_MS, 1000),
  );
  await insertRuns(server.parts.store.db, rows);
  const page = await openPage(server, { path: '/runs' });
  const shown = page.locator('[role=row][data-run]');
  await shown.first().waitFor();
  const chart = page.getByRole('img', { name: /^24 runs from/ });
  const box = await chart.boundingBox();
  if (box === null) throw new Error('the outcomes are seen');

  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=/);

  const { searchParams } = new URL(page.url());
  const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''));
  if (from === undefined || to === undefined) throw new Error('a range has two ends');
  expect(searchParams.get('time_field')).toBe('ended');
  // From half a day ago, for a quarter of it; a bar is 24 minutes.
  expect((now - from) / HOUR_MS).toBeCloseTo(12, 0);
  expect((to - from) / HOUR_MS).toBeCloseTo(6, 0);
  const inRange = rows.filter(({ ended_at }) => {
    const end = Date.parse(ended_at ?? '');
    return end >= from && end < to;
  });
  expect(inRange.length).toBeGreaterThanOrEqual(5);
  await vi.waitFor(async () => {
    const ids = await shown.evaluateAll((all) => all.map((row) => row.getAttribute('data-run')));
    expect(ids).toEqual(inRange.map(({ run_id }) => run_id));
  }, 15_000);
  await page.getByRole('button', { name: /^Time: Ended from .* to / }).waitFor();

  await page.goBack();
  await vi.waitFor(() => expect(shown.count()).resolves.toBe(24), 15_000);
});
