import { setTimeout as pause } from 'node:timers/promises';

import { sql } from 'kysely';

import { noteAudit } from '../audit/note-audit.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import { forgetSecrets } from '../webhooks/forget-secrets.ts';
import { forgetDeleted } from './deleted-runs.ts';
import { forgetBulk } from './forget-bulk.ts';
import { allRetentions, dueOf, type Retention } from './policies.ts';
import { pruneOldRows } from './prune-old-rows.ts';
import { pruneRun } from './prune-run.ts';

const EVERY_MS = 60 * 60_000;
/** Requests have their turn between slices. */
const RUNS_LOOKED_AT = 500;
const RUNS_PRUNED = 10;
const BREATH_MS = 20;

/** How many runs lost what. */
export interface PrunedCounts {
  events: number;
  io: number;
  summary: number;
  run: number;
}

/** Deletes what is kept no longer, once an hour and in small slices. */
export function keepToRetention(parts: Parts): () => Promise<void> {
  return repeat((signal) => pruneOnce(parts, signal).then(ignoreCounts), {
    everyMs: EVERY_MS,
    onTrouble: (error) =>
      parts.report('What is kept no longer can’t be deleted now; it is tried again', error),
  }).stop;
}

/** Deletes what is due now, of all tenants. Can be stopped at any time: what was deleted is said. */
export async function pruneOnce(parts: Parts, signal?: AbortSignal): Promise<PrunedCounts> {
  const retentions = await allRetentions(parts.store);
  const counts: PrunedCounts = { events: 0, io: 0, summary: 0, run: 0 };
  let after: Place | undefined;
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped()) {
    await pause(0); // SQLite answers at once: without a pause nobody else would have a turn before the last slice
    const runs = await nextRuns(parts, after);
    after = runs.at(-1);
    if (after === undefined) break;
    const due = runs.filter((run) => dueOf(run, retentionFor(retentions, run), parts.now()).size > 0);
    for (let at = 0; at < due.length && !isStopped(); at += RUNS_PRUNED) {
      await prune(parts, due.slice(at, at + RUNS_PRUNED), retentions, counts);
      await pause(BREATH_MS);
    }
  }
  await pruneOldRows(parts, retentions, signal);
  await parts.store.write((write) => forgetDeleted(write, parts.now()));
  await forgetBulk(parts);
  await forgetSecrets(parts);
  return counts;
}

interface Place {
  readonly sort_at: string;
  readonly run_id: string;
}

function nextRuns({ store }: Parts, after: Place | undefined) {
  return store.db
    .selectFrom('runs')
    .select(['run_id', 'sort_at', 'tenant_id', 'ended_at', 'first_seen_at', 'pinned_at', 'pruned'])
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(sort_at, run_id) > (${after?.sort_at ?? ''}, ${after?.run_id ?? ''})`),
    )
    .orderBy('sort_at')
    .orderBy('run_id')
    .limit(RUNS_LOOKED_AT)
    .execute();
}

function retentionFor(retentions: ReadonlyMap<string, Retention>, run: { tenant_id: string }): Retention {
  const retention = retentions.get(run.tenant_id) ?? retentions.get('');
  if (retention === undefined) throw new Error('no retention holds for everybody');
  return retention;
}

/** Whoever pinned a run meanwhile is asked: each is read anew. */
async function prune(
  parts: Parts,
  runs: readonly { readonly run_id: string; readonly tenant_id: string }[],
  retentions: ReadonlyMap<string, Retention>,
  counts: PrunedCounts,
): Promise<void> {
  const gone = await parts.store.write(async (write) => {
    const at = { ms: parts.now(), timestamp: parts.timestamp() };
    const all: (keyof PrunedCounts)[] = [];
    for (const run of runs) {
      const pruned = [...(await pruneRun(write, run.run_id, retentionFor(retentions, run), at))];
      all.push(...pruned);
      if (!pruned.includes('run')) continue;
      const deed = { action: 'retention.delete_run', target: run.run_id, tenantId: run.tenant_id };
      await noteAudit(write, { actor: 'retention', tokenId: null }, deed, at.timestamp);
    }
    return all;
  });
  for (const what of gone) counts[what] += 1;
}

function ignoreCounts(): void {
  // The audit log says which runs were deleted.
}
