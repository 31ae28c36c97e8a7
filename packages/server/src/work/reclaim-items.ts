import { noteAudit } from '../audit/note-audit.ts';
import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import type { Write } from '../store/store.ts';
import { endUnfinished } from './end-unfinished.ts';
import { withoutInputs } from './work-request.ts';

/** An item that was given out so often and never finished is not given out again. */
const MAX_ATTEMPTS = 3;
const SERVER = { actor: 'runlight' };

/**
 * Takes items back whose leases ran out for the next worker. What no worker finishes is failed in the end, and its
 * run lost.
 */
export async function reclaimItems(parts: Parts): Promise<void> {
  const now = parts.timestamp();
  const overdue = await parts.store.db
    .selectFrom('work_items')
    .select('item_id')
    .where('status', '=', 'claimed')
    .where('lease_until', '<', now)
    .limit(1)
    .execute();
  if (overdue.length === 0) return;
  const { changes, workflows } = await parts.store.write(async (write) => {
    const items = await write
      .selectFrom('work_items')
      .select(['item_id', 'run_id', 'tenant_id', 'workflow_name', 'attempts', 'request'])
      .where('status', '=', 'claimed')
      .where('lease_until', '<', now)
      .execute();
    const changes: Change[] = [];
    for (const item of items) {
      if (item.attempts < MAX_ATTEMPTS) {
        const again = { status: 'pending', worker_id: null, lease_until: null } as const;
        await write.updateTable('work_items').set(again).where('item_id', '=', item.item_id).execute();
      } else {
        changes.push(...(await giveUp(parts, write, item)));
      }
    }
    return { changes, workflows: new Set(items.map(({ workflow_name }) => workflow_name)) };
  });
  parts.feed.publish(changes);
  for (const workflow of workflows) parts.bells.work.ring(workflow);
}

async function giveUp(
  parts: Parts,
  write: Write,
  item: {
    readonly item_id: string;
    readonly run_id: string;
    readonly tenant_id: string;
    readonly attempts: number;
    readonly request: string;
  },
): Promise<readonly Change[]> {
  const at = parts.timestamp();
  const error = `${item.attempts} workers began it, and none was heard of again`;
  const end = {
    status: 'failed',
    lease_until: null,
    ended_at: at,
    error,
    request: withoutInputs(item.request),
  } as const;
  await write.updateTable('work_items').set(end).where('item_id', '=', item.item_id).execute();
  const deed = { action: 'work.give_up', target: item.run_id, tenantId: item.tenant_id, details: { error } };
  await noteAudit(write, SERVER, deed, at);
  return endUnfinished(parts, write, item.run_id, {
    outcome: 'lost',
    error: { type: 'WorkersLost', message: error, category: 'transient' },
  });
}
