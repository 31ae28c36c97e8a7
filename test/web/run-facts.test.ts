import { traceIdFromRunId } from '@runlight/contract';
import { openPage, startPageServer, takeScreenshot } from '@runlight/testing/browser';
import { RunScript } from '@runlight/testing/runs';
import { expect, test, vi } from 'vitest';

const EVENT = 'erp:invoice#98421, second reminder';
const FIRST = 'run_01JSM0VD2K7ZQ4X9M3T8W1D001';
const AGAIN = 'run_01JSM0VD2K7ZQ4X9M3T8W1D002';
const APART = 'run_01JSM0VD2K7ZQ4X9M3T8W1D003';

/** A run for the event that asked a person, was cancelled before anybody answered, and was rounded up in every way. */
function cancelledWhileWaiting(runId: string, rerunOf?: string): RunScript {
  const script = new RunScript({
    runId,
    workflow: 'payout',
    startsAt: new Date(Date.now() - 600_000).toISOString(),
  });
  const main = script.process(`p${runId.slice(-1)}`);
  main.emit({
    event: 'workflow.run.running',
    trace_id: traceIdFromRunId(runId),
    business_event_id: EVENT,
    environment: 'prod',
    ...(rerunOf !== undefined && { rerun_of: rerunOf }),
  });
  const step = main.step('approve').emit({ event: 'workflow.step.started' });
  step.emit({ event: 'workflow.gate.requested', gate: 'approve', wait_kind: 'human' });
  const wait = { wait_kind: 'human', reason: 'over 10,000.00 EUR' } as const;
  step.emit({ event: 'workflow.step.waiting', ...wait });
  main.emit({ event: 'workflow.run.waiting', wait_id: 'w1', step_name: 'approve', ...wait });
  script.pass(253_600);
  main.emit({ event: 'workflow.run.resumed', wait_id: 'w1', waited_ms: 253_600 });
  main.emit({ event: 'workflow.run.cancelled', duration_ms: 253_600, actor: 'ops', reason: 'not today' });
  return script;
}

test('a run cancelled while it waited says once how long, rounded alike, and asks nobody any more', async () => {
  const server = await startPageServer();
  await server.take(cancelledWhileWaiting(FIRST).events);
  const page = await openPage(server, { path: `/runs/${FIRST}` });
  await page.locator('[data-why]', { hasText: 'Cancelled after 4m 14s by ops: not today' }).waitFor();
  const header = page.locator('[data-run-header]');
  await header.getByText(/took 4m14s, 4m14s of it waiting · it ended before the decision/).waitFor();
  await takeScreenshot(page, 'run-cancelled-waiting');
});

test('a re-run for the same business event is in the lineage once, with both facts', async () => {
  const server = await startPageServer();
  for (const script of [
    cancelledWhileWaiting(FIRST),
    cancelledWhileWaiting(AGAIN, FIRST),
    cancelledWhileWaiting(APART),
  ])
    await server.take(script.events);
  const page = await openPage(server, { path: `/runs/${FIRST}?tab=lineage` });
  const reruns = page.getByRole('region', { name: 'Re-runs' });
  await reruns.getByText('for the same business event').waitFor();
  const tab = page.getByRole('tabpanel', { name: 'Lineage' });
  await expect(tab.getByRole('link').allTextContents()).resolves.toEqual([AGAIN, APART]);
  await takeScreenshot(page, 'run-lineage-once');
});

test('the other runs for an event are found in every environment, whatever is in its name', async () => {
  const server = await startPageServer();
  await server.take(cancelledWhileWaiting(FIRST).events);
  await server.take(cancelledWhileWaiting(APART).events);
  const page = await openPage(server, { path: `/runs/${FIRST}?env=stage` });
  await page.getByRole('link', { name: EVENT }).click();
  await page.waitForURL(/business_event_id=/);
  expect(new URL(page.url()).searchParams.has('env')).toBe(false);
  await vi.waitFor(() => expect(page.locator('[role=row][data-run]').count()).resolves.toBe(2));
});

test.each([1280, 390])('the list names the business event of a run, at %i px', async (width) => {
  const server = await startPageServer();
  await server.take(cancelledWhileWaiting(FIRST).events);
  const page = await openPage(server, { path: '/runs', width, height: 720 });
  const name = page.locator(`[data-run="${FIRST}"]`).getByTitle(`Business event ${EVENT}`);
  await expect.poll(async () => (await name.boundingBox())?.width).toBeGreaterThan(100);
  await takeScreenshot(page, 'list-events');
});
