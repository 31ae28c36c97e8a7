import { compareMarks, type ControlRequest, type RunState, type StepState } from '@runlight/contract';

import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import type { Parts } from '../parts.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { keepRequest, tell } from './ask-run.ts';
import { refuseEnded } from './request-cancel.ts';

export interface Decision {
  readonly outcome: 'approved' | 'rejected';
  readonly note?: string | undefined;
}

/**
 * Decides an open gate of a run: whoever comes second is refused. Of several open gates of one name the one that was
 * opened first is decided, as the process does it.
 *
 * Throws `run_not_found`, `run_has_ended`, `gate_not_open` and `gate_decided`; the last two say who decided.
 */
export async function requestDecision(
  parts: Parts,
  principal: Principal,
  runId: string,
  gate: string,
  { outcome, note }: Decision,
): Promise<{ requestId: string; file: string | undefined }> {
  const asked = await parts.store.write(async (write) => {
    const run = await visibleRun(write, principal, runId);
    refuseEnded(run);
    const spanId = await undecidedStep(write, run, gate);
    const at = parts.timestamp();
    const redacted = note && (await parts.redact(note, run.tenant_id, write));
    await noteAudit(
      write,
      principal,
      {
        action: 'gate.decide',
        target: runId,
        tenantId: run.tenant_id,
        details: { gate, outcome, note: redacted },
      },
      at,
    );
    const request = { kind: 'gate', gate, outcome, actor: principal.actor, note: redacted } as const;
    return keepRequest(write, run, request, { spanId, at });
  });
  return { requestId: asked.requestId, file: tell(parts, asked) };
}

/** The step of the gate that is open and was not decided yet. */
async function undecidedStep(write: Write, run: RunRow, gate: string): Promise<string> {
  const open = openGates(run, gate);
  if (open.length === 0) throw await notOpen(write, run, gate);
  const decisions = await write
    .selectFrom('control_requests')
    .select(['span_id', 'request'])
    .where('run_id', '=', run.run_id)
    .where('span_id', 'in', open)
    .execute();
  const decided = new Set(decisions.map(({ span_id }) => span_id));
  const undecided = open.find((spanId) => !decided.has(spanId));
  if (undecided !== undefined) return undecided;
  // An `as`: only this server writes the column.
  const [first] = decisions.map(({ request }) => JSON.parse(request) as ControlRequest);
  const by = first?.kind === 'gate' ? `${first.outcome} by ${first.actor ?? 'somebody'}` : 'decided';
  throw new ProblemError('conflict', `The gate ${gate} was ${by} already; the run has not gone on yet`, {
    code: 'gate_decided',
  });
}

/** The steps whose gate waits for a decision, the one that was opened first first. */
function openGates(run: RunRow, gate: string): string[] {
  const { open_steps, taken_over } = JSON.parse(run.state) as RunState; // only this server writes the column
  return Object.values(open_steps)
    .flatMap(({ span_id, ended_at, gate: held }) => {
      if (ended_at !== null || held?.name !== gate || held.resolved !== null || held.requested === null)
        return [];
      const { mark } = held.requested;
      // Nobody waits any more at a gate of a process from which another one took the run over.
      return taken_over !== null && compareMarks(mark, taken_over) < 0 ? [] : [{ span_id, mark }];
    })
    .sort((a, b) => compareMarks(a.mark, b.mark))
    .map(({ span_id }) => span_id);
}

async function notOpen(write: Write, run: RunRow, gate: string): Promise<ProblemError> {
  const rows = await write
    .selectFrom('steps')
    .select('state')
    .where('run_id', '=', run.run_id)
    .where('label', '=', gate)
    .orderBy('started_at', 'desc')
    .execute();
  const resolved = rows
    .map(({ state }) => (JSON.parse(state) as StepState).gate?.resolved) // only this server writes the column
    .find((found) => found != null);
  const detail =
    resolved == null
      ? `No gate ${gate} of this run waits for a decision`
      : `The gate ${gate} was ${resolved.outcome.replace('_', ' ')}${resolved.actor === null ? '' : ` by ${resolved.actor}`} already`;
  return new ProblemError('conflict', detail, { code: 'gate_not_open' });
}
