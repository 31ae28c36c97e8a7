import type { Selectable } from 'kysely';

import type { Change } from '../ingest/take-events.ts';
import type { Database } from '../store/schema.ts';

/** A change as it was kept. */
export function changeIn(row: Selectable<Database['changes']>): Change {
  const { seq, tenant_id: tenantId, run_id: runId, status, version, changed_at: at } = row;
  return { seq, tenantId, runId, status, version, at };
}
