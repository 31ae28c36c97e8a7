import { ProblemError } from '../http/problem.ts';
import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import type { Write } from '../store/store.ts';
import { leaseFrom } from './claim-item.ts';
import { endUnfinished } from './end-unfinished.ts';
import { withoutInputs } from './work-request.ts';

/** An item that a worker has. */
export interface Held {
  readonly workerId: string;
  readonly itemId: string;
}

/** Keeps an item for another lease; returns until when. Throws `lease_lost` if somebody else may have it by now. */
export async function extendItem(parts: Parts, { workerId, itemId }: Held): Promise<string> {
  const lease_until = leaseFrom(parts);
  const { numUpdatedRows } = await parts.store.db
    .updateTable('work_items')
    .set({ lease_until })
    .where('item_id', '=', itemId)
    .where('worker_id', '=', workerId)
    .where('status', '=', 'claimed')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw leaseLost();
  return lease_until;
}

/**
 * Ends an item for its worker: done, not executable, or given back to those who wait for work. Throws `lease_lost`.
 *
 * The run of an item that could not be executed ends as failed, unless it has ended otherwise.
 */
export async function endItem(
  parts: Parts,
  held: Held,
  how: { readonly error: string | null; readonly give_back: boolean },
): Promise<void> {
  const { workflow, changes } = await parts.store.write(async (write) => {
    const item = await heldItem(write, held);
    return { workflow: item.workflow_name, changes: await end(parts, write, item, how) };
  });
  parts.feed.publish(changes);
  parts.bells.work.ring(workflow); // it may be this item, or the next backfill that was held back
}

async function end(
  parts: Parts,
  write: Write,
  item: Awaited<ReturnType<typeof heldItem>>,
  { error: given, give_back }: { readonly error: string | null; readonly give_back: boolean },
): Promise<readonly Change[]> {
  const update = write.updateTable('work_items').where('item_id', '=', item.item_id);
  if (give_back) {
    const attempts = item.attempts - 1;
    await update.set({ status: 'pending', worker_id: null, lease_until: null, attempts }).execute();
    return [];
  }
  const error = given === null ? null : await parts.redact(given, item.tenant_id, write);
  await update
    .set({
      status: error === null ? 'done' : 'failed',
      lease_until: null,
      ended_at: parts.timestamp(),
      error,
      request: withoutInputs(item.request),
    })
    .execute();
  if (error === null) return [];
  const info = { type: 'WorkNotExecutable', message: error, category: 'bug' } as const;
  return endUnfinished(parts, write, item.run_id, { outcome: 'failed', error: info });
}

async function heldItem(write: Write, { workerId, itemId }: Held) {
  const item = await write
    .selectFrom('work_items')
    .select(['item_id', 'run_id', 'tenant_id', 'workflow_name', 'attempts', 'request'])
    .where('item_id', '=', itemId)
    .where('worker_id', '=', workerId)
    .where('status', '=', 'claimed')
    .executeTakeFirst();
  if (item === undefined) throw leaseLost();
  return item;
}

function leaseLost(): ProblemError {
  return new ProblemError(
    'conflict',
    'The item is not this worker’s any more: its lease ran out, or it is over',
    {
      code: 'lease_lost',
    },
  );
}
