import { openPage, startPageServer } from '@runlight/testing/browser';
import { expect, test } from 'vitest';

import { freshRun } from './fresh-runs.ts';

test('how long ago something was in a sentence goes on, in the list, in the quick view and on the run', async () => {
  const server = await startPageServer();
  const run = freshRun('payout', 90_000);
  run.main.emit({ event: 'workflow.run.blocked', wait_id: 'w', needs: 'a bank key' });
  await server.take(run.take());
  const asked = (await (await server.request(`/api/v1/runs/${run.runId}`)).json()) as { why: string };
  expect(asked.why).toMatch(/^Blocked since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; it needs a bank key$/);

  for (const [path, place] of [
    ['/', 'main'],
    ['/runs', '[role=grid]'],
    [`/runs?peek=${run.runId}`, 'aside'],
    [`/runs/${run.runId}`, '[data-why]'],
  ] as const) {
    const page = await openPage(server, { path: '/settings' });
    await page.clock.install();
    await page.goto(path);
    const age = page.locator(place).getByText(/Blocked since [\d:]+ \(1m ago\); it needs a bank key/);
    await age.first().waitFor();
    const time = await page.locator(place).locator('time', { hasText: '(1m ago)' }).getAttribute('datetime');
    expect(asked.why).toContain(time?.replace('T', ' ').replace('Z', ' UTC'));

    await page.clock.fastForward('03:00');
    await page.locator(place).locator('time', { hasText: '(4m ago)' }).waitFor();
  }
});
