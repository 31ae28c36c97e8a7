import { join } from 'node:path';

import type { Stack } from '@runlight/testing/stack';

import { progress } from '../ask/progress.ts';
import { untilIs } from '../ask/until.ts';
import { driveLanes, RunnerProcess, type RunnerSettings } from './drive-population.ts';
import { lost, reminded, stalled } from './after-the-plan.ts';
import type { ExpectedRun } from './expected-run.ts';
import type { Lane } from './lane-plan.ts';
import { planLiveBatch, planWorkingBatch } from './plan-batches.ts';
import { planPopulation } from './plan-population.ts';
import { Population, sumOf } from './population.ts';

export interface StageOptions {
  readonly seed: number;
  readonly processesPerLane: number;
  readonly runsPerProcess: number;
}

/** The population when everything that is known of it has been delivered. */
export interface StagedPopulation {
  readonly population: Population;
  /** Milliseconds since the epoch: before the first event of all … */
  readonly from: number;
  /** … and the time as of which all of this holds. */
  readonly at: number;
  readonly delivered: { readonly from: number; readonly to: number };
}

/** Planned runs are over a minute before the first of them is delivered. */
const PAST_MS = 60_000;
const REMINDED_AFTER_MS = 3_600_000;
const HEARTBEAT_MS = 500;
const LIVE_PROCESSES = 4;
const LIVE_RUNS = 60;

/** Performs the population against the stack, and waits until Loki and Prometheus have all of it. */
export async function stagePopulation(stack: Stack, options: StageOptions): Promise<StagedPopulation> {
  const settings: RunnerSettings = {
    directory: join(stack.directory, 'plans'),
    otlpHttpUrl: stack.otlpHttpUrl,
  };
  const startedAt = Date.now();
  const lanes = planPopulation({ ...options, endsAt: startedAt - PAST_MS });
  const killed = await killRunner(settings, 'killed', 4);
  progress(`${killed.length} runs lost their process`);
  const planned = await driveLanes(lanes, settings, { concurrency: 2, progress });
  const live = await driveLive(settings);
  const runs = [...killed.map(stalled).map(lost), ...planned, ...live].map((run) =>
    (run.heldSince ?? startedAt) < startedAt - REMINDED_AFTER_MS ? reminded(run) : run,
  );
  const from = earliest(lanes) - PAST_MS;
  await allStored(stack, new Population(runs), from);
  const silent = await killRunner(settings, 'silent', 1);
  const population = new Population([...runs, ...silent.map(stalled)]);
  await allStored(stack, population, from);
  await allCounted(stack, population);
  const latest = await stack.queryPrometheus.value('max(timestamp(workflow_run_active))');
  if (latest === undefined) throw new Error('Prometheus has no active runs');
  return { population, from, at: latest * 1000, delivered: { from: startedAt, to: latest * 1000 } };
}

/** Runs of a process that is killed while they work. */
async function killRunner(settings: RunnerSettings, name: string, count: number): Promise<ExpectedRun[]> {
  const runs = planWorkingBatch(name, 'video_render', count);
  const runner = new RunnerProcess({ runs, heartbeatIntervalMs: HEARTBEAT_MS, lives: true }, settings);
  await runner.ready();
  return await runner.kill();
}

async function driveLive(settings: RunnerSettings): Promise<ExpectedRun[]> {
  progress(`${LIVE_PROCESSES * LIVE_RUNS} runs in real time`);
  const live: ExpectedRun[] = [];
  for (let nth = 0; nth < LIVE_PROCESSES; nth += 1) {
    const runner = new RunnerProcess({ runs: planLiveBatch(`live-${nth}`, LIVE_RUNS) }, settings);
    live.push(...(await runner.completed()));
  }
  return live;
}

async function allStored(stack: Stack, { events }: Population, fromMs: number): Promise<void> {
  progress(`waiting until Loki has ${events} events`);
  const seconds = Math.ceil((Date.now() - fromMs) / 1000) + 300;
  const count = `sum(count_over_time({service_name=~".+"} | event!="" [${seconds}s]))`;
  await untilIs('Loki does not have the events that it should', events, () => stack.queryLoki.value(count));
}

async function allCounted(stack: Stack, { runs }: Population): Promise<void> {
  const events = sumOf(runs, (run) => run.events.filter(({ isInferred }) => isInferred !== true).length);
  const delivered = 'sum(histogram_count(workflow_event_delivery_duration_seconds))';
  await untilIs('Prometheus does not count the events', events, () => stack.queryPrometheus.value(delivered));
  const silent = 'sum(workflow_run_active{workflow_run_status="stalled"})';
  await untilIs('Prometheus does not count the stalled run', 1, () => stack.queryPrometheus.value(silent));
}

function earliest(lanes: readonly Lane[]): number {
  const starts = lanes.flatMap(({ batches }) =>
    batches.flat().map(({ startsAt = Number.POSITIVE_INFINITY }) => startsAt),
  );
  return Math.min(...starts);
}
