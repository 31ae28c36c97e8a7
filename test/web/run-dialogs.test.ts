import {
  accessibilityFaults,
  openPage,
  startPageServer,
  stateRuns,
  takeScreenshot,
} from '@runlight/testing/browser';
import type { RunStatus } from '@runlight/contract';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

const RUNS = stateRuns(Date.now());

/** How a layer is opened, in the state of a run that has it. */
const LAYERS: readonly (readonly [string, RunStatus, (page: Page) => Promise<void>])[] = [
  ['Re-run', 'failed', (page) => page.keyboard.press('r')],
  ['Re-run', 'failed', (page) => choose(page, 'Ways to re-run', 'Edited input')],
  ['Resolve', 'failed', (page) => page.keyboard.press('m')],
  ['Add a note', 'failed', (page) => page.keyboard.press('a')],
  ['Tags', 'failed', (page) => page.keyboard.press('t')],
  ['Owner', 'failed', (page) => choose(page, 'More actions', 'Owner')],
  ['Cancel the run', 'running', (page) => page.getByRole('button', { name: 'Cancel' }).click()],
  ['Approve “release refund”?', 'waiting', (page) => page.getByRole('button', { name: 'Approve' }).click()],
  ['Reject “release refund”?', 'waiting', (page) => page.getByRole('button', { name: 'Reject' }).click()],
];

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Axe looks for a second or two, and there are twenty things to look at. */
const LOOKS_MS = 180_000;

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (scheme) => {
  test.each([1280, 390])('at %i px, whatever is open', { timeout: LOOKS_MS }, async (width) => {
    const server = await startPageServer();
    await server.take(RUNS.flatMap(({ events }) => events));
    const page = await openPage(server, { scheme, width, height: width === 390 ? 844 : 720 });
    for (const [nth, [name, state, open]] of LAYERS.entries()) {
      await page.goto(`/runs/${RUNS.find((run) => run.state === state)?.runId}`);
      await page.getByRole('treegrid').waitFor();
      await open(page);
      await page.getByRole('dialog', { name }).waitFor();
      await takeScreenshot(page, `dialog-${nth}`);
      expect.soft(await accessibilityFaults(page), name).toEqual([]);
    }
    for (const menu of ['Ways to re-run', 'More actions']) {
      await page.goto(`/runs/${RUNS.find((run) => run.state === 'failed')?.runId}`);
      await page.getByRole('treegrid').waitFor();
      await page.getByRole('button', { name: menu }).click();
      await page.getByRole('menu').waitFor();
      expect.soft(await accessibilityFaults(page), menu).toEqual([]);
    }
    await page.getByRole('menu').press('Escape');
    await page.getByRole('button', { name: 'As a graph' }).click();
    expect.soft(await accessibilityFaults(page), 'the graph of states').toEqual([]);
    for (const tab of ['Events', 'Traces', 'Logs', 'I/O (redacted)', 'Files', 'HITL', 'Notes', 'Lineage']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      await expect.poll(() => page.getByRole('tabpanel').getByRole('status').count()).toBe(0);
      expect.soft(await accessibilityFaults(page), tab).toEqual([]);
    }
  });
});
