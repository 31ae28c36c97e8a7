import { existsSync } from 'node:fs';

import type { ControlRequest } from '@runlight/contract';
import { writeControl } from '@runlight/run-dir';

import { localDirectory } from '../artifacts/local-directory.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';

/** What is asked of a run, and where it lies until a process takes it. */
export interface Asked {
  readonly requestId: string;
  readonly run: Pick<RunRow, 'run_id' | 'tenant_id'>;
  readonly request: ControlRequest;
}

/** Keeps a request for the process that executes the run, or will; `spanId` is the step of the gate that it decides. */
export async function keepRequest(
  write: Write,
  run: Pick<RunRow, 'run_id' | 'tenant_id'>,
  request: ControlRequest,
  options: { readonly spanId?: string; readonly at: string },
): Promise<Asked> {
  const requestId = newId('ctl');
  await write
    .insertInto('control_requests')
    .values({
      request_id: requestId,
      run_id: run.run_id,
      tenant_id: run.tenant_id,
      requested_at: options.at,
      span_id: options.spanId ?? null,
      request: JSON.stringify(request),
      taken_at: null,
    })
    .execute();
  return { requestId, run, request };
}

/**
 * Tells a kept request to whoever may execute the run: processes that poll, and the run's directory, under the same id.
 * Returns the file in the directory, if there is one.
 */
export function tell(parts: Parts, { requestId, run, request }: Asked): string | undefined {
  parts.bells.control.ring(run.run_id);
  const directory = localDirectory(parts.settings.runsDirectories, run);
  if (directory === undefined) return undefined;
  try {
    return writeControl(directory, { ...request, id: requestId }, { now: parts.now() });
  } catch (error) {
    parts.report(`What is asked of run ${run.run_id} could not be put into its directory`, error);
    return undefined;
  }
}

/** Long enough for a process that is there, short enough for a person. */
const DEFAULT_DELIVERY_WAIT_MS = 2000;
const LOOK_AT_FILE_MS = 100;

/** Waits a moment for a process to take a request; `file` is where it also lies in the run's directory. */
export async function deliveryOf(
  parts: Parts,
  requestId: string,
  file: string | undefined,
  signal: AbortSignal,
): Promise<'delivered' | 'pending'> {
  const { taken } = parts.bells;
  const waitMs = parts.settings.work?.deliveryWaitMs ?? DEFAULT_DELIVERY_WAIT_MS;
  // A process that follows the directory alone tells nobody: it moves the file away.
  const look = file === undefined ? undefined : setInterval(() => taken.ring(requestId), LOOK_AT_FILE_MS);
  try {
    const delivered = await taken.until([requestId], { waitMs, signal }, async () => {
      if (file !== undefined && !existsSync(file)) await noteTaken(parts, [requestId], null);
      return (await isTaken(parts, requestId)) || undefined;
    });
    return delivered === true ? 'delivered' : 'pending';
  } finally {
    clearInterval(look);
  }
}

/** Notes that a process took requests; of those of another tenant than the process's nothing happens. */
export async function noteTaken(
  parts: Parts,
  requestIds: readonly string[],
  tenantId: string | null,
): Promise<void> {
  let update = parts.store.db
    .updateTable('control_requests')
    .set({ taken_at: parts.timestamp() })
    .where('request_id', 'in', requestIds)
    .where('taken_at', 'is', null);
  if (tenantId !== null) update = update.where('tenant_id', '=', tenantId);
  for (const { request_id } of await update.returning('request_id').execute()) {
    parts.bells.taken.ring(request_id);
  }
}

async function isTaken(parts: Parts, requestId: string): Promise<boolean> {
  const row = await parts.store.db
    .selectFrom('control_requests')
    .select('taken_at')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row === undefined || row.taken_at !== null; // one that is gone went with the end of its run
}
