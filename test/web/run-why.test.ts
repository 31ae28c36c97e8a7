import { formatTimestamp, traceIdFromRunId } from '@runlight/contract';
import { openPage, startPageServer, stateRuns } from '@runlight/testing/browser';
import { RunScript } from '@runlight/testing/runs';
import type { TestServer } from '@runlight/testing/server';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';

const MINUTE = 60_000;
const RUNS = stateRuns(Date.now());
const ERROR = 17;
const INFO = 9;

async function openFailed(server: TestServer): Promise<Page> {
  const failed = RUNS.find(({ state }) => state === 'failed');
  if (failed === undefined) throw new Error('there is a failed run');
  await server.take(RUNS.flatMap(({ events }) => events));
  const lines = Array.from({ length: 1200 }, (_, nth) => ({
    severityNumber: INFO,
    body: { stringValue: `asks the bank, time ${nth}` },
    spanId: '0000000000000001',
  }));
  const told = {
    severityNumber: ERROR,
    body: { stringValue: 'the bank said no' },
    spanId: '0000000000000004',
  };
  const attributes = [{ key: 'bank.code', value: { stringValue: '51' } }];
  const records = [...lines, { ...told, attributes }].map((record, nth) => ({
    ...record,
    traceId: traceIdFromRunId(failed.runId),
    timeUnixNano: `${Date.now() - MINUTE + nth}000000`,
  }));
  const answer = await server.request('/v1/logs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }),
  });
  expect(answer.status).toBe(200);
  const page = await openPage(server, { path: `/runs/${failed.runId}`, height: HEIGHT });
  await page.getByRole('treegrid').waitFor();
  return page;
}

test('the WHY of a failed run leads to its log line, which a reload and a pasted link find again', async () => {
  const server = await startPageServer();
  const page = await openFailed(server);
  await page.getByRole('button', { name: 'log line' }).click();
  const isAtLine = async (where: Page): Promise<void> => {
    const line = where.locator('[data-log][aria-current=true]', { hasText: 'the bank said no' });
    await line.waitFor();
    await expect(line.textContent()).resolves.toContain('bank.code="51"');
    const list = where.getByRole('region', { name: 'Log lines' });
    await vi.waitFor(async () => {
      const [seen, around] = [await line.boundingBox(), await list.boundingBox()];
      expect(seen?.y).toBeGreaterThanOrEqual(around?.y ?? NaN);
      expect(bottomOf(seen)).toBeLessThanOrEqual(Math.min(bottomOf(around), HEIGHT));
    });
  };
  await isAtLine(page);
  await page.reload();
  await isAtLine(page);
  const { pathname, search } = new URL(page.url());
  const pasted = await openPage(server, { path: pathname + search, height: HEIGHT });
  await isAtLine(pasted);
});

const HEIGHT = 720;

function bottomOf(box: { readonly y: number; readonly height: number } | null): number {
  return box === null ? NaN : box.y + box.height;
}

test('the WHY of a failed run leads to its step and to the runs that failed like it', async () => {
  const page = await openFailed(await startPageServer());
  await page.locator('[data-step=fetch]').click();
  await page.getByRole('button', { name: '→ step charge-card' }).click();
  await page.locator('[data-step=charge-card][aria-selected=true]').waitFor();
  await page
    .getByLabel('Step', { exact: true })
    .getByRole('button', { name: /the bank said no/ })
    .click();
  await page.locator('[data-log][aria-current=true]', { hasText: 'the bank said no' }).waitFor();
  await page.getByRole('link', { name: 'similar runs' }).click();
  await page.waitForURL(/\/runs\?/);
  await vi.waitFor(() => expect(page.locator('[data-run]').count()).resolves.toBe(1));
});

test('a span leads to its step', async () => {
  const server = await startPageServer();
  const page = await openFailed(server);
  const runId = new URL(page.url()).pathname.slice('/runs/'.length);
  const span = {
    traceId: traceIdFromRunId(runId),
    spanId: '0000000000000001',
    name: 'GET /orders',
    startTimeUnixNano: '1777041000000000000',
    endTimeUnixNano: '1777041000250000000',
  };
  await server.request('/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  await page.getByRole('tab', { name: 'Traces' }).click();
  await page
    .getByRole('row', { name: /GET \/orders/ })
    .getByRole('button', { name: 'fetch' })
    .click();
  await page.locator('[data-step=fetch][aria-selected=true]').waitFor();
});

/** A run that has waited for a person for 50 minutes, which is no time to be reminded at by the server; `ask` says what it said of that. */
async function openWaiting(ask: { gate: boolean; untilMs?: number; reminders?: number }): Promise<Page> {
  const now = Date.now();
  const runId = 'run_01JSM0VD2K7ZQ4X9M3T8W1BAAA';
  const script = new RunScript({
    runId,
    workflow: 'refund',
    startsAt: new Date(now - 50 * MINUTE).toISOString(),
  });
  const main = script.process('p0');
  main.emit({ event: 'workflow.run.running', trace_id: traceIdFromRunId(runId) });
  const step = main.step('release').emit({ event: 'workflow.step.started' });
  if (ask.gate) step.emit({ event: 'workflow.gate.requested', gate: 'release', wait_kind: 'human' });
  const wait = {
    wait_kind: 'human',
    ...(ask.untilMs !== undefined && { until: formatTimestamp(now + ask.untilMs) }),
  } as const;
  step.emit({ event: 'workflow.step.waiting', ...wait });
  main.emit({ event: 'workflow.run.waiting', wait_id: 'w1', step_name: 'release', ...wait });
  const since = formatTimestamp(script.now);
  const watcher = script.process('watcher');
  for (let nth = 0; nth < (ask.reminders ?? 0); nth += 1) {
    script.pass(20 * MINUTE);
    const waited_ms = (nth + 1) * 20 * MINUTE;
    watcher.emit({ event: 'workflow.run.reminded', wait_id: 'w1', since, waited_ms, inferred: true });
  }
  const server = await startPageServer();
  await server.take(script.events);
  return openPage(server, { path: `/runs/${runId}` });
}

test('a waiting run has a clock, what is left of its time, and its reminders', async () => {
  const page = await openWaiting({ gate: true, untilMs: 30 * MINUTE, reminders: 2 });
  await page
    .locator('[data-wait-clock]', {
      hasText: /^release · for 50m\d\ds….*29m\d\ds left.*reminded 2 times, last 10m ago/,
    })
    .waitFor();
  await page.getByRole('tab', { name: 'HITL' }).click();
  const rows = page.getByRole('table', { name: 'Decisions' }).getByRole('row');
  await vi.waitFor(() => expect(rows.count()).resolves.toBe(4));
  await expect(rows.nth(3).textContent()).resolves.toContain('reminded');
});

test('a wait that is too long says by how much', async () => {
  const page = await openWaiting({ gate: true, untilMs: -10 * MINUTE });
  await page.locator('[data-wait-clock]', { hasText: /10m\d\ds over its time/ }).waitFor();
});

test('a run that can’t be decided in the page says so, and what to do instead', async () => {
  const page = await openWaiting({ gate: false });
  await page.locator('[data-way-on]', { hasText: /can’t be decided here.*goes on by itself/ }).waitFor();
  await expect(page.getByRole('button', { name: 'Approve' }).count()).resolves.toBe(0);
});

test.each([
  ['queued', /see that a worker for this workflow runs/],
  ['waiting', /Approve or reject it above/],
  ['blocked', /Give it what it needs/],
  ['stalled', /Its process may hang.*cancel it, or re-run it/],
  ['lost', /Re-run it, or resolve it/],
] as const)('a run that is %s says what comes next', async (state, next) => {
  const server = await startPageServer();
  await server.take(RUNS.flatMap(({ events }) => events));
  const page = await openPage(server, { path: `/runs/${RUNS.find((run) => run.state === state)?.runId}` });
  await page.locator('[data-way-on]', { hasText: next }).waitFor();
});
