import { openPage, startPageServer } from '@runlight/testing/browser';
import { expect, test, vi } from 'vitest';

import { freshRun } from './fresh-runs.ts';

const WAIT = { timeout: 20_000, interval: 100 };

test('how long ago something was in a sentence goes on, in the list, in the quick view and on the run', async () => {
  let forwardMs = 0;
  const server = await startPageServer({ now: () => Date.now() + forwardMs });
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
    forwardMs = 0;
    const page = await openPage(server, { path: '/settings' });
    await page.clock.install();
    await page.goto(path);
    const age = page.locator(place).getByText(/Blocked since [\d:]+ \(\d+m ago\); it needs a bank key/);
    await age.first().waitFor();
    const time = page.locator(place).locator('time', { hasText: 'm ago)' }).first();
    expect(asked.why).toContain(
      (await time.getAttribute('datetime'))?.replace('T', ' ').replace('Z', ' UTC'),
    );
    const minutes = async (): Promise<number> =>
      Number(/\((\d+)m ago\)/.exec((await time.textContent()) ?? '')?.[1]);
    const before = await minutes();

    // Both clocks: the page follows the server's.
    forwardMs = 180_000;
    await page.clock.fastForward(forwardMs);
    await vi.waitFor(async () => expect(await minutes()).toBeGreaterThanOrEqual(before + 3), WAIT);
  }
});
