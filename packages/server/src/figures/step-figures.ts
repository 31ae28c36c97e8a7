import type { z } from '@hono/zod-openapi';
import { sql } from 'kysely';

import type { StepFiguresSchema } from '../api/figures.ts';
import { selectEnded, type EndedRuns } from './ended-runs.ts';

/** Steps are told by the latest runs of the window. */
const RUNS = 5000;
const STEPS = 200;

/** How long the steps of each name took that were executed, failed and were retried, the slowest first; percentiles are exact. */
export async function readStepFigures(runs: EndedRuns): Promise<z.infer<typeof StepFiguresSchema>> {
  const latest = selectEnded(runs)
    .select(['runs.run_id', 'runs.workflow_name'])
    .orderBy('runs.ended_at', 'desc')
    .limit(RUNS);
  const { rows } = await sql<z.infer<typeof StepFiguresSchema>['steps'][number]>`
    with latest as ${latest},
      timed as (
        select latest.workflow_name, steps.name, steps.duration_ms, steps.retries,
          case when steps.status = 'failed' then 1 else 0 end as failed,
          row_number() over (
            partition by latest.workflow_name, steps.name
            order by case when steps.duration_ms is null then 1 else 0 end, steps.duration_ms
          ) as place,
          count(steps.duration_ms) over (partition by latest.workflow_name, steps.name) as timed
        from latest cross join steps where steps.run_id = latest.run_id and steps.status <> 'skipped'
      )
    select workflow_name, name, count(*) as count, ${sumOf('failed')} as failed, ${sumOf('retries')} as retries,
      ${durationAt(50)} as p50_step_duration, ${durationAt(95)} as p95_step_duration
    from timed group by workflow_name, name
    order by coalesce(${durationAt(95)}, -1) desc, workflow_name, name limit ${STEPS}`.execute(runs.store.db);
  return { steps: rows };
}

/** As the kind of number that both databases give as one: PostgreSQL sums integers to what has no bounds. */
function sumOf(column: string) {
  return sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as double precision)`;
}

/** The least duration that so many percent of them reach: whole numbers, so that no rounding moves the place. */
function durationAt(percent: number) {
  return sql<
    number | null
  >`max(case when place = (timed * ${sql.lit(percent)} + 99) / 100 then duration_ms end)`;
}
