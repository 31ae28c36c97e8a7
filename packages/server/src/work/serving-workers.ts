import { formatTimestamp } from '@runlight/contract';

import type { Parts } from '../parts.ts';

const DEFAULT_LEASE_SECONDS = 30;
/** A worker is forgotten after so many leases without a sign of life. */
const LEASES_TO_LIVE = 3;

/** How long a worker has an item without a sign of life, in seconds. */
export function leaseSeconds({ settings }: Parts): number {
  return settings.work?.leaseSeconds ?? DEFAULT_LEASE_SECONDS;
}

/** Workers that were not seen since then are forgotten: a timestamp. */
export function forgottenBefore(parts: Parts): string {
  return formatTimestamp(parts.now() - LEASES_TO_LIVE * leaseSeconds(parts) * 1000);
}

/** How many workers would execute a workflow of a tenant now. */
export async function servingWorkers(parts: Parts, workflow: string, tenantId: string): Promise<number> {
  const rows = await parts.store.db
    .selectFrom('workers')
    .select('workflows')
    .where('tenant_id', 'in', ['', tenantId]) // of no tenant: works for all of them
    .where('seen_at', '>', forgottenBefore(parts))
    .execute();
  return rows.filter(({ workflows }) => workflowsIn(workflows).includes(workflow)).length;
}

/** The names in `workers.workflows`. */
export function workflowsIn(workflows: string): string[] {
  return JSON.parse(workflows) as string[]; // only this server writes the column
}
