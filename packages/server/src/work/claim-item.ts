import { formatTimestamp } from '@runlight/contract';
import type { z } from '@hono/zod-openapi';
import type { Selectable } from 'kysely';

import type { WorkItemSchema } from '../api/workers.ts';
import type { Principal } from '../http/principal.ts';
import type { Parts } from '../parts.ts';
import type { WorkItemsTable } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { leaseSeconds } from './serving-workers.ts';
import type { WorkRequest } from './work-request.ts';

export type WorkItem = z.infer<typeof WorkItemSchema>;
type WorkItemRow = Selectable<WorkItemsTable>;

/** Who asks for work, and for which. */
export interface Claimant {
  readonly workerId: string;
  readonly workflows: readonly string[];
  /** The only tenant that it works for; null is every one. */
  readonly tenantId: Principal['tenantId'];
}

const BACKFILLS_AT_ONCE = 2;
/** More steps are not told: whoever has so many looks them up. */
const MAX_COMPLETED_STEPS = 10_000;

/**
 * Gives the next item to a worker, and to no other, until its lease runs out. What waits longest goes first, backfills
 * after everything else and a few of a tenant at once.
 */
export async function claimItem(parts: Parts, claimant: Claimant): Promise<WorkItem | undefined> {
  // Most look in vain; that must not keep others from writing.
  if ((await nextItem(parts, parts.store.db, claimant)) === undefined) return undefined;
  return parts.store.write(async (write) => {
    const next = await nextItem(parts, write, claimant);
    if (next === undefined) return undefined;
    const claimed = {
      status: 'claimed',
      worker_id: claimant.workerId,
      lease_until: leaseFrom(parts),
      attempts: next.attempts + 1,
    } as const;
    await write.updateTable('work_items').set(claimed).where('item_id', '=', next.item_id).execute();
    return toWorkItem(write, { ...next, ...claimed });
  });
}

/** Until when a lease lasts that begins now. */
export function leaseFrom(parts: Parts): string {
  return formatTimestamp(parts.now() + leaseSeconds(parts) * 1000);
}

async function nextItem(
  parts: Parts,
  on: Store['db'] | Write,
  claimant: Claimant,
): Promise<WorkItemRow | undefined> {
  const next = on
    .selectFrom('work_items as item')
    .selectAll()
    .where('status', '=', 'pending')
    .where('workflow_name', 'in', claimant.workflows)
    .$if(claimant.tenantId !== null, (query) => query.where('tenant_id', '=', claimant.tenantId ?? ''))
    .orderBy('requested_at')
    .orderBy('item_id')
    .limit(1);
  const urgent = await next.where('is_backfill', '=', 0).executeTakeFirst();
  if (urgent !== undefined) return urgent;
  const backfillsAtOnce = parts.settings.work?.backfillsAtOnce ?? BACKFILLS_AT_ONCE;
  return next
    .where('is_backfill', '=', 1)
    .where(
      (where) =>
        where
          .selectFrom('work_items as other')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .whereRef('other.tenant_id', '=', 'item.tenant_id')
          .where('other.is_backfill', '=', 1)
          .where('other.status', '=', 'claimed'),
      '<',
      backfillsAtOnce,
    )
    .executeTakeFirst();
}

async function toWorkItem(write: Write, row: WorkItemRow): Promise<WorkItem> {
  const request = JSON.parse(row.request) as WorkRequest; // only this server writes the column
  const run = await write
    .selectFrom('runs')
    .select('started_at')
    .where('run_id', '=', row.run_id)
    .executeTakeFirst();
  return {
    item_id: row.item_id,
    run_id: row.run_id,
    workflow_name: row.workflow_name,
    rerun_of: row.rerun_of,
    run_attempt: request.run_attempt,
    tenant_id: row.tenant_id === '' ? null : row.tenant_id,
    business_event_id: request.business_event_id,
    inputs: request.inputs,
    from: request.from,
    completed_steps: request.from === 'start' ? [] : await completedSteps(write, row.rerun_of),
    begun_at: run?.started_at ?? null,
    reason: request.reason,
    note: request.note,
    tags: [...request.tags],
    actor: row.requested_by,
    attempt: row.attempts,
    lease_until: row.lease_until ?? '',
  };
}

/** Steps that completed and did not fail after it; the last attempt counts. */
async function completedSteps(write: Write, runId: string | null): Promise<string[]> {
  if (runId === null) return [];
  const steps = await write
    .selectFrom('steps')
    .select(['label', 'status'])
    .where('run_id', '=', runId)
    .orderBy('started_at')
    .orderBy('span_id')
    .limit(MAX_COMPLETED_STEPS)
    .execute();
  const last = new Map(steps.map(({ label, status }) => [label, status]));
  return [...last].flatMap(([label, status]) => (status === 'completed' ? [label] : []));
}
