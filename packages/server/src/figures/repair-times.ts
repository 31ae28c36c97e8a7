import { parseTimestamp } from '@runlight/contract';
import { sql } from 'kysely';

import { unindexedColumn } from '../runs/criterion.ts';
import { matches } from '../runs/run-criteria.ts';
import { selectEnded, type EndedRuns } from './ended-runs.ts';

const FAILURES = ['failed', 'timed_out', 'lost'] as const;

/**
 * How long each outage took that was over by the end of the window, in milliseconds: from the first failure of a workflow
 * in an environment, after a success or the beginning of the window, to its next success.
 */
export async function repairTimesMs(runs: EndedRuns): Promise<number[]> {
  const failures = selectEnded(runs)
    .where('runs.outcome', 'in', FAILURES)
    .select(['runs.tenant_id', 'runs.workflow_name', 'runs.ended_at'])
    .select(sql`coalesce(runs.environment, '')`.as('environment'));
  // One step in an index for each failure: they are fewer than the successes.
  const nextSuccess = sql`select min(runs.ended_at) from runs
    where runs.tenant_id = failures.tenant_id and runs.workflow_name = failures.workflow_name
      and runs.outcome = 'succeeded' and coalesce(runs.environment, '') = failures.environment
      and runs.ended_at >= failures.ended_at
      and ${matches(runs.criteria, unindexedColumn(runs.store.engine))}`;
  // Failures that one success ended are one outage.
  const { rows } = await sql<{ failed_at: string; repaired_at: string }>`
    with repairs as materialized (
      select tenant_id, workflow_name, environment, ended_at as failed_at, (${nextSuccess}) as repaired_at
      from ${failures} as failures
    )
    select min(failed_at) as failed_at, repaired_at from repairs
    where repaired_at is not null
    group by tenant_id, workflow_name, environment, repaired_at`.execute(runs.store.db);
  return rows.map(({ failed_at, repaired_at }) => parseTimestamp(repaired_at) - parseTimestamp(failed_at));
}
