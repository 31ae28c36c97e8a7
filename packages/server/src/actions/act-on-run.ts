import type { RunEvent } from '@runlight/contract';
import { addEvent } from '@runlight/run-dir';

import { localDirectory } from '../artifacts/local-directory.ts';
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
 * Does something to a run and writes down who did it, both or neither; who follows the run is told. Events are put into
 * the run's directory too, where that is on this machine: the very same ones, so that each is one however often it is read.
 *
 * `plan` sees the run as it is when it is written. Returns the events that were kept. Throws `run_not_found` and what `plan` throws.
 */
export async function actOnRun(
  parts: Parts,
  principal: Principal,
  runId: string,
  plan: (run: RunRow, write: Write) => RunDeed | Promise<RunDeed>,
): Promise<readonly RunEvent[]> {
  const { run, events, changes } = await parts.store.write(async (write) => {
    const found = await visibleRun(write, principal, runId);
    const { tenant_id: tenantId } = found;
    const { action, details, events: said = [], overlay } = await plan(found, write);
    const at = parts.timestamp();
    const taken = await applyEvents(parts, write, said, { tenantId: tenantId === '' ? null : tenantId });
    await noteAudit(write, principal, { action, target: runId, tenantId, details }, at);
    const laid = overlay === undefined ? [] : [await lay(write, runId, overlay, at)];
    return { run: found, events: said, changes: [...taken.changes, ...laid] };
  });
  parts.feed.publish(changes);
  tellDirectory(parts, run, events);
  return events;
}

function tellDirectory(parts: Parts, run: RunRow, events: readonly RunEvent[]): void {
  if (events.length === 0) return;
  const directory = localDirectory(parts.settings.runsDirectories, run);
  if (directory === undefined) return;
  try {
    for (const event of events) addEvent(directory, event);
  } catch (error) {
    parts.report(`What was said of ${run.run_id} could not be written into ${directory}`, error);
  }
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
