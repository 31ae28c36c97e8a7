// The Collector is killed and goes away while runs are at work: nothing is missing afterwards, and nothing double.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startStack, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, test } from 'vitest';

import { progress } from '../ask/progress.ts';
import { untilFaultless } from '../ask/until.ts';
import { holdsExactly } from '../expect/slice-faults.ts';
import { driveLanes, RunnerProcess, type RunnerSettings } from '../population/drive-population.ts';
import { finished } from '../population/after-the-plan.ts';
import type { Lane } from '../population/lane-plan.ts';
import { planLiveBatch, planWaitingBatch, planWorkingBatch } from '../population/plan-batches.ts';
import { planLane } from '../population/plan-population.ts';
import { replay } from './replay.ts';

/** How long the Collector is away; two minutes unless somebody is in a hurry. */
const OUTAGE_SECONDS = Number(process.env['RUNLIGHT_OUTAGE_SECONDS'] ?? 120);
const KILLS = 4;
const DAY_MS = 86_400_000;

let stack: Stack;
let settings: RunnerSettings;

beforeAll(async () => {
  // After an outage a runner may be silent for as long as its SDK pauses between two attempts: 30 s.
  stack = await startStack({ collectorEnv: { RUNLIGHT_LOST_AFTER: '10s', RUNLIGHT_GRACE_PERIOD: '45s' } });
  settings = { directory: join(stack.directory, 'plans'), otlpHttpUrl: stack.otlpHttpUrl };
});

afterAll(() => stack?.stop());

test('a Collector that is killed again and again under load loses nothing and counts nothing twice', async () => {
  const fromMs = Date.now() - DAY_MS;
  const runsDirectory = join(stack.directory, 'killed-collector');
  const lanes = lanesOf('crash', 3, 5);
  const load = driveLanes(lanes, settings, {
    concurrency: 3,
    progress,
    batch: { runsDirectory, leavesRest: true, restMs: 20, flushTimeoutMs: 2000 },
  });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await untilStored('crash_.*', kill * 1000);
    await stack.collector.kill('SIGKILL');
    progress(`killed the Collector: ${kill} of ${KILLS}`);
    await stack.collector.start();
  }
  const runs = await load;
  await replay(runsDirectory, stack.otlpHttpUrl);
  await holdsExactly(stack, { runs, fromMs });
});

test(`a Collector that is away for ${OUTAGE_SECONDS} s under load loses nothing, and takes nobody for dead`, async () => {
  const fromMs = Date.now() - DAY_MS;
  const healthyRuns = join(stack.directory, 'healthy');
  const leftRuns = join(stack.directory, 'left');
  const healthy = new RunnerProcess(
    {
      runs: planWorkingBatch('healthy', 'outage_healthy', 3),
      runsDirectory: healthyRuns,
      heartbeatIntervalMs: 2000,
      lives: true,
    },
    settings,
  );
  const waiting = new RunnerProcess(
    { runs: planWaitingBatch('waiting', 'outage_waiting', 3), heartbeatIntervalMs: 2000 },
    settings,
  );
  await healthy.ready();
  const waitingRuns = await waiting.completed();
  const steady = new RunnerProcess(
    {
      runs: planLiveBatch('steady', OUTAGE_SECONDS * 2 + 40, 'outage_steady'),
      runsDirectory: healthyRuns,
      restMs: 500,
    },
    settings,
  );
  await untilStored('outage_steady', 20);

  await stack.collector.kill('SIGKILL');
  progress(`the Collector is away for ${OUTAGE_SECONDS} s`);
  const back = sleep(OUTAGE_SECONDS * 1000);
  const left = await driveLanes(lanesOf('outage', 2, 4), settings, {
    concurrency: 1,
    progress,
    batch: { runsDirectory: leftRuns, leavesRest: true, flushTimeoutMs: 300 },
  });
  await back;
  await stack.collector.start();
  progress('the Collector is back');

  // Those that live deliver by themselves; what the others left somebody has to replay.
  const delivered = [...(await steady.completed()), ...(await healthy.finish()).map(finished)];
  await replay(leftRuns, stack.otlpHttpUrl);
  await holdsExactly(stack, { runs: [...delivered, ...waitingRuns, ...left], fromMs });
}, 600_000);

function lanesOf(prefix: string, count: number, processesPerLane: number): Lane[] {
  const endsAt = Date.now() - 60_000;
  return Array.from({ length: count }, (_, seed) =>
    planLane(`${prefix}_${seed}`, { seed, endsAt, processesPerLane, runsPerProcess: 50 }),
  );
}

/** Resolves when Loki has so many events of the workflows. */
async function untilStored(workflows: string, count: number): Promise<void> {
  const query = `sum(count_over_time({service_name=~".+"} | workflow_name=~"${workflows}" | event!="" [24h]))`;
  await untilFaultless('Too few events arrive', async () => {
    const stored = (await stack.queryLoki.value(query)) ?? 0;
    return stored >= count ? [] : [`${stored} of ${count}`];
  });
}
