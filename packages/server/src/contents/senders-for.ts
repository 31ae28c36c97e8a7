import type { RunRow } from '../store/schema.ts';

/**
 * Whose spans and log records may belong to a run's trace: its own tenant's, and those of senders who speak for nobody
 * else. A trace id is no secret: what another tenant sent under it is not the run's.
 */
export function sendersFor({ tenant_id }: Pick<RunRow, 'tenant_id'>): string[] {
  return tenant_id === '' ? [''] : [tenant_id, ''];
}
