import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';

type Scope = Pick<Principal, 'tenantId'>;

/** The runs that somebody may know of: every query for runs starts here. */
export function visibleRuns(on: Store['db'] | Write, { tenantId }: Scope) {
  const runs = on.selectFrom('runs');
  return tenantId === null ? runs : runs.where('runs.tenant_id', '=', tenantId);
}

/** One run; throws `run_not_found`, also for a run of another tenant: nobody learns that there is one. */
export async function visibleRun(on: Store['db'] | Write, scope: Scope, runId: string): Promise<RunRow> {
  const row = await visibleRuns(on, scope).selectAll().where('runs.run_id', '=', runId).executeTakeFirst();
  if (row === undefined) throw runNotFound(runId);
  return row;
}

export function runNotFound(runId: string): ProblemError {
  return new ProblemError('not_found', `No run ${runId} is known here`, { code: 'run_not_found' });
}
