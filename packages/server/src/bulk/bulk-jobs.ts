import { formatTimestamp } from '@runlight/contract';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Selectable } from 'kysely';

import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import type { BulkJobsTable } from '../store/schema.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { doTo, isRepeatable, type BulkDeed, type BulkJob } from './bulk-request.ts';

const PAUSE_MS = 300;
const LEASE_MS = 30_000;
const MAX_ERRORS = 20;

type JobRow = Selectable<BulkJobsTable>;
type JobRun = { readonly run_id: string; readonly status: 'pending' | 'begun' };
type Failure = BulkJob['errors'][number];

/**
 * Works through the bulk jobs, one run after the other, whichever server took them in. A job belongs to one server as
 * long as its lease lasts; the server that is next goes on where the one before it stopped.
 */
export function bulkJobs(parts: Parts): () => Promise<void> {
  const stop = new AbortController();
  const worker = newId('server');
  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const job = await takeJob(parts, worker);
        if (job !== undefined) {
          await workThrough(parts, worker, job, stop.signal);
          continue;
        }
      } catch (error) {
        parts.report('A bulk job stopped, and is gone on with', error);
      }
      await delay(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => undefined); // told to stop
    }
  };
  const done = work();
  return () => {
    stop.abort();
    return done;
  };
}

async function takeJob(parts: Parts, worker: string): Promise<JobRow | undefined> {
  const now = parts.timestamp();
  const isFree = await parts.store.db
    .selectFrom('bulk_jobs')
    .select('job_id')
    .where('status', '=', 'running')
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst();
  if (isFree === undefined) return undefined;
  return parts.store.write((write) =>
    write
      .updateTable('bulk_jobs')
      .set({ worker, lease_until: leaseEnd(parts) })
      .where('job_id', '=', isFree.job_id)
      .where('status', '=', 'running')
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
      .returningAll()
      .executeTakeFirst(),
  );
}

/** Until all runs are done, the job is cancelled or another server's, or the server stops. */
async function workThrough(parts: Parts, worker: string, job: JobRow, signal: AbortSignal): Promise<void> {
  const deed = JSON.parse(job.request) as BulkDeed; // only this server writes the column
  const principal: Principal = {
    actor: job.created_by,
    role: 'operator',
    tenantId: job.tenant_id,
    tokenId: null,
  };
  while (!signal.aborted) {
    const run = await nextRun(parts, worker, job.job_id, isRepeatable(deed));
    if (run === undefined) return;
    const failure = await tryOn(parts, principal, run, deed);
    await keepResult(parts, job.job_id, run.run_id, failure);
    await nextTurn(); // SQLite answers at once: without this no request would be served before the job is over
  }
  await parts.store.write((write) =>
    write
      .updateTable('bulk_jobs')
      .set({ worker: null, lease_until: null })
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
