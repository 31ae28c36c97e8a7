import {
  accessibilityFaults,
  openPage,
  startPageServer,
  stateRuns,
  takeScreenshot,
} from '@runlight/testing/browser';
import { describe, expect, test, vi } from 'vitest';

const SCREENS = [
  ['overview', '/', '#needs-person'],
  ['runs', '/runs', '[data-run]'],
  ['webhooks', '/settings/webhooks', 'h2'],
  ['tokens', '/settings/tokens', 'h2'],
  ['retention', '/settings/retention', 'text=/Would delete/'],
  ['redaction', '/settings/redaction', '[data-testid="redacted"]'],
  ['audit', '/settings/audit', 'h2'],
] as const;

const states = stateRuns(Date.now());

describe.each(['light', 'dark'] as const)('axe finds nothing serious in the %s theme', (scheme) => {
  test.each([1280, 390])('at %i px', async (width) => {
    const server = await startPageServer();
    await server.take(states.flatMap(({ events }) => events));
    const page = await openPage(server, { scheme, width, height: width === 390 ? 844 : 720 });
    for (const [name, path, ready] of SCREENS) {
      await page.goto(path);
      await page.locator(ready).first().waitFor();
      await takeScreenshot(page, name);
      expect.soft(await accessibilityFaults(page), `${name} at ${width} px`).toEqual([]);
    }
  });
});

test('statuses are told apart in grey: each has a word and a shape of its own', async () => {
  const server = await startPageServer();
  await server.take(states.flatMap(({ events }) => events));
  const page = await openPage(server, { path: '/runs', height: 1000 });
  const marks = page.locator('[role=row] [data-state]');
  await vi.waitFor(() => expect(marks.count()).resolves.toBe(states.length), 15_000);

  const words = await marks.allTextContents();
  const shapes = await marks.locator('svg').evaluateAll((all) => all.map((svg) => svg.innerHTML));

  expect(new Set(words).size).toBe(states.length);
  expect(new Set(shapes).size).toBe(states.length);
});
