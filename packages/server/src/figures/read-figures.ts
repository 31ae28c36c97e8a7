import type { z } from '@hono/zod-openapi';
import { sql } from 'kysely';

import type { FiguresSchema } from '../api/figures.ts';
import { deliveryOf } from './delivery.ts';
import { selectEnded, type EndedRuns } from './ended-runs.ts';
import { rankOf } from './percentile.ts';
import { repairTimesMs } from './repair-times.ts';

export type Figures = z.infer<typeof FiguresSchema>;
type Figure = Figures['mttr'];

/** Rates and durations of runs that ended, each with the number of things that it was computed from. */
export async function readFigures(runs: EndedRuns): Promise<Figures> {
  const rows = await sumsByOutcome(runs);
  const sum = (of: keyof Omit<SumRow, 'outcome'>): number => rows.reduce((total, row) => total + row[of], 0);
  const count = (outcome: SumRow['outcome']): number =>
    rows.find((row) => row.outcome === outcome)?.ended ?? 0;
  const ended = sum('ended');
  const judged = ended - count('cancelled');
  const repairs = await repairTimesMs(runs);
  return {
    from: runs.from,
    to: runs.to,
    ended,
    by_outcome: Object.fromEntries(rows.map((row) => [row.outcome, row.ended])),
    success_rate: ratio(count('succeeded'), judged),
    first_pass_success_rate: ratio(sum('first_pass'), judged),
    retries_per_100: ratio(sum('retries') * 100, ended),
    mttr: ratio(
      repairs.reduce((total, ms) => total + ms, 0),
      repairs.length,
    ),
    p50_run_duration: await durationAt(runs, 0.5, sum('timed')),
    p95_run_duration: await durationAt(runs, 0.95, sum('timed')),
    waiting_ms_mean: ratio(sum('waiting_ms'), ended),
    resource_usage_per_run: {
      tokens: ratio(sum('tokens'), sum('with_tokens')),
      compute_ms: ratio(sum('compute_ms'), sum('with_compute')),
    },
    event_delivery: await deliveryOf(runs),
  };
}

type SumRow = Awaited<ReturnType<typeof sumsByOutcome>>[number];

function sumsByOutcome(runs: EndedRuns) {
  return selectEnded(runs)
    .select(['runs.outcome'])
    .select((on) => [
      on.fn.countAll<number>().as('ended'),
      on.fn.count<number>('runs.duration_ms').as('timed'),
      sumOf('runs.first_pass').as('first_pass'),
      sumOf('runs.retries').as('retries'),
      sumOf('runs.waiting_ms').as('waiting_ms'),
      sumOf('runs.tokens').as('tokens'),
      on.fn.count<number>('runs.tokens').as('with_tokens'),
      sumOf('runs.compute_ms').as('compute_ms'),
      on.fn.count<number>('runs.compute_ms').as('with_compute'),
    ])
    .groupBy('runs.outcome')
    .execute();
}

/** As the kind of number that both databases give as one: PostgreSQL sums integers to what has no bounds. */
export function sumOf(column: string) {
  return sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as double precision)`;
}

function ratio(part: number, of: number): Figure {
  return { value: of === 0 ? null : part / of, of };
}

/** An exact percentile; `count` is how many durations there are. Sorts from the nearer end: less has to be kept. */
async function durationAt(runs: EndedRuns, percentile: number, count: number): Promise<Figure> {
  const rank = rankOf(percentile, count);
  const fromTop = rank * 2 > count;
  const row = await selectEnded(runs)
    .select(sql<number>`runs.duration_ms`.as('value'))
    .where('runs.duration_ms', 'is not', null)
    .orderBy('runs.duration_ms', fromTop ? 'desc' : 'asc')
    .offset(fromTop ? count - 1 - rank : rank)
    .limit(1)
    .executeTakeFirst();
  return { value: row?.value ?? null, of: count };
}
