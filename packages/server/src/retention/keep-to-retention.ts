import { setTimeout as pause } from 'node:timers/promises';

import { sql } from 'kysely';

import { noteAudit } from '../audit/note-audit.ts';
import { forgetRequests } from '../control/forget-requests.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import { forgetSecrets } from '../webhooks/forget-secrets.ts';
import { forgetDeleted } from './deleted-runs.ts';
import { forgetBulk } from './forget-bulk.ts';
import { allRetentions, cutOffsOf, dueOf, type CutOffs, type Retention } from './policies.ts';
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
  const cutOffsFor = cutOffsIn(retentions, parts.now());
  for (const wasPruned of [false, true]) await pruneRuns(parts, wasPruned, cutOffsFor, counts, signal);
  await pruneOldRows(parts, retentions, signal);
  await parts.store.write((write) => forgetDeleted(write, parts.now()));
  await forgetBulk(parts);
  await forgetRequests(parts);
  await forgetSecrets(parts);
  return counts;
}

/** By run; `latest` is the end before which something of some run may be due. */
interface CutOffsFor {
  (run: { readonly tenant_id: string }): CutOffs;
  readonly latest: string;
}

function cutOffsIn(retentions: ReadonlyMap<string, Retention>, now: number): CutOffsFor {
  const byTenant = new Map([...retentions].map(([tenantId, each]) => [tenantId, cutOffsOf(each, now)]));
  const ofAll = byTenant.get('');
  if (ofAll === undefined) throw new Error('no retention holds for everybody');
  const latest =
    [...byTenant.values()]
      .flatMap((cutOffs) => Object.values(cutOffs))
      .toSorted()
      .at(-1) ?? '';
  return Object.assign((run: { tenant_id: string }) => byTenant.get(run.tenant_id) ?? ofAll, { latest });
}

async function pruneRuns(
  parts: Parts,
  wasPruned: boolean,
  cutOffsFor: CutOffsFor,
  counts: PrunedCounts,
  signal: AbortSignal | undefined,
): Promise<void> {
  let after: Place | undefined;
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped()) {
    await pause(0); // SQLite answers at once: without a pause nobody else would have a turn before the last slice
    const runs = await nextRuns(parts, { wasPruned, before: cutOffsFor.latest, after });
    after = runs.at(-1);
    if (after === undefined) break;
    const due = runs.filter((run) => dueOf(run, cutOffsFor(run)).size > 0);
    for (let at = 0; at < due.length && !isStopped(); at += RUNS_PRUNED) {
      await prune(parts, due.slice(at, at + RUNS_PRUNED), cutOffsFor, counts);
      await pause(BREATH_MS);
    }
  }
}

interface Place {
  readonly ended_at: string | null;
  readonly run_id: string;
}

/** Runs of which something may be due, in the order of their ends: read from an index of those that were pruned, or were not. */
function nextRuns(
  { store }: Parts,
  of: { readonly wasPruned: boolean; readonly before: string; readonly after: Place | undefined },
) {
  const { wasPruned, before, after } = of;
  return store.db
    .selectFrom('runs')
    .select(['run_id', 'tenant_id', 'ended_at', 'first_seen_at', 'pinned_at', 'pruned'])
    .where('pruned', wasPruned ? 'is not' : 'is', null)
    .where('ended_at', '<', before)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(ended_at, run_id) > (${after?.ended_at ?? ''}, ${after?.run_id ?? ''})`),
    )
    .orderBy('ended_at')
    .orderBy('run_id')
    .limit(RUNS_LOOKED_AT)
    .execute();
}

/** Whoever pinned a run meanwhile is asked: each is read anew. */
async function prune(
  parts: Parts,
  runs: readonly { readonly run_id: string; readonly tenant_id: string }[],
  cutOffsFor: CutOffsFor,
  counts: PrunedCounts,
): Promise<void> {
  const all = await parts.store.write(async (write) => {
    const at = parts.timestamp();
    const pruned: Awaited<ReturnType<typeof pruneRun>>[] = [];
    for (const run of runs) {
      const one = await pruneRun(write, run.run_id, cutOffsFor(run), at);
      pruned.push(one);
      if (!one.due.has('run')) continue;
      const deed = { action: 'retention.delete_run', target: run.run_id, tenantId: run.tenant_id };
      await noteAudit(write, { actor: 'retention', tokenId: null }, deed, at);
    }
    return pruned;
  });
  for (const { due } of all) for (const what of due) counts[what] += 1;
  parts.feed.publish(all.flatMap(({ change }) => change ?? []));
}

function ignoreCounts(): void {
  // The audit log says which runs were deleted.
}
