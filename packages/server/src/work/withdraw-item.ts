import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { endUnfinished } from './end-unfinished.ts';
import { withoutInputs } from './work-request.ts';

/**
 * Takes back what was asked for and no worker has: its run ends as cancelled. Undefined if there is nothing to take back;
 * whoever commits it publishes the changes.
 */
export async function withdrawItem(
  parts: Parts,
  write: Write,
  run: Pick<RunRow, 'run_id'>,
  by: { readonly actor: string; readonly reason?: string | undefined },
): Promise<readonly Change[] | undefined> {
  const item = await write
    .selectFrom('work_items')
    .select(['item_id', 'request'])
    .where('run_id', '=', run.run_id)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  if (item === undefined) return undefined;
  await write
    .updateTable('work_items')
    .set({ status: 'cancelled', ended_at: parts.timestamp(), request: withoutInputs(item.request) })
    .where('item_id', '=', item.item_id)
    .execute();
  return endUnfinished(parts, write, run.run_id, {
    outcome: 'cancelled',
    actor: by.actor,
    reason: by.reason,
  });
}
