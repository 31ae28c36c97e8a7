import type { Selectable } from 'kysely';

import * as api from '../api/actions.ts';
import { noteAudit } from '../audit/note-audit.ts';
import { newApi, type Routes } from '../http/app.ts';
import { principalIn } from '../http/authentication.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { BulkJobsTable } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import type { BulkJob } from './bulk-request.ts';
import { createSelection } from './create-selection.ts';
import { startJob } from './start-job.ts';

type JobRow = Selectable<BulkJobsTable>;

/** Doing the same to many runs. */
export const bulkRoutes: Routes = (parts) => {
  const { store } = parts;
  return newApi()
    .openapi(api.createSelection, async (c) =>
      c.json(await createSelection(parts, principalIn(c), c.req.valid('json').query), 201),
    )
    .openapi(api.startBulkJob, async (c) => {
      const jobId = await startJob(parts, principalIn(c), c.req.valid('json'));
      return c.json(toJob(await visibleJob(store.db, principalIn(c), jobId)), 202);
    })
    .openapi(api.getBulkJob, async (c) =>
      c.json(toJob(await visibleJob(store.db, principalIn(c), c.req.valid('param').job)), 200),
    )
    .openapi(api.cancelBulkJob, async (c) => {
      const principal = principalIn(c);
      const job = await store.write(async (write) => {
        const before = await visibleJob(write, principal, c.req.valid('param').job);
        if (before.status !== 'running') return before;
        const at = parts.timestamp();
        const target = before.job_id;
        const tenantId = before.tenant_id ?? '';
        await noteAudit(write, principal, { action: 'bulk.cancel', target, tenantId }, at);
        return write
          .updateTable('bulk_jobs')
          .set({ status: 'cancelled', finished_at: at })
          .where('job_id', '=', target)
          .returningAll()
          .executeTakeFirstOrThrow();
      });
      return c.json(toJob(job), 200);
    });
};

/** Throws `job_not_found`, also for a job of another tenant. */
async function visibleJob(on: Store['db'] | Write, { tenantId }: Principal, jobId: string): Promise<JobRow> {
  const job = await on
    .selectFrom('bulk_jobs')
    .selectAll()
    .where('job_id', '=', jobId)
    .$if(tenantId !== null, (query) => query.where('tenant_id', '=', tenantId))
    .executeTakeFirst();
  if (job !== undefined) return job;
  throw new ProblemError('not_found', `No bulk job ${jobId} is known here`, { code: 'job_not_found' });
}

function toJob({
  job_id,
  action,
  status,
  total,
  succeeded,
  failed,
  errors,
  created_at,
  finished_at,
}: JobRow): BulkJob {
  return {
    job_id,
    action: action as BulkJob['action'], // only this server writes these columns
    status,
    total,
    succeeded,
    failed,
    errors: JSON.parse(errors) as BulkJob['errors'],
    created_at,
    finished_at,
  };
}
