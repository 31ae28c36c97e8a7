import { endOf, type ControlRequest, type RunState } from '@runlight/contract';

import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { withdrawItem } from '../work/withdraw-item.ts';
import { keepRequest, tell, type Asked } from './ask-run.ts';

/** What became of a cancellation. */
export interface Cancellation {
  /** Null if nobody is left to tell: no worker had begun the run, and none will. */
  readonly requestId: string | null;
  readonly file: string | undefined;
}

/**
 * Asks a run to stop. One that only waits for a worker ends at once; any other when its process hears of it, be it the
 * one that takes the run over later.
 *
 * Throws `run_not_found` and `run_has_ended`.
 */
export async function requestCancel(
  parts: Parts,
  principal: Principal,
  runId: string,
  options: { readonly reason?: string | undefined } = {},
): Promise<Cancellation> {
  const { asked, changes } = await parts.store.write((write) =>
    askToStop(parts, write, principal, runId, options.reason),
  );
  parts.feed.publish(changes);
  if (asked === undefined) return { requestId: null, file: undefined };
  return { requestId: asked.requestId, file: tell(parts, asked) };
}

async function askToStop(
  parts: Parts,
  write: Write,
  principal: Principal,
  runId: string,
  given: string | undefined,
): Promise<{ asked: Asked | undefined; changes: readonly Change[] }> {
  const run = await visibleRun(write, principal, runId);
  refuseEnded(run);
  const reason = given && (await parts.redact(given, run.tenant_id, write));
  const at = parts.timestamp();
  const deed = { action: 'run.cancel', target: runId, tenantId: run.tenant_id, details: { reason } };
  await noteAudit(write, principal, deed, at);
  const request = { kind: 'cancel', actor: principal.actor, reason } as const;
  const withdrawn = await withdrawItem(parts, write, run, request);
  if (withdrawn !== undefined) return { asked: undefined, changes: withdrawn };
  const asked = (await pendingCancel(write, run)) ?? (await keepRequest(write, run, request, { at }));
  return { asked, changes: [] };
}

/** Who asks again while nobody has taken the first request asks the same. */
async function pendingCancel(write: Write, run: RunRow): Promise<Asked | undefined> {
  const rows = await write
    .selectFrom('control_requests')
    .select(['request_id', 'request'])
    .where('run_id', '=', run.run_id)
    .where('taken_at', 'is', null)
    .where('span_id', 'is', null)
    .execute();
  const [first] = rows;
  if (first === undefined) return undefined;
  const request = JSON.parse(first.request) as ControlRequest; // only this server writes the column
  return { requestId: first.request_id, run, request };
}

/** Throws `run_has_ended`. A run that was only found lost may still be there. */
export function refuseEnded(run: RunRow): void {
  if (run.outcome === null) return;
  const end = endOf(JSON.parse(run.state) as RunState); // only this server writes the column
  if (end?.inferred === true) return;
  throw new ProblemError('conflict', `The run has ended already: ${run.why}`, { code: 'run_has_ended' });
}
