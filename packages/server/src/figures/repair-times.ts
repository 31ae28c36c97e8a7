import { parseTimestamp } from '@runlight/contract';
import { sql } from 'kysely';

import { selectEnded, type EndedRuns } from './ended-runs.ts';

/** What says that a workflow works, or that it does not. */
const TELLING = ['succeeded', 'failed', 'timed_out', 'lost'] as const;

/**
 * How long each outage took that was over by the end of the window, in milliseconds: from the first failure of a workflow
 * in an environment, after a success or the beginning of the window, to its next success.
 */
export async function repairTimesMs(runs: EndedRuns): Promise<number[]> {
  const told = selectEnded(runs)
    .where('runs.outcome', 'in', TELLING)
    .select(['runs.tenant_id', 'runs.workflow_name', 'runs.environment', 'runs.ended_at', 'runs.run_id'])
    .select(sql<0 | 1>`case when runs.outcome = 'succeeded' then 1 else 0 end`.as('works'));
  const ofWorkflow = sql`partition by tenant_id, workflow_name, environment order by ended_at, works, run_id`;
  // Of a row of equals only the first one stays: so what follows a failure is the success that ended it.
  const { rows } = await sql<{ failed_at: string; repaired_at: string }>`
    with told as ${told},
      compared as (select told.*, lag(works) over (${ofWorkflow}) as worked from told),
      turns as (select * from compared where works <> coalesce(worked, 1)),
      outages as (select works, ended_at as failed_at, lead(ended_at) over (${ofWorkflow}) as repaired_at from turns)
    select failed_at, repaired_at from outages where works = 0 and repaired_at is not null`.execute(
    runs.store.db,
  );
  return rows.map(({ failed_at, repaired_at }) => parseTimestamp(repaired_at) - parseTimestamp(failed_at));
}
