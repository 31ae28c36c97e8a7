import { traceIdFromRunId } from '@runlight/contract';
import {
  accessibilityFaults,
  openPage,
  startPageServer,
  stateRuns,
  takeScreenshot,
} from '@runlight/testing/browser';
import { RunScript, SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import type { TestServer } from '@runlight/testing/server';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';

const TOLD_WHY = ['failed', 'blocked', 'waiting', 'stalled', 'timed_out', 'lost'];
const RUNS = stateRuns(Date.now());
const FAILED = idOf('failed');

function idOf(state: string): string {
  const run = RUNS.find((each) => each.state === state);
  if (run === undefined) throw new Error(`no run is ${state}`);
  return run.runId;
}

async function serverWithStates(): Promise<TestServer> {
  const server = await startPageServer();
  await server.take(RUNS.flatMap(({ events }) => events));
  return server;
}

/** The rows of steps that are in the page. */
function rowsOf(page: Page): Locator {
  return page.getByRole('treegrid').locator('[data-step]');
}

test('a failed run shows failing step, attempts and error text without scrolling at 1280 × 720', async () => {
  const page = await openPage(await serverWithStates(), {
    path: `/runs/${FAILED}`,
    width: 1280,
    height: 720,
  });
  const row = rowsOf(page).and(page.locator('[aria-selected=true]'));
  const shown = [
    page.locator('[data-why]', { hasText: /charge-card .*3 attempts.*402 card_declined/ }),
    row.filter({ hasText: 'charge-card' }).getByText('×3'),
    page.getByLabel('Step', { exact: true }).getByText('402 card_declined'),
  ];
  for (const element of shown) {
    const box = await element.boundingBox();
    expect(box).not.toBe(null);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(720);
  }
});

test.each(RUNS.filter(({ state }) => TOLD_WHY.includes(state)))(
  'the WHY of a run that is $state names the cause that the fixture declares',
  async ({ runId, cause }) => {
    const page = await openPage(await serverWithStates(), { path: `/runs/${runId}` });
    await expect(page.locator('[data-why]').textContent()).resolves.toMatch(cause);
  },
);

describe('the business panel', () => {
  test('shows before, after, delta, source and time', async () => {
    const server = await startPageServer();
    const before = invoiceRun('run_01JSM0VD2K7ZQ4X9M3T8W1B6AA', '2026-04-24T10:00:00.000Z', 0.75);
    const after = invoiceRun('run_01JSM0VD2K7ZQ4X9M3T8W1B6AB', '2026-04-24T11:00:00.000Z', 0.875);
    await server.take([...before.events, ...after.events]);
    const page = await openPage(server, { path: `/runs/${after.runId}` });
    const cells = page.getByRole('row', { name: /Accuracy/ }).getByRole('cell');
    await cells.first().waitFor();
    const texts = await cells.allTextContents();
    expect(texts.slice(1, 4)).toEqual(['0.75', '0.875', '+0.125']);
    expect(texts[4]).toContain('measured by the run');
    expect(texts[5]).toMatch(/ago/);
    await page.getByText('erp:invoice#98421').waitFor();
  });

  test('says “not measured” where nothing was', async () => {
    const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}` });
    const why = page.getByRole('region', { name: 'Why' });
    await why.getByText(/invoice\.created #\d+ · accuracy and throughput delta not measured/).waitFor();
  });
});

function invoiceRun(runId: string, startsAt: string, accuracy: number): RunScript {
  const script = new RunScript({ runId, workflow: 'invoice', startsAt });
  const main = script.process(`p${accuracy}`);
  main.emit({
    event: 'workflow.run.running',
    trace_id: traceIdFromRunId(runId),
    business_event_id: 'erp:invoice#98421',
  });
  script.pass(1000);
  const effectiveness = { first_pass_success: true, accuracy };
  main.emit({ event: 'workflow.run.succeeded', duration_ms: 1000, effectiveness });
  return script;
}

test('a change reaches list and detail within 3 s and both say the same', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start();
  await server.take(run.take());
  const list = await openPage(server, { path: '/runs' });
  const detail = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  const inList = list.locator(`[data-run="${SAMPLE_RUN_ID}"] [data-state]`);
  const inDetail = detail.locator('[data-run-header] [data-state]');
  for (const page of [list, detail]) await page.locator('[data-connection=live]').waitFor();
  await Promise.all([inList, inDetail].map((status) => status.filter({ hasText: 'Running' }).waitFor()));
  run.step('extract').end('failed');
  await server.take(run.take());
  await Promise.all(
    [inList, inDetail].map((status) => status.filter({ hasText: 'Failed' }).waitFor({ timeout: 3000 })),
  );
  await rowsOf(detail).filter({ hasText: 'extract' }).waitFor({ timeout: 3000 });
});

test('the states stand in a sequence or a graph, with how long each was and how often steps were retried', async () => {
  const server = await startPageServer();
  const run = new SampleRun().queue();
  run.script.pass(20_000);
  run.start();
  const charge = run.main.step('charge').emit({ event: 'workflow.step.started' });
  const error = { type: 'HttpError', message: '503', category: 'transient' } as const;
  run.script.pass(1000);
  charge.emit({ event: 'workflow.step.retrying', error, delay_ms: 500 });
  run.script.pass(2000);
  charge.emit({ event: 'workflow.step.completed', duration_ms: 3000, retries: 1 });
  run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human', reason: 'over 10 000' });
  run.script.pass(7_200_000);
  run.main.emit({ event: 'workflow.run.resumed', wait_id: 'w', waited_ms: 7_200_000 });
  run.script.pass(5000);
  await server.take(run.end().take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  const states = page.getByRole('region', { name: 'States' });
  await states.getByText('↻ 1').waitFor();
  const sequence = await states.getByRole('listitem').allTextContents();
  expect(sequence.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'Queued 20s (q)',
    'Running 3.0s↻ 1 1 retry of a step',
    'Waiting 2h00m (a person: over 10 000)',
    'Running 5.0s',
    'Succeeded',
  ]);
  await states.getByRole('button', { name: 'As a graph' }).click();
  const graph = states.getByRole('img', {
    name: 'Queued, then Running, then Waiting, then Running, then Succeeded',
  });
  await graph.getByText('8.0s · ↻ 1').waitFor();
});

test('resolve takes 2 actions, records who and why, and leaves the status alone', async () => {
  const server = await serverWithStates();
  const page = await openPage(server, { path: `/runs/${FAILED}` });
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).waitFor();
  await page.keyboard.type('charged by hand');
  await page.keyboard.press('Enter');
  await page.locator('[data-resolved]', { hasText: /Resolved by local .*charged by hand/ }).waitFor();
  await expect(page.locator('[data-run-header] [data-state]').getAttribute('data-state')).resolves.toBe(
    'failed',
  );
  const answer = await server.request(`/api/v1/runs/${FAILED}`);
  expect(await answer.json()).toMatchObject({
    state: 'failed',
    resolved: { by: 'local', reason: 'charged by hand' },
  });
});

test('tags, notes, an owner and a pin are one menu away, and stay', async () => {
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}` });
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Owner');
  await page.getByRole('textbox', { name: 'Owner' }).fill('ada');
  await page.getByRole('button', { name: 'Assign' }).click();
  await page.locator('[data-run-header]', { hasText: 'prod · ada' }).waitFor();
  await choose('Tags');
  const tags = page.getByRole('dialog', { name: 'Tags' }).getByLabel('Tags', { exact: true });
  for (let taken = 0; taken < 3; taken += 1) await tags.press('Backspace');
  await tags.pressSequentially('checked, twice');
  await tags.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .locator('[data-run-header]', { hasText: 'checked, twice' })
    .filter({ hasNotText: 'priority' })
    .filter({ hasText: 'eu' })
    .waitFor();
  await choose('Add a note');
  await page.getByRole('textbox', { name: 'Note' }).fill('the card was stolen');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await choose('Pin: keep it for good');
  await page.locator('[data-run-header]', { hasText: 'pinned' }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Notes' }).click();
  await page.getByRole('tabpanel').getByText('the card was stolen').waitFor();
});

test('who may only look is offered nothing to do', async () => {
  const server = await startPageServer({ access: 'tokens' });
  await server.take(RUNS.flatMap(({ events }) => events));
  const page = await openPage(server, { path: `/runs/${FAILED}` });
  await page
    .getByLabel('Token')
    .first()
    .fill(await server.token('viewer'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-why]').waitFor();
  await rowsOf(page).first().waitFor();
  for (const name of ['Re-run', 'Resolve', 'More actions']) {
    await expect(page.getByRole('button', { name }).count()).resolves.toBe(0);
  }
});

test('a run that is not there is said to be so, with what to do', async () => {
  const page = await openPage(await startPageServer(), { path: '/runs/run_nobody' });
  await page.getByText('There is no run run_nobody').waitFor();
  await page.getByRole('link', { name: 'Look at the runs' }).waitFor();
});

test('what is missing of a run is said, with what to do about it', async () => {
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}?tab=traces` });
  await page
    .getByRole('tabpanel')
    .getByText(/No span of the trace has arrived.*runlight replay/)
    .waitFor();
});

test('a run that was done in part says which steps are left, and what to do', async () => {
  const server = await startPageServer();
  const run = new SampleRun().start().step('extract');
  const post = run.main.step('post', { type: 'io' }).emit({ event: 'workflow.step.started' });
  const error = { type: 'HttpError', message: '503 ledger is closed', category: 'external_api' } as const;
  post.emit({ event: 'workflow.step.failed', duration_ms: 10, error });
  await server.take(run.end('incomplete').take());
  const page = await openPage(server, { path: `/runs/${SAMPLE_RUN_ID}` });
  const left = page.getByRole('region', { name: 'What is left to do' });
  await left.getByText('503 ledger is closed').waitFor();
  await expect(left.getByText('extract').count()).resolves.toBe(0);
  await left.getByRole('button', { name: 'post' }).click();
  await page.getByLabel('Step', { exact: true }).getByText('503 ledger is closed').waitFor();
});

test('the keyboard alone does everything', async () => {
  const page = await openPage(await serverWithStates(), { path: `/runs/${FAILED}` });
  const selected = rowsOf(page).and(page.locator('[aria-selected=true]'));
  await selected.filter({ hasText: 'charge-card' }).waitFor();
  await page.keyboard.press('k');
  await selected.filter({ hasText: 'fetch' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await rowsOf(page).filter({ hasText: 'attempt 2' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await vi.waitFor(() => expect(rowsOf(page).count()).resolves.toBe(2));
  await page.keyboard.press('k');
  await page.keyboard.press('e');
  await selected.filter({ hasText: 'charge-card' }).waitFor();
  await page.keyboard.press('c');
  const critical = page.getByRole('radio', { name: 'Critical' });
  await vi.waitFor(() => expect(critical.isChecked()).resolves.toBe(true));
  await page.keyboard.press('c');
  await page.keyboard.press('9');
  await page.getByRole('tab', { name: 'Lineage', selected: true }).waitFor();
  for (const [key, title] of [
    ['r', 'Re-run'],
    ['m', 'Resolve'],
    ['t', 'Tags'],
    ['a', 'Add a note'],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name: title }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

test.each([
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const)('axe finds nothing in the %s theme at %i px, whatever the state', async (scheme, width) => {
  const server = await serverWithStates();
  const page = await openPage(server, { path: '/runs', scheme, width });
  for (const { runId, state } of RUNS) {
    await page.goto(`/runs/${runId}`);
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('tabpanel').waitFor();
    await takeScreenshot(page, `run-${state}`);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
});
