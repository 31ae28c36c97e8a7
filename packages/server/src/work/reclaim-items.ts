import { endOf, type RunState } from '@runlight/contract';
import type { Selectable } from 'kysely';

import { noteAudit } from '../audit/note-audit.ts';
import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { repeat } from '../repeat.ts';
import type { WorkItemsTable } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { endUnfinished } from './end-unfinished.ts';
import { withdrawUntaken } from './withdraw-untaken.ts';
import { withoutInputs } from './work-request.ts';

type Item = Selectable<WorkItemsTable>;

/** An item that was given out so often and never finished is not given out again. */
const MAX_ATTEMPTS = 3;
const RECLAIM_EVERY_MS = 1000;
const SERVER = { actor: 'runlight', tokenId: null };

/** Takes back what workers let lie, and what none of them wants; see {@link reclaimItems} and {@link withdrawUntaken}. */
export function reclaimWork(parts: Parts): () => Promise<void> {
  const turn = async (): Promise<void> => {
    await reclaimItems(parts);
    await withdrawUntaken(parts);
  };
  return repeat(turn, {
    everyMs: RECLAIM_EVERY_MS,
    onTrouble: (error) => parts.report('Work that nobody does could not be taken back', error),
  }).stop;
}

/**
 * Takes items back whose leases ran out, for the next worker. What no worker finishes is failed in the end, and its
 * run lost.
 */
async function reclaimItems(parts: Parts): Promise<void> {
  const now = parts.timestamp();
  const { db } = parts.store;
  if ((await overdueItems(db, now).limit(1).execute()).length === 0) return;
  const { items, changes } = await parts.store.write(async (write) => {
    const overdue = await overdueItems(write, now).execute();
    const ended: Change[] = [];
    for (const item of overdue) ended.push(...(await takeBack(parts, write, item)));
    return { items: overdue, changes: ended };
  });
  parts.feed.publish(changes);
  for (const { workflow_name } of items) parts.bells.work.ring(workflow_name);
}

function overdueItems(on: Parts['store']['db'] | Write, now: string) {
  return on
    .selectFrom('work_items')
    .selectAll()
    .where('status', '=', 'claimed')
    .where('lease_until', '<', now);
}

async function takeBack(parts: Parts, write: Write, item: Item): Promise<readonly Change[]> {
  const update = write.updateTable('work_items').where('item_id', '=', item.item_id);
  const over = { lease_until: null, ended_at: parts.timestamp(), request: withoutInputs(item.request) };
  if (await hasEnded(write, item.run_id)) {
    await update.set({ ...over, status: 'done' }).execute(); // its worker could not say so
    return [];
  }
  if (item.attempts < MAX_ATTEMPTS) {
    await update.set({ status: 'pending', worker_id: null, lease_until: null }).execute();
    return [];
  }
  const error = `${item.attempts} workers began it, and none was heard of again`;
  await update.set({ ...over, status: 'failed', error }).execute();
  const deed = { action: 'work.give_up', target: item.run_id, tenantId: item.tenant_id, details: { error } };
  await noteAudit(write, SERVER, deed, parts.timestamp());
  const info = { type: 'WorkersLost', message: error, category: 'transient' } as const;
  return endUnfinished(parts, write, item.run_id, { outcome: 'lost', error: info });
}

/** By its own word. */
async function hasEnded(write: Write, runId: string): Promise<boolean> {
  const run = await write.selectFrom('runs').select('state').where('run_id', '=', runId).executeTakeFirst();
  if (run === undefined) return false;
  return endOf(JSON.parse(run.state) as RunState)?.inferred === false; // only this server writes the column
}
