import { formatTimestamp } from '@runlight/contract';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type Selectable } from 'kysely';

import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import type { BulkJobsTable } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { validTokens } from '../tokens/valid-tokens.ts';
import { doTo, isRepeatable, type BulkDeed, type BulkJob } from './bulk-request.ts';

const LOOK_EVERY_MS = 300;
/** Then another job has its turn. */
const WORKED_ON_MS = 250;
const LEASE_MS = 30_000;
const MAX_ERRORS = 20;

type JobRow = Selectable<BulkJobsTable>;
type JobRun = { readonly run_id: string; readonly status: 'pending' | 'begun' };
type Failure = BulkJob['errors'][number];

/**
 * Works on the bulk jobs, whichever server took them in: a while on each in turn, one run after the other, and on
 * cancellations before all others. A job belongs to one server as long as its lease lasts; the server that is next goes on
 * where the one before it stopped.
 */
export function bulkJobs(parts: Parts): () => Promise<void> {
  const worker = newId('server');
  const turn = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const job = await takeJob(parts, worker);
      if (job === undefined) return;
      await workOn(parts, worker, job, signal);
    }
  };
  return repeat(turn, {
    everyMs: LOOK_EVERY_MS,
    onTrouble: (error) => parts.report('A bulk job stopped, and is gone on with', error),
  }).stop;
}

/** Takes the job whose turn it is. One whose token counts no more is cancelled instead. */
async function takeJob(parts: Parts, worker: string): Promise<JobRow | undefined> {
  const now = parts.timestamp();
  const free = (on: Parts['store']['db'] | Write) =>
    on
      .selectFrom('bulk_jobs')
      .selectAll()
      .where('status', '=', 'running')
      .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<=', now)]))
      .orderBy(sql`case action when 'cancel' then 0 else 1 end`)
      .orderBy(sql`coalesce(lease_until, '')`) // of one that was let go of: when
      .orderBy('created_at')
      .limit(1);
  if ((await free(parts.store.db).executeTakeFirst()) === undefined) return undefined;
  return parts.store.write(async (write) => {
    const job = await free(write).executeTakeFirst();
    if (job === undefined) return undefined;
    const update = write.updateTable('bulk_jobs').where('job_id', '=', job.job_id);
    if (job.token_id !== null && !(await validTokens(write, [job.token_id], now)).has(job.token_id)) {
      await update.set({ status: 'cancelled', finished_at: now }).execute();
      const reason = 'The token of whoever started it was revoked, or is over';
      const tenantId = job.tenant_id ?? '';
      const deed = { action: 'bulk.cancel', target: job.job_id, tenantId, details: { reason } };
      await noteAudit(write, { actor: 'runlight', tokenId: null }, deed, now);
      return { ...job, status: 'cancelled' as const };
    }
    await update.set({ worker, lease_until: leaseEnd(parts) }).execute();
    return job;
  });
}

/** For a while, or until all runs are done, the job is cancelled or another server's, or the server stops. */
async function workOn(parts: Parts, worker: string, job: JobRow, signal: AbortSignal): Promise<void> {
  const deed = JSON.parse(job.request) as BulkDeed; // only this server writes the column
  const principal: Principal = {
    actor: job.created_by,
    role: 'operator',
    tenantId: job.tenant_id,
    tokenId: job.token_id,
  };
  const until = performance.now() + WORKED_ON_MS;
  while (!signal.aborted && performance.now() < until) {
    const run = await nextRun(parts, worker, job.job_id, isRepeatable(deed));
    if (run === undefined) return;
    const failure = await tryOn(parts, principal, run, deed);
    await keepResult(parts, job.job_id, run.run_id, failure);
    await nextTurn(); // SQLite answers at once: without this no request would be served before the job is over
  }
  await parts.store.write((write) =>
    write
      .updateTable('bulk_jobs')
      .set({ worker: null, lease_until: parts.timestamp() })
      .where('job_id', '=', job.job_id)
      .where('worker', '=', worker)
      .execute(),
  );
}

/** The next run of a job, with the lease extended; undefined if there is none any more, and then the job is done. */
function nextRun(
  parts: Parts,
  worker: string,
  jobId: string,
  repeatable: boolean,
): Promise<JobRun | undefined> {
  return parts.store.write(async (write) => {
    const held = await write
      .updateTable('bulk_jobs')
      .set({ lease_until: leaseEnd(parts) })
      .where('job_id', '=', jobId)
      .where('worker', '=', worker)
      .where('status', '=', 'running')
      .returning('job_id')
      .executeTakeFirst();
    if (held === undefined) return undefined;
    const run = await write
      .selectFrom('bulk_job_runs')
      .select(['run_id', 'status'])
      .where('job_id', '=', jobId)
      .where('status', 'in', ['pending', 'begun'])
      .orderBy('run_id')
      .limit(1)
      .executeTakeFirst();
    if (run === undefined) {
      await write
        .updateTable('bulk_jobs')
        .set({ status: 'done', finished_at: parts.timestamp() })
        .where('job_id', '=', jobId)
        .execute();
      return undefined;
    }
    if (!repeatable) {
      await write
        .updateTable('bulk_job_runs')
        .set({ status: 'begun' })
        .where('job_id', '=', jobId)
        .where('run_id', '=', run.run_id)
        .execute();
    }
    return run as JobRun; // by the condition above
  });
}

/** Undefined if it worked. */
async function tryOn(
  parts: Parts,
  principal: Principal,
  run: JobRun,
  deed: BulkDeed,
): Promise<Failure | undefined> {
  const { run_id } = run;
  if (run.status === 'begun') {
    const detail = 'The server stopped while it did this; look at the run before you do it again';
    return { run_id, code: 'interrupted', detail };
  }
  try {
    await doTo(parts, principal, run_id, deed);
    return undefined;
  } catch (error) {
    if (isUnavailable(error)) throw error; // it is gone on with once the database is back
    if (error instanceof ProblemError) return { run_id, code: error.code, detail: error.message };
    parts.report(`A bulk job could not ${deed.action} ${run_id}`, error);
    return { run_id, code: 'internal', detail: 'The server failed; its log says why' };
  }
}

/** Counts a run once, also when another server took the job over meanwhile. */
function keepResult(parts: Parts, jobId: string, runId: string, failure: Failure | undefined): Promise<void> {
  return parts.store.write(async (write) => {
    const status = failure === undefined ? 'succeeded' : 'failed';
    const counted = await write
      .updateTable('bulk_job_runs')
      .set({ status })
      .where('job_id', '=', jobId)
      .where('run_id', '=', runId)
      .where('status', 'in', ['pending', 'begun'])
      .returning('run_id')
      .executeTakeFirst();
    if (counted === undefined) return;
    const job = write.updateTable('bulk_jobs').where('job_id', '=', jobId);
    await job.set((eb) => ({ [status]: eb(status, '+', 1) })).execute();
    if (failure === undefined) return;
    const { errors } = await write
      .selectFrom('bulk_jobs')
      .select('errors')
      .where('job_id', '=', jobId)
      .executeTakeFirstOrThrow();
    const kept = JSON.parse(errors) as Failure[]; // only this server writes the column
    if (kept.length < MAX_ERRORS) await job.set({ errors: JSON.stringify([...kept, failure]) }).execute();
  });
}

function leaseEnd(parts: Parts): string {
  return formatTimestamp(parts.now() + LEASE_MS);
}
