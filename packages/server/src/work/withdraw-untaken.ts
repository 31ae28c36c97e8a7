import { formatTimestamp } from '@runlight/contract';

import { noteAudit } from '../audit/note-audit.ts';
import type { Parts } from '../parts.ts';
import type { Write } from '../store/store.ts';
import { withdrawItem } from './withdraw-item.ts';

/** What nobody took for so long, nobody waits for; and its inputs are not kept for good. */
const UNTAKEN_DAYS = 7;
const DAY_MS = 86_400_000;

/** Withdraws what was asked for a week ago and no worker has: its run ends as cancelled. */
export async function withdrawUntaken(parts: Parts): Promise<void> {
  const before = formatTimestamp(parts.now() - UNTAKEN_DAYS * DAY_MS);
  const untaken = (on: Parts['store']['db'] | Write) =>
    on
      .selectFrom('work_items')
      .select(['run_id', 'tenant_id'])
      .where('status', '=', 'pending')
      .where('requested_at', '<', before);
  for (const { run_id, tenant_id: tenantId } of await untaken(parts.store.db).execute()) {
    const changes = await parts.store.write(async (write) => {
      const reason = `No worker took it within ${UNTAKEN_DAYS} days`;
      const withdrawn = await withdrawItem(parts, write, { run_id }, { actor: 'runlight', reason });
      if (withdrawn === undefined) return []; // a worker took it meanwhile
      const deed = { action: 'work.give_up', target: run_id, tenantId, details: { reason } };
      await noteAudit(write, { actor: 'runlight', tokenId: null }, deed, parts.timestamp());
      return withdrawn;
    });
    parts.feed.publish(changes);
  }
}
