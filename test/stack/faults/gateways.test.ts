// More than one machine: an agent that shares runs out to two gateways, each of which has its own runs alone.
import { join } from 'node:path';

import { CONFIGURATIONS, makeCollector, startStack, type Server, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { progress } from '../ask/progress.ts';
import { untilFaultless } from '../ask/until.ts';
import { holdsExactly } from '../expect/slice-faults.ts';
import { driveLanes, RunnerProcess, type RunnerSettings } from '../population/drive-population.ts';
import { lost, stalled } from '../population/after-the-plan.ts';
import { sumOf } from '../population/population.ts';
import { planWaitingBatch, planWorkingBatch } from '../population/plan-batches.ts';
import { planLane } from '../population/plan-population.ts';
import { replay } from './replay.ts';

const HOUR_MS = 3_600_000;

let stack: Stack;
let gateways: Server[];
let agent: Server;
let settings: RunnerSettings;
let fromMs: number;

beforeAll(async () => {
  fromMs = Date.now() - 24 * HOUR_MS;
  stack = await startStack({ startCollector: false });
  const env = {
    RUNLIGHT_LOKI_URL: stack.lokiUrl,
    RUNLIGHT_TEMPO_URL: stack.tempoOtlpUrl,
    RUNLIGHT_PROMETHEUS_URL: stack.prometheusUrl,
    RUNLIGHT_METRICS_FLUSH_INTERVAL: '1s',
    RUNLIGHT_SELF_METRICS_INTERVAL_MS: '1000',
    RUNLIGHT_LOST_AFTER: '8s',
    RUNLIGHT_GRACE_PERIOD: '0s',
  };
  const configurations = ['runlight.yaml', 'gateway.yaml'].map((file) => join(CONFIGURATIONS, file));
  const made = [
    await makeCollector(stack.directory, { name: 'gateway-0', configurations, env }),
    await makeCollector(stack.directory, { name: 'gateway-1', configurations, env }),
  ];
  const endpoints = made.map(({ otlpGrpcEndpoint }) => otlpGrpcEndpoint);
  const inFront = await makeCollector(stack.directory, {
    name: 'agent',
    configurations: [join(CONFIGURATIONS, 'agent.yaml')],
    env: { ...env, RUNLIGHT_GATEWAYS: JSON.stringify(endpoints) },
  });
  gateways = made.map(({ server }) => server);
  agent = inFront.server;
  settings = { directory: join(stack.directory, 'plans'), otlpHttpUrl: inFront.otlpHttpUrl };
  for (const server of [...gateways, agent]) await server.start();
});

afterAll(async () => {
  for (const server of [agent, ...gateways]) await server.stop();
  await stack.stop();
});

test('each run is one gateway’s alone, and both together have them all', async () => {
  const options = { seed: 3, endsAt: Date.now() - 60_000, processesPerLane: 4, runsPerProcess: 50 };
  const runs = await driveLanes([planLane('shared_out', options)], settings, { concurrency: 2, progress });
  await holdsExactly(stack, { runs, fromMs });
  const [one = 0, other = 0] = await runsPerGateway('shared_out');
  expect(Math.min(one, other)).toBeGreaterThan(50);
});

test('a killed runner’s runs are lost once each, whichever gateway has them; those that wait are left alone', async () => {
  const runner = new RunnerProcess(
    {
      runs: [
        ...planWorkingBatch('killed', 'gateway_work', 8),
        ...planWaitingBatch('waiting', 'gateway_waiting', 4),
      ],
      heartbeatIntervalMs: 1000,
      lives: true,
    },
    settings,
  );
  await runner.ready();
  const runs = (await runner.kill()).map((run) => (run.status === 'running' ? lost(stalled(run)) : run));
  await holdsExactly(stack, { runs, fromMs });
  expect(await runsPerGateway('gateway_work')).toHaveLength(2);
});

test('a gateway that is killed under load loses nothing and counts nothing twice', async () => {
  const options = { seed: 4, endsAt: Date.now() - 60_000, processesPerLane: 6, runsPerProcess: 50 };
  const runsDirectory = join(stack.directory, 'runs');
  const batch = { runsDirectory, leavesRest: true, restMs: 10, flushTimeoutMs: 2000 };
  const load = driveLanes([planLane('one_down', options)], settings, { concurrency: 2, progress, batch });
  await untilFaultless('Too few runs are counted', async () => {
    const counted = sumOf(await runsPerGateway('one_down'), (runs) => runs);
    return counted >= 60 ? [] : [`${counted} of 60`];
  });
  await gateways[0]?.kill('SIGKILL');
  progress('killed a gateway');
  await gateways[0]?.start();
  const runs = await load;
  await replay(runsDirectory, settings.otlpHttpUrl);
  await holdsExactly(stack, { runs, fromMs });
});

/** How many runs that ended each gateway has counted, of those that counted any. */
async function runsPerGateway(workflow: string): Promise<number[]> {
  const query = `sum by (instance) (workflow_run_count_total{workflow_name="${workflow}"}) > 0`;
  return (await stack.queryPrometheus.instant(query)).map(({ value }) => value);
}
