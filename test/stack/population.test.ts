// A few thousand runs of which everything is known, through the real stack: what it stores of them, what every query of
// every dashboard says about them, and for which of them every alert fires.
import { startStack, type MetricSample, type Stack } from '@runlight/testing/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { alertExpressions, type AlertExpression } from './ask/alert-expressions.ts';
import {
  dashboardNames,
  interpolate,
  nameOf,
  queriesOf,
  variablesFor,
  type PanelQuery,
} from './ask/dashboard-queries.ts';
import { lokiRules } from './ask/loki-rules.ts';
import { progress } from './ask/progress.ts';
import { summary, untilFaultless } from './ask/until.ts';
import { logAlerts, metricAlerts } from './expect/alerts.ts';
import { fleetDashboard } from './expect/fleet-dashboard.ts';
import { logSamples, recordLists, recordOf } from './expect/log-queries.ts';
import { runRecords, runSamples } from './expect/run-dashboard.ts';
import { runsDashboard } from './expect/runs-dashboard.ts';
import { exactly, sampleFaults, type ExpectedSample } from './expect/samples.ts';
import type { Scene } from './expect/scene.ts';
import { stepsDashboard } from './expect/steps-dashboard.ts';
import { eventFaults, storedEvents } from './expect/stored-events.ts';
import { traceFaults } from './expect/stored-traces.ts';
import type { ExpectedRun } from './population/expected-run.ts';
import { sumOf, type Selection } from './population/population.ts';
import { stagePopulation, type StagedPopulation } from './population/stage-population.ts';

const METRICS = { runs: runsDashboard, run: {}, steps: stepsDashboard, fleet: fleetDashboard };

/** What users of the dashboards select. */
const SELECTIONS: readonly Selection[] = [
  {},
  { workflow: 'invoice_extraction' },
  { workflow: 'monthly_closing' },
  { workflow: 'tax_filing' },
  { workflow: 'ledger_export' },
  { workflow: 'expense_approval' },
  { workflow: 'video_render' },
  { environment: 'staging' },
  { workflow: 'order_fulfilment', environment: 'prod', version: '1.4.0', tenant: 'globex' },
];

/** Steps of charts. */
const STEP_SECONDS = 10;
/** Charts that count: what their steps show adds up to what happened. */
const ADDED_UP: ReadonlySet<string> = new Set([
  'Throughput by outcome A',
  'Duration over time C',
  'Executions by step A',
  'Failed executions by error category A',
  'Delivery time over time C',
  'Retries by step A',
  'Tokens by step A',
  'Compute by step A',
  'Lost runs by workflow A',
  'Inferred events A',
]);

let stack: Stack;
let staged: StagedPopulation;

beforeAll(async () => {
  stack = await startStack({
    collectorEnv: { RUNLIGHT_LOST_AFTER: '20s', RUNLIGHT_GRACE_PERIOD: '0s' },
    // Thousands of traces are looked up: faster in one block than in dozens.
    tempoEnv: { TEMPO_MAX_BLOCK_DURATION: '15m' },
  });
  staged = await stagePopulation(stack, { seed: 20261121, processesPerLane: 2, runsPerProcess: 60 });
  progress(`${staged.population.runs.length} runs with ${staged.population.events} events are there`);
});

afterAll(() => stack?.stop());

test('Loki has every event exactly once, at its time, and no heartbeat', async () => {
  const stored = await storedEvents(stack, staged.from, staged.at);
  expect(stored.length).toBe(staged.population.events);
  expect(summary(eventFaults(stored, staged.population.runs))).toBe('');
});

test('Tempo has every run as one trace, with one root whose id follows from the run, and its steps below it', async () => {
  await untilFaultless('Tempo differs', () => traceFaults(stack, inPresent(staged.population.runs)));
});

describe.each(['runs', 'steps', 'fleet'] as const)('the %s dashboard', (dashboard) => {
  test.each(queriesOf(dashboard))('$panel $refId ($kind)', async (query) => {
    const faults = await Promise.all(
      SELECTIONS.map((selection) => queryFaults(METRICS[dashboard], query, selection)),
    );
    expect(summary(faults.flat())).toBe('');
  });

  test('has every query that something is expected of', () => {
    const names = queriesOf(dashboard)
      .filter(({ dataSource }) => dataSource === 'prometheus')
      .map(nameOf);
    expect(names.toSorted()).toEqual(Object.keys(METRICS[dashboard]).toSorted());
  });
});

describe('the run dashboard', () => {
  /** An ordinary run with retries, one that was repeated, those that ended in each other way, and those that did not. */
  const examples = (): ExpectedRun[] => {
    const { runs } = staged.population;
    const retried = runs.find(
      ({ retries, outcome, events }) => retries > 1 && outcome === 'succeeded' && hasArtifact(events),
    );
    const oneOfEach = [...Map.groupBy(runs, ({ status }) => status).values()].flatMap(
      ([first]) => first ?? [],
    );
    return retried === undefined ? oneOfEach : [retried, ...oneOfEach];
  };

  test.each(queriesOf('run'))('$panel $refId ($kind)', async (query) => {
    const runs = query.dataSource === 'tempo' ? inPresent(examples()) : examples();
    const faults = await Promise.all(runs.map((run) => faultsOfRunQuery(query, run)));
    expect(summary(faults.flat())).toBe('');
  });

  test('has every query that something is expected of', () => {
    const queries = queriesOf('run');
    const named = (kind: PanelQuery['kind']): string[] =>
      queries
        .filter((query) => query.kind === kind)
        .map(nameOf)
        .toSorted();
    expect(named('lines')).toEqual(Object.keys(runRecords).toSorted());
    expect(named('instant')).toEqual(Object.keys(runSamples).toSorted());
  });
});

test('no dashboard is left out', () => {
  expect(dashboardNames().toSorted()).toEqual(Object.keys(METRICS).toSorted());
});

test('logs are listed by the queries that something is expected of', () => {
  const queries = (['runs', 'steps', 'fleet'] as const)
    .flatMap(queriesOf)
    .filter(({ dataSource }) => dataSource === 'loki');
  const expected = [...Object.keys(recordLists), ...Object.keys(logSamples)];
  expect(queries.map(nameOf).toSorted()).toEqual(expected.toSorted());
});

describe('alerts', () => {
  test.each(alertExpressions())('$alert in $file fires for what it should', async (alert) => {
    expect(summary(await alertFaults(alert))).toBe('');
  });

  test('are all those that something is expected of', () => {
    const named = (source: AlertExpression['source']): string[] =>
      [
        ...new Set(
          alertExpressions()
            .filter((alert) => alert.source === source)
            .map(({ alert }) => alert),
        ),
      ].toSorted();
    expect(named('metrics')).toEqual(Object.keys(metricAlerts).toSorted());
    expect(named('logs')).toEqual(Object.keys(logAlerts).toSorted());
  });

  test('are evaluated by Prometheus, which comes to the same', async () => {
    await untilFaultless('Prometheus has other alerts', async () => {
      const rules = await stack.queryPrometheus.rules();
      return rules.flatMap(({ name, type, health, lastError, state = '' }) => {
        if (health !== 'ok') return [`${name} is ${health}: ${lastError ?? ''}`];
        // The silent run is given up meanwhile.
        if (type === 'recording' || name === 'RunlightRunStalled') return [];
        const fires = expectation(metricAlerts, name)(sceneOf({})).length > 0;
        return fires === (state !== 'inactive') ? [] : [`${name} is ${state}`];
      });
    });
  });

  test('are evaluated by Loki without an error', async () => {
    await untilFaultless('Loki has other alerts', async () => {
      const rules = await lokiRules(stack.lokiUrl);
      const missing = without(
        Object.keys(logAlerts),
        rules.map(({ name }) => name),
      );
      const failed = rules.filter(({ health, state }) => health !== 'ok' || state !== 'firing');
      return [...missing, ...failed.map(({ name, health, state }) => `${name} is ${health} and ${state}`)];
    });
  });
});

const rangeSeconds = (): number => Math.ceil((staged.at - staged.from) / 1000);

function sceneOf(selection: Selection): Scene {
  const { population, at, delivered } = staged;
  return { everything: population, selected: population.where(selection), selection, at, delivered };
}

async function queryFaults(
  metrics: Readonly<Record<string, (scene: Scene) => readonly ExpectedSample[]>>,
  query: PanelQuery,
  selection: Selection,
): Promise<string[]> {
  const expr = interpolate(query.expr, variablesFor(selection, rangeSeconds()));
  const scene = sceneOf(selection);
  const faults = await (async () => {
    const name = nameOf(query);
    if (query.dataSource === 'prometheus') {
      const samples = await stack.queryPrometheus.instant(expr, staged.at / 1000);
      const found = sampleFaults(samples, expectation(metrics, name)(scene));
      return query.kind === 'range' ? [...found, ...(await chartFaults(query, selection, samples))] : found;
    }
    if (query.kind === 'lines') return await recordFaults(expr, expectation(recordLists, name)(scene));
    return sampleFaults(
      await stack.queryLoki.instant(expr, staged.at / 1000),
      expectation(logSamples, name)(scene),
    );
  })();
  return faults.map((fault) => `${JSON.stringify(selection)}: ${fault}`);
}

/** A chart of many steps must show what the same chart of a single step shows. */
async function chartFaults(
  query: PanelQuery,
  selection: Selection,
  whole: readonly MetricSample[],
): Promise<string[]> {
  const variables = {
    ...variablesFor(selection, rangeSeconds()),
    __interval: `${STEP_SECONDS}s`,
    __rate_interval: '60s',
  };
  const end = staged.at / 1000;
  const steps = Math.ceil((staged.at - staged.delivered.from) / 1000 / STEP_SECONDS) + 1;
  const start = end - steps * STEP_SECONDS;
  const charted = await stack.queryPrometheus.range(interpolate(query.expr, variables), {
    start,
    end,
    stepSeconds: STEP_SECONDS,
  });
  if (!ADDED_UP.has(nameOf(query))) {
    return charted.length === 0 && whole.length > 0 ? ['nothing is charted'] : [];
  }
  const sums = charted.map(({ labels, points }) => ({ labels, value: sumOf(points, ([, value]) => value) }));
  const expected = whole
    .filter(({ value }) => value !== 0)
    .map(({ labels, value }) => exactly(value, labels));
  return sampleFaults(sums, expected).map((fault) => `the steps of the chart add up to ${fault}`);
}

async function faultsOfRunQuery(query: PanelQuery, run: ExpectedRun): Promise<string[]> {
  const expr = interpolate(query.expr, {
    run_id: run.runId,
    trace_id: run.traceId,
    __range: `${rangeSeconds()}s`,
  });
  const name = nameOf(query);
  const faults = await (async () => {
    if (query.kind === 'lines') return await recordFaults(expr, expectation(runRecords, name)(run));
    if (query.kind !== 'traces')
      return sampleFaults(
        await stack.queryLoki.instant(expr, staged.at / 1000),
        expectation(runSamples, name)(run),
      );
    if (expr === run.traceId) return await traceFaults(stack, [run]);
    const [start, end] = [Math.floor(staged.from / 1000), Math.ceil(staged.at / 1000)];
    const found = await stack.queryTempo.search(expr, { start, end });
    const isFound = found.length === 1 && found[0]?.traceId === run.traceId;
    const hasTrace = run.hasRootSpan || run.steps.length > 0;
    return isFound === hasTrace ? [] : [`finds ${found.map(({ traceId }) => traceId).join()}`];
  })();
  return faults.map((fault) => `${run.status} ${run.key}: ${fault}`);
}

async function recordFaults(logql: string, expected: readonly string[]): Promise<string[]> {
  const entries = await stack.queryLoki.entries(logql, { fromMs: staged.from, toMs: staged.at });
  const found = entries.map(({ fields }) =>
    recordOf(fields['event'] ?? '', fields['workflow_run_id'] ?? '', fields['workflow_step_name']),
  );
  const [missing, surplus] = [without(expected, found), without(found, expected)];
  return [
    ...missing.map((record) => `${record} is missing`),
    ...surplus.map((record) => `${record} is too much`),
  ];
}

async function alertFaults({ alert, source, expr }: AlertExpression): Promise<string[]> {
  const scene = sceneOf({});
  if (source === 'logs')
    return sampleFaults(
      await stack.queryLoki.instant(expr, staged.at / 1000),
      expectation(logAlerts, alert)(scene),
    );
  const expected = expectation(metricAlerts, alert)(scene);
  const ask = async (at?: number): Promise<string[]> =>
    sampleFaults(await stack.queryPrometheus.instant(expr, at), expected);
  if (!expr.includes('runlight:')) return await ask(staged.at / 1000);
  // What it asks is recorded twice a minute; nothing that it is about happens any more.
  await untilFaultless(`${alert} is not as it should be`, () => ask());
  return [];
}

/** Without the run that is silent: Loki and Prometheus tell how it was, Tempo how it is. */
function inPresent(runs: readonly ExpectedRun[]): ExpectedRun[] {
  return runs.filter(({ status }) => status !== 'stalled');
}

function expectation<T>(expectations: Readonly<Record<string, T>>, name: string): T {
  const found = expectations[name];
  if (found === undefined)
    throw new Error(`Nothing is expected of ${name}: say in test/stack/expect what it has to give`);
  return found;
}

/** What one list has and another has not, each as often as it is there. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const hasArtifact = (events: ExpectedRun['events']): boolean =>
  events.some(({ event }) => event === 'workflow.artifact.recorded');
