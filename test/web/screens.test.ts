import {
  accessibilityFaults,
  openPage,
  startPageServer,
  stateRuns,
  takeScreenshot,
} from '@runlight/testing/browser';
import { addWebhook, WebhookReceiver, type TestServer } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

import { SCREENS, type Furnishing } from './screens.ts';
import { twoVersions } from './two-versions.ts';

const SIZES = [
  [1280, 720],
  [390, 844],
] as const;
const states = stateRuns(Date.now());

async function furnish(furnishing: Furnishing): Promise<TestServer> {
  if (furnishing === 'team') return startPageServer({ access: 'tokens' });
  const server = await startPageServer({ allowPrivateWebhooks: true });
  if (furnishing === 'empty') return server;
  await server.take([...twoVersions(), ...states.flatMap(({ events }) => events)]);
  const receiver = await WebhookReceiver.start();
  receiver.reply = () => ({ status: 200, body: 'thank you' });
  const { webhook_id } = await addWebhook(server, receiver.url);
  await server.request(`/api/v1/webhooks/${webhook_id}/test`, { method: 'POST' });
  await server.token('viewer');
  await server.token('ingest', 'acme');
  return server;
}

describe('axe finds nothing serious in both themes at 1280 and 390 px', () => {
  test.each(SCREENS)('on $name', async ({ name, server: furnishing, path, show }) => {
    const page = await openPage(await furnish(furnishing), { path });
    await show(page);
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
        await takeScreenshot(page, name);
        expect.soft(await accessibilityFaults(page), `${colorScheme}, ${width} px`).toEqual([]);
      }
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
