import { formatTimestamp, parseTimestamp, RUN_OUTCOMES, type RunOutcome } from '@runlight/contract';
import { SAMPLE_ERROR, SampleRun } from '@runlight/testing/runs';
import {
  ENGINES,
  insertRuns,
  runRow,
  startTestServer,
  type SampleRunRow,
  type TestServer,
} from '@runlight/testing/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Figures } from './read-figures.ts';

const NOW = Date.UTC(2026, 3, 25);
const HOUR_MS = 3_600_000;

describe.each(ENGINES)('in %s', (engine) => {
  test('figures are what a look at each run gives', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryEnd, { maxLength: 60, size: 'max' }), async (ends) => {
        const rows = ends.map(rowOf);
        await replaceRuns(server, rows);
        for (const query of [
          '',
          'from=30h&to=2h',
          'workflow=invoice',
          'backfill=true',
          'env=prod&from=48h',
        ]) {
          const figures = await answerOf<Figures>(server, `/api/v1/metrics?${query}`);
          expectClose(figures, plainFigures(rows, new URLSearchParams(query)));
        }
      }),
      { numRuns: 25 },
    );
    expect(server.reports).toEqual([]);
  });

  test('buckets have every run that ended once, and no gap between them', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryEnd, { maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('24h', '30d', '17m', '3s', '2026-04-24T23:59:59.999990Z'),
        async (ends, count, from) => {
          const rows = ends.map(rowOf);
          await replaceRuns(server, rows);
          const path = `/api/v1/metrics/outcomes?backfill=false&from=${from}&buckets=${count}`;
          const { buckets } = await answerOf<{ buckets: Bucket[] }>(server, path);
          expect(buckets.length).toBeLessThanOrEqual(count);
          for (const [nth, bucket] of buckets.entries()) {
            expect(bucket.from < bucket.to).toBe(true);
            expect(bucket.from).toBe(nth === 0 ? buckets[0]?.from : buckets[nth - 1]?.to);
            const inIt = rows.filter(
              (row) =>
                row.is_backfill === 0 &&
                (row.ended_at ?? '') >= bucket.from &&
                (row.ended_at ?? '') < bucket.to,
            );
            expect(bucket.by_state).toEqual(
              Object.fromEntries(
                [...Map.groupBy(inIt, (row) => row.outcome ?? '')].map(([k, v]) => [k, v.length]),
              ),
            );
          }
          expect(buckets.at(-1)?.to).toBe(formatTimestamp(NOW));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('steps have exact percentiles, failures and retries by name', async () => {
    const server = await startTestServer({ engine, now: () => Date.UTC(2026, 3, 24, 20) });
    const run = new SampleRun().start();
    const durations = Array.from({ length: 21 }, (_, nth) => (nth * 8) % 21);
    for (const duration_ms of durations) {
      const step = run.main.step('extract', { type: 'tool' }).emit({ event: 'workflow.step.started' });
      run.script.pass(duration_ms);
      step.emit({ event: 'workflow.step.completed', duration_ms });
    }
    run.main.step('extract', { type: 'tool' }).emit({ event: 'workflow.step.skipped', reason: 'cached' });
    const failing = run.main.step('send', { type: 'io' }).emit({ event: 'workflow.step.started' });
    failing.emit({ event: 'workflow.step.retrying', error: SAMPLE_ERROR });
    failing.emit({ event: 'workflow.step.failed', duration_ms: 100, error: SAMPLE_ERROR });
    run.main.step('open').emit({ event: 'workflow.step.started' });
    await server.take(run.end('failed').script.events);
    const { steps } = await answerOf<{ steps: unknown }>(server, '/api/v1/metrics/steps');
    const of = { workflow_name: 'invoice', failed: 0, retries: 0 };
    expect(steps).toEqual([
      {
        ...of,
        name: 'send',
        count: 1,
        failed: 1,
        retries: 1,
        p50_step_duration: 100,
        p95_step_duration: 100,
      },
      { ...of, name: 'extract', count: 21, p50_step_duration: 10, p95_step_duration: 19 },
      { ...of, name: 'open', count: 1, p50_step_duration: null, p95_step_duration: null },
    ]);
  });

  test('the overview shows what needs a person, the oldest first, and what nobody took care of', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const at = (hours: number) => NOW - hours * HOUR_MS;
    const waiting = runRow('waits', 'waiting', at(3), 0);
    waiting.waits_for_person = 1;
    const resolved = runRow('resolved', 'failed', at(2), 1000);
    resolved.resolved_at = resolved.updated_at;
    const done = runRow('half-done-resolved', 'incomplete', at(2), 1000);
    done.resolved_at = done.updated_at;
    const backfill = runRow('backfill', 'blocked', at(9), 0);
    backfill.is_backfill = 1;
    await insertRuns(server.parts.store.db, [
      waiting,
      runRow('waits-for-time', 'waiting', at(8), 0),
      runRow('blocked', 'blocked', at(5), 0),
      runRow('stalled', 'stalled', at(1), 0),
      runRow('half-done', 'incomplete', at(4), 1000),
      done,
      backfill,
      resolved,
      runRow('failed', 'failed', at(30), 1000),
      runRow('lost', 'lost', at(6), 1000),
      runRow('runs', 'running', at(1), 0),
      runRow('succeeded', 'succeeded', at(1), 1000),
    ]);
    const overview = await answerOf<Record<string, unknown>>(server, '/api/v1/overview');
    expect(overview).toMatchObject({
      needs_person: {
        total: 4,
        runs: [{ id: 'blocked' }, { id: 'half-done' }, { id: 'waits' }, { id: 'stalled' }],
      },
      running: 1,
      waiting: 2,
      unresolved_failures: { total: 2, runs: [{ id: 'failed' }, { id: 'lost' }] },
      last_24h: { ended: 5, success_rate: { value: 1 / 5, of: 5 } },
      worst_workflows: [{ workflow_name: 'invoice', ended: 5, failed: 2, success_rate: 1 / 5 }],
    });
  });

  test('the overview of an environment has its runs alone', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const rows = (['prod', 'stage'] as const).flatMap((environment) =>
      (['blocked', 'running', 'waiting', 'failed'] as const).map((status) => {
        const row = runRow(`${environment}-${status}`, status, NOW - HOUR_MS, 1000);
        return { ...row, environment, workflow_name: `of ${environment}` };
      }),
    );
    await insertRuns(server.parts.store.db, rows);

    const prod = await answerOf<Record<string, unknown>>(server, '/api/v1/overview?env=prod');
    const both = await answerOf<Record<string, unknown>>(server, '/api/v1/overview?env=prod,stage');

    expect(prod).toMatchObject({
      needs_person: { total: 1, runs: [{ id: 'prod-blocked' }] },
      running: 1,
      waiting: 1,
      unresolved_failures: { total: 1, runs: [{ id: 'prod-failed' }] },
      last_24h: { ended: 1 },
      worst_workflows: [{ workflow_name: 'of prod', ended: 1 }],
    });
    expect(both).toMatchObject({ needs_person: { total: 2 }, running: 2, last_24h: { ended: 2 } });
  });

  test('delivery counts the events that are kept', async () => {
    const server = await startTestServer({ engine, now: () => Date.parse('2026-04-24T14:30:03Z') });
    const run = new SampleRun().start();
    run.script.pass(-60_000);
    await server.take(run.end().script.events);
    const figures = await answerOf<Figures>(server, '/api/v1/metrics');
    expect(figures.event_delivery).toEqual({
      within_5s: { value: 1 / 3, of: 3 },
      p99_ms: { value: 63_000, of: 3 },
    });
  });

  test('an empty window is refused', async () => {
    const server = await startTestServer({ engine, now: () => NOW });
    const answer = await server.request('/api/v1/metrics?from=1h&to=2h');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'empty_window' });
  });
});

interface Bucket {
  readonly from: string;
  readonly to: string;
  readonly by_state: Record<string, number>;
}

const arbitraryEnd = fc.record({
  outcome: fc.constantFrom(...RUN_OUTCOMES),
  ended: fc.integer({ min: 1, max: 40 * 60 }).map((minutes) => NOW - minutes * 60_000 + 0.25),
  duration: fc.integer({ min: 0, max: 5000 }),
  workflow: fc.constantFrom('invoice', 'refund'),
  env: fc.constantFrom('prod', null),
  retries: fc.nat({ max: 3 }),
  waiting: fc.nat({ max: 100 }),
  tokens: fc.option(fc.nat({ max: 1000 })),
  backfill: fc.constantFrom<0 | 1>(0, 0, 0, 1),
  rerun: fc.boolean(),
});
type End = typeof arbitraryEnd extends fc.Arbitrary<infer T> ? T : never;

function rowOf(end: End, nth: number): SampleRunRow {
  const row = runRow(`run-${nth}`, end.outcome, end.ended - end.duration, end.duration);
  row.workflow_name = end.workflow;
  row.environment = end.env;
  row.retries = end.retries;
  row.waiting_ms = end.waiting;
  row.tokens = end.tokens;
  row.is_backfill = end.backfill;
  row.first_pass = end.outcome === 'succeeded' && end.retries === 0 && !end.rerun ? 1 : 0;
  return row;
}

/** The definitions, as plainly as they can be said. */
function plainFigures(rows: readonly SampleRunRow[], query: URLSearchParams) {
  const hours = (text: string | null, otherwise: number) =>
    NOW - (text === null ? otherwise : parseInt(text)) * HOUR_MS;
  const [from, to] = [hours(query.get('from'), 24), hours(query.get('to'), 0)];
  const runs = rows.filter((row) => {
    const ended = parseTimestamp(row.ended_at ?? '');
    return (
      ended >= from &&
      ended < to &&
      row.is_backfill === (query.get('backfill') === 'true' ? 1 : 0) &&
      (query.get('workflow') ?? row.workflow_name) === row.workflow_name &&
      (query.get('env') ?? row.environment) === row.environment
    );
  });
  const were = (...outcomes: RunOutcome[]) =>
    runs.filter(({ outcome }) => outcome !== null && outcomes.includes(outcome));
  const mean = (values: readonly number[]) => ratio(sum(values), values.length);
  const judged = runs.length - were('cancelled').length;
  const durations = runs.map((row) => row.duration_ms ?? 0).toSorted((a, b) => a - b);
  const percentile = (share: number) => ({
    value: durations.find((_, nth) => (nth + 1) / durations.length >= share) ?? null,
    of: durations.length,
  });
  return {
    ended: runs.length,
    success_rate: ratio(were('succeeded').length, judged),
    first_pass_success_rate: ratio(sum(runs.map((row) => row.first_pass ?? 0)), judged),
    retries_per_100: ratio(sum(runs.map((row) => row.retries)) * 100, runs.length),
    mttr: mean(repairsOf(runs)),
    p50_run_duration: percentile(0.5),
    p95_run_duration: percentile(0.95),
    waiting_ms_mean: mean(runs.map((row) => row.waiting_ms)),
    tokens: mean(runs.flatMap(({ tokens }) => tokens ?? [])),
  };
}

/** Goes through the runs of each workflow and environment in time, with a stopwatch. */
function repairsOf(runs: readonly SampleRunRow[]): number[] {
  const repairs: number[] = [];
  for (const group of Map.groupBy(runs, (row) => `${row.workflow_name} ${row.environment}`).values()) {
    let brokenSince: number | undefined;
    // At the same instant a failure comes first.
    const order = (row: SampleRunRow) => `${row.ended_at} ${row.outcome === 'succeeded' ? 1 : 0}`;
    for (const row of group.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
      const ended = parseTimestamp(row.ended_at ?? '');
      if (row.outcome === 'failed' || row.outcome === 'timed_out' || row.outcome === 'lost')
        brokenSince ??= ended;
      if (row.outcome !== 'succeeded' || brokenSince === undefined) continue;
      repairs.push(ended - brokenSince);
      brokenSince = undefined;
    }
  }
  return repairs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, of: number): { value: number | null; of: number } {
  return { value: of === 0 ? null : part / of, of };
}

function expectClose(figures: Figures, expected: ReturnType<typeof plainFigures>): void {
  expect(figures.ended).toBe(expected.ended);
  expect(sum(Object.values(figures.by_outcome))).toBe(expected.ended);
  const { ended: _, tokens, ...others } = expected;
  const pairs = [
    [figures.resource_usage_per_run.tokens, tokens, 'tokens'],
    ...Object.entries(others).map(
      ([name, figure]) => [figures[name as keyof typeof others], figure, name] as const,
    ),
  ] as const;
  for (const [figure, plain, name] of pairs) {
    const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6);
    expect([name, rounded(figure.value), figure.of]).toEqual([name, rounded(plain.value), plain.of]);
  }
}

async function replaceRuns(server: TestServer, rows: readonly SampleRunRow[]): Promise<void> {
  await server.parts.store.db.deleteFrom('runs').execute();
  await insertRuns(server.parts.store.db, rows);
}

async function answerOf<T>(server: TestServer, path: string): Promise<T> {
  const answer = await server.request(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T; // as the definition says
}
