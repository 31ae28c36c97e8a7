import type { RunOutcome, RunStatus } from '@runlight/contract';

import type { ExpectedRun } from '../population/expected-run.ts';
import { sumOf, type Population } from '../population/population.ts';
import { quantileBounds } from './quantile-bounds.ts';
import { between, each, exactly, type ExpectedSample } from './samples.ts';
import type { Scene } from './scene.ts';

const UNSUCCESSFUL: readonly RunOutcome[] = ['incomplete', 'failed', 'timed_out', 'lost'];
const OUTCOMES: readonly RunOutcome[] = [...UNSUCCESSFUL, 'succeeded', 'cancelled'];
const ACTIVE: readonly RunStatus[] = ['queued', 'running', 'waiting', 'blocked', 'stalled', 'cancelling'];
const TIMED = OUTCOMES.filter((outcome) => outcome !== 'lost');

/** The Collector sends the age of a wait once a second, and reckons with the time that events take. */
const AGE_TOLERANCE_MS = 5000;

type Expectation = (scene: Scene) => readonly ExpectedSample[];

/** What the metric queries of the Runs dashboard must give, by panel and query. */
export const runsDashboard: Readonly<Record<string, Expectation>> = {
  'Success rate A': ({ selected }) => (selected.judged === 0 ? [] : [exactly(selected.successRate)]),
  'First-pass success rate A': ({ selected }) =>
    selected.judged === 0 ? [] : [exactly(selected.firstPassRate)],
  'Runs ended A': ({ selected }) => [exactly(selected.ended().length)],
  'Duration A': durationQuantile(0.5),
  'Duration B': durationQuantile(0.95),
  'Duration C': ({ selected }) => [exactly(selected.ended(...TIMED).length)],
  'Retries per 100 runs A': ({ selected }) =>
    selected.ended().length === 0 ? [] : [exactly(selected.retriesPer100)],
  'Mean time to repair A': meanTimeToRepair,
  'Active A': activeNow(ACTIVE),
  'Waiting A': activeNow(['waiting']),
  'Blocked A': activeNow(['blocked']),
  'Stalled A': activeNow(['stalled']),
  'Longest wait A': (scene) => [longestWait(scene.selected, scene.at)],
  'Did not succeed A': ({ selected }) => [exactly(selected.ended(...UNSUCCESSFUL).length)],
  'Throughput by outcome A': ({ selected }) =>
    OUTCOMES.map((outcome) => exactly(selected.ended(outcome).length, { workflow_run_outcome: outcome })),
  'Duration over time A': durationQuantile(0.5),
  'Duration over time B': durationQuantile(0.95),
  'Duration over time C': ({ selected }) => [exactly(selected.ended(...TIMED).length)],
  'Active runs by state A': ({ selected }) =>
    ACTIVE.map((status) => exactly(selected.inStatus(status).length, { workflow_run_status: status })),
  'Time spent waiting A': waitingQuantile(0.5),
  'Time spent waiting B': waitingQuantile(0.95),
  'Tokens A': ({ selected }) => [exactly(tokensOf(selected))],
  'Compute A': ({ selected }) => [exactly(computeSecondsOf(selected))],
  'Workflows A': byWorkflow((of) => exactly(of.ended(...UNSUCCESSFUL).length)),
  'Workflows B': byWorkflow((of) => exactly(of.ended().length)),
  'Workflows C': byWorkflow((of) => (of.judged === 0 ? undefined : exactly(of.successRate))),
  'Workflows D': byWorkflow((of) => durationSample(0.95, of)),
  'Workflows E': (scene) => byWorkflow((of) => longestWait(of, scene.at))(scene),
  'Workflows F': byWorkflow((of) => (tokensOf(of) === 0 ? undefined : exactly(tokensOf(of)))),
  'Failures by error category A': ({ selected }) =>
    [...Map.groupBy(selected.ended('failed'), ({ category }) => category ?? '')].map(([category, failed]) =>
      exactly(failed.length, { workflow_error_category: category }),
    ),
};

function byWorkflow(expect: (of: Population) => ExpectedSample | undefined): Expectation {
  return ({ selected }) =>
    each(
      selected.by(({ workflow }) => workflow),
      'workflow_name',
      expect,
    );
}

function durationQuantile(share: number): Expectation {
  return ({ selected }) => {
    const sample = durationSample(share, selected);
    return sample === undefined ? [] : [sample];
  };
}

export function durationSample(share: number, population: Population): ExpectedSample | undefined {
  const timed = population.ended(...TIMED);
  if (timed.length === 0) return undefined;
  const series = Map.groupBy(timed, (run) => `${seriesOf(run)} ${run.outcome}`);
  const seconds = [...series.values()].map((runs) => runs.map(({ durationMs = 0 }) => durationMs / 1000));
  return between(quantileBounds(share, seconds));
}

function waitingQuantile(share: number): Expectation {
  return ({ selected }) => {
    const waited = selected.ended(...TIMED).filter(({ waitingMs }) => waitingMs > 0);
    if (waited.length === 0) return [];
    const series = [...Map.groupBy(waited, seriesOf).values()];
    return [
      between(
        quantileBounds(
          share,
          series.map((runs) => runs.map(({ waitingMs }) => waitingMs / 1000)),
        ),
      ),
    ];
  };
}

/** A recovery is one of a workflow in an environment: the version that fails need not be the one that succeeds. */
function meanTimeToRepair({ selected, selection }: Scene): ExpectedSample[] {
  const { recoveries } = selected;
  if (recoveries.length === 0 || selection.version !== undefined || selection.tenant !== undefined) return [];
  return [exactly(sumOf(recoveries, ({ ms }) => ms) / recoveries.length / 1000)];
}

function activeNow(statuses: readonly RunStatus[]): Expectation {
  return ({ selected }) => [exactly(selected.inStatus(...statuses).length)];
}

export function longestWait(population: Population, at: number): ExpectedSample {
  const begun = population.runs.flatMap(({ heldSince }) => (heldSince === undefined ? [] : [heldSince]));
  if (begun.length === 0) return exactly(0);
  const age = at - Math.min(...begun);
  return between({ low: (age - AGE_TOLERANCE_MS) / 1000, high: (age + 1) / 1000 });
}

function tokensOf(population: Population): number {
  return sumOf(population.steps(), ({ step }) => step.tokens);
}

function computeSecondsOf(population: Population): number {
  return sumOf(population.steps(), ({ step }) => step.computeMs) / 1000;
}

/** What tells the series of two runs apart, besides what a metric adds. */
export function seriesOf({ workflow, environment, version, tenant }: ExpectedRun): string {
  return JSON.stringify([workflow, environment, version, tenant]);
}
