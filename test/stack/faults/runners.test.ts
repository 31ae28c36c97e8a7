// Processes of runs die, freeze and come back: each is called lost once if it is, and never if it only seemed so.
import { join } from 'node:path';

import { startStack, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { untilFaultless } from '../ask/until.ts';
import { holdsExactly } from '../expect/slice-faults.ts';
import { RunnerProcess } from '../population/drive-population.ts';
import { finished, heardOf, lost, stalled } from '../population/after-the-plan.ts';
import { planWaitingBatch, planWorkingBatch } from '../population/plan-batches.ts';
import type { RunPlan } from '../population/run-plan.ts';

/** The SDK delivers once a second. */
const HEARTBEAT_MS = 1000;
const MINUTE_MS = 60_000;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ collectorEnv: { RUNLIGHT_LOST_AFTER: '8s', RUNLIGHT_GRACE_PERIOD: '0s' } });
});

afterAll(() => stack?.stop());

test('runs whose process is killed are lost once each, with a root span; those that wait are left alone', async () => {
  const fromMs = Date.now() - MINUTE_MS;
  const runners = Array.from({ length: 4 }, (_, nth) =>
    runner([
      ...planWorkingBatch(`killed-${nth}`, 'killed_work', 5),
      ...planWaitingBatch(`killed-${nth}-waiting`, 'killed_waiting', 2),
    ]),
  );
  const healthy = runner(planWorkingBatch('beside', 'killed_beside', 2));
  await Promise.all([...runners, healthy].map((process) => process.ready()));
  const killed = (await Promise.all(runners.map((process) => process.kill()))).flat();
  await untilEvents('killed_work', 'workflow.run.lost', 20);
  const beside = (await healthy.finish()).map(finished);
  const runs = killed.map((run) => (run.status === 'running' ? lost(stalled(run)) : run));
  await holdsExactly(stack, { runs: [...runs, ...beside], fromMs });
});

test('a run that freezes and thaws is stalled, is heard of again, and ends as it does', async () => {
  const fromMs = Date.now() - MINUTE_MS;
  const frozen = runner(planWorkingBatch('frozen', 'frozen_work', 3));
  await frozen.ready();
  frozen.child.kill('SIGSTOP');
  await untilEvents('frozen_work', 'workflow.run.stalled', 3);
  frozen.child.kill('SIGCONT');
  await untilEvents('frozen_work', 'workflow.run.resumed', 3);
  const runs = (await frozen.finish()).map((run) => finished(heardOf(stalled(run))));
  await holdsExactly(stack, { runs, fromMs });
});

test('a run that was called lost and then ends itself counts as what it says', async () => {
  const fromMs = Date.now() - MINUTE_MS;
  const given = runner(planWorkingBatch('revenant', 'revenant_work', 3));
  await given.ready();
  given.child.kill('SIGSTOP');
  await untilEvents('revenant_work', 'workflow.run.lost', 3);
  given.child.kill('SIGCONT');
  await untilEvents('revenant_work', 'workflow.run.resumed', 3);
  const runs = (await given.finish()).map((run) => finished(heardOf(lost(stalled(run)))));
  await holdsExactly(stack, { runs, fromMs, corrections: 3 });
  const ended =
    'sum(workflow_run_count_total{workflow_name="revenant_work"}) - sum(workflow_run_corrections_total{workflow_name="revenant_work"})';
  expect(await stack.queryPrometheus.value(ended)).toBe(3);
});

function runner(runs: readonly RunPlan[]): RunnerProcess {
  const settings = { directory: join(stack.directory, 'plans'), otlpHttpUrl: stack.otlpHttpUrl };
  return new RunnerProcess({ runs, heartbeatIntervalMs: HEARTBEAT_MS, lives: true }, settings);
}

async function untilEvents(workflow: string, event: string, count: number): Promise<void> {
  const query = `sum(count_over_time({service_name=~".+"} | workflow_name="${workflow}" | event="${event}" [1h]))`;
  await untilFaultless(`${event} of ${workflow}`, async () => {
    const stored = (await stack.queryLoki.value(query)) ?? 0;
    return stored >= count ? [] : [`${stored} of ${count}`];
  });
}
