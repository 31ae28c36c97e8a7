import { initialRunState, traceOf, type RunEvent } from '@runlight/contract';

import type { Redactors } from '../settings/redactors.ts';
import type { Store, Write } from '../store/store.ts';
import { foldRun, tenantOfRun, type KnownRun } from './fold-run.ts';
import { projectRuns } from './keep-runs.ts';
import { redactKeptEvents, redactKeptTelemetry } from './redact-kept.ts';

/** Other writers have their turn between so many. */
const RUNS_AT_ONCE = 50;

export interface RebuildOptions {
  /** Told how many runs were made anew so far. */
  readonly onProgress?: ((runs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Redacts what is kept by the policies of now: what they were when it arrived, they may be no longer. */
  readonly redactors?: Redactors | undefined;
}

/**
 * Makes all runs anew from their events: what a fold of them says takes the place of what was there. What people said of
 * runs (owner, resolution, pin) and whose they are stays. Can be stopped, and begun again, while a server runs.
 *
 * Heartbeats are not kept as events: when the last one was is not known afterwards, until the next. A run of which
 * retention took events stays as it is. Returns how many runs were made anew.
 */
export async function rebuildRuns(store: Store, options: RebuildOptions = {}): Promise<number> {
  let rebuilt = 0;
  for (let after = ''; options.signal?.aborted !== true;) {
    const runIds = await nextRuns(store, after);
    const last = runIds.at(-1);
    if (last === undefined) break;
    rebuilt += await store.write(async (write) => {
      let count = 0;
      for (const runId of runIds) count += (await rebuild(write, runId, options.redactors)) ? 1 : 0;
      return count;
    });
    options.onProgress?.(rebuilt);
    after = last;
  }
  return rebuilt;
}

async function nextRuns(store: Store, after: string): Promise<string[]> {
  const rows = await store.db
    .selectFrom('events')
    .select('run_id')
    .distinct()
    .where('run_id', '>', after)
    .orderBy('run_id')
    .limit(RUNS_AT_ONCE)
    .execute();
  return rows.map(({ run_id }) => run_id);
}

async function rebuild(write: Write, runId: string, redactors: Redactors | undefined): Promise<boolean> {
  const row = await write.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
  if (row !== undefined && row.pruned !== null) return false;
  const kept = await write
    .selectFrom('events')
    .select(['event', 'received_at'])
    .where('run_id', '=', runId)
    .orderBy('timestamp')
    .orderBy('producer')
    .orderBy('seq')
    .execute();
  const arrivals = kept.map(({ received_at }) => received_at).toSorted();
  const [first] = arrivals;
  const last = arrivals.at(-1);
  if (first === undefined || last === undefined) return false; // pruned meanwhile
  const seenAt = row !== undefined && row.seen_at > last ? row.seen_at : last;
  const known: KnownRun = {
    run_id: runId,
    tenant_id: row?.tenant_id ?? '',
    state: JSON.stringify(initialRunState(runId)),
    version: row?.version ?? 0,
    status: row?.status ?? 'queued',
    first_seen_at: row?.first_seen_at ?? first,
    sort_at: row?.sort_at ?? first,
    seen_at: seenAt,
  };
  await write.deleteFrom('steps').where('run_id', '=', runId).execute();
  await write.deleteFrom('artifacts').where('run_id', '=', runId).execute();
  await write.deleteFrom('run_tags').where('run_id', '=', runId).execute();
  const said = kept.map(({ event }) => JSON.parse(event) as RunEvent); // only this server writes the column
  const tenantId = tenantOfRun(known, said, null);
  const redactor = (await redactors?.of([tenantId], write))?.(tenantId);
  const events = redactor === undefined ? said : await redactKeptEvents(write, said, redactor);
  const run = foldRun(runId, known, events, null);
  await projectRuns(write, [run], seenAt);
  if (redactor !== undefined) {
    await redactKeptTelemetry(
      write,
      { trace_id: traceOf(run.state).traceId, tenant_id: run.tenantId },
      redactor,
    );
  }
  return true;
}
