import { sql } from 'kysely';

import type { RunFilter } from '../api/parameters.ts';
import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { visibleRuns } from '../runs/visible-runs.ts';
import type { Store, Write } from '../store/store.ts';
import { deedOf, type BulkRequest } from './bulk-request.ts';
import { matchingRuns } from './matching-runs.ts';

/**
 * Begins to do the same to many runs: exactly to those, and to as many, as was confirmed. Returns the id of the job.
 *
 * Throws `runs_not_named`, `missing_parameter`, `selection_not_found`, and `count_changed` if there are more or fewer
 * runs than were confirmed; then nothing is done.
 */
export async function startJob(parts: Parts, principal: Principal, request: BulkRequest): Promise<string> {
  const deed = await deedOf(parts, principal, request);
  const runs = await runsOf(parts, principal, request);
  const jobId = newId('job');
  const at = parts.timestamp();
  await parts.store.write(async (write) => {
    const total = await keepRuns(write, jobId, runs(write));
    if (total !== request.expected) {
      throw new ProblemError(
        'conflict',
        `${total} runs would be acted on, not the ${request.expected} that were confirmed; look again and confirm`,
        { code: 'count_changed' },
      );
    }
    await write
      .insertInto('bulk_jobs')
      .values({
        job_id: jobId,
        tenant_id: principal.tenantId,
        action: deed.action,
        request: JSON.stringify(deed),
        created_at: at,
        created_by: principal.actor,
        token_id: principal.tokenId,
        status: 'running',
        total,
        succeeded: 0,
        failed: 0,
        errors: '[]',
        finished_at: null,
        worker: null,
        lease_until: null,
      })
      .execute();
    const details = { action: deed.action, runs: total };
    const target = { action: 'bulk.start', target: jobId, tenantId: principal.tenantId ?? '', details };
    await noteAudit(write, principal, target, at);
  });
  return jobId;
}

type Runs = (on: Store['db'] | Write) => ReturnType<typeof visibleRuns>;

async function runsOf(parts: Parts, principal: Principal, request: BulkRequest): Promise<Runs> {
  const { run_ids: runIds, selection_id: selectionId } = request;
  if (runIds !== undefined && selectionId === undefined) {
    return (on) => visibleRuns(on, principal).where('runs.run_id', 'in', runIds);
  }
  if (runIds === undefined && selectionId !== undefined) {
    const selection = await parts.store.db
      .selectFrom('selections')
      .select(['filter', 'cut_off'])
      .where('selection_id', '=', selectionId)
      .where('tenant_id', principal.tenantId === null ? 'is' : '=', principal.tenantId)
      .executeTakeFirst();
    if (selection === undefined) {
      throw new ProblemError('not_found', `No selection ${selectionId} is known here; select again`, {
        code: 'selection_not_found',
      });
    }
    const filter = JSON.parse(selection.filter) as RunFilter; // only this server writes the column
    return matchingRuns(parts, principal, filter, selection.cut_off);
  }
  throw new ProblemError('bad_request', 'Name the runs by run_ids or by selection_id, not by both', {
    code: 'runs_not_named',
  });
}

/** Returns how many there are. */
async function keepRuns(write: Write, jobId: string, runs: ReturnType<typeof visibleRuns>): Promise<number> {
  await write
    .insertInto('bulk_job_runs')
    .columns(['job_id', 'run_id', 'status'])
    .expression(
      runs.select([
        sql<string>`cast(${jobId} as text)`.as('job_id'),
        'runs.run_id',
        sql<'pending'>`cast('pending' as text)`.as('status'),
      ]),
    )
    .execute();
  const { total } = await write
    .selectFrom('bulk_job_runs')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow();
  return total;
}
