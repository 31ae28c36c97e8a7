import type { RunEvent } from '@runlight/contract';

import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { applyEvents, noteChange, type Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';

/** What people say of a run beside its events. */
type Overlay = Pick<
  RunRow,
  'owner' | 'resolved_at' | 'resolved_by' | 'resolution' | 'pinned_at' | 'pinned_by'
>;

/** What somebody does to a run. */
export interface RunDeed {
  /** As the audit log has it: `run.annotate`. */
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly events?: readonly RunEvent[];
  readonly overlay?: Partial<Overlay>;
}

/**
 * Does something to a run and writes down who did it, both or neither; who follows the run is told.
 *
 * `plan` sees the run before anything is written. Throws `run_not_found` and what `plan` throws.
 */
export async function actOnRun(
  parts: Parts,
  principal: Principal,
  runId: string,
  plan: (run: RunRow) => RunDeed | Promise<RunDeed>,
): Promise<void> {
  const {
    action,
    details,
    events = [],
    overlay,
  } = await plan(await visibleRun(parts.store.db, principal, runId));
  const changes = await parts.store.write(async (write) => {
    const { tenant_id: tenantId } = await visibleRun(write, principal, runId);
    const at = parts.timestamp();
    const taken = await applyEvents(parts, write, events, { tenantId: tenantId === '' ? null : tenantId });
    await noteAudit(write, principal, { action, target: runId, tenantId, details }, at);
    return overlay === undefined ? taken.changes : [...taken.changes, await lay(write, runId, overlay, at)];
  });
  parts.feed.publish(changes);
}

async function lay(write: Write, runId: string, overlay: Partial<Overlay>, at: string): Promise<Change> {
  const { tenant_id, status, version } = await write
    .updateTable('runs')
    .set((eb) => ({ ...overlay, version: eb('version', '+', 1) }))
    .where('run_id', '=', runId)
    .returning(['tenant_id', 'status', 'version'])
    .executeTakeFirstOrThrow();
  return noteChange(write, { tenantId: tenant_id, runId, status, version }, at);
}
