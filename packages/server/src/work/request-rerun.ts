import { runIdFromTraceId, tagsOf, type Json, type RunState } from '@runlight/contract';
import { newTraceId } from '@runlight/sdk';

import { noteAudit } from '../audit/note-audit.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { applyEvents } from '../ingest/take-events.ts';
import { BACKFILL_TAGS } from '../ingest/run-columns.ts';
import { newId } from '../new-id.ts';
import type { Parts } from '../parts.ts';
import { visibleRun } from '../runs/visible-runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { areComplete } from './kept-inputs.ts';
import { linkingEvents } from './linking-events.ts';
import { servingWorkers } from './serving-workers.ts';
import type { WorkRequest } from './work-request.ts';

export interface RerunOptions {
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
  /** Undefined: the original's, as far as they were kept. */
  readonly inputs?: Json | undefined;
  readonly from?: 'start' | 'failed_step' | undefined;
  /** Beside those of the original. */
  readonly tags?: readonly string[] | undefined;
}

/** What was asked for. */
export interface Rerun {
  readonly run_id: string;
  readonly item_id: string;
  readonly rerun_of: string;
  readonly workers: number;
  readonly duplicates: string[];
}

/** More are not listed. */
const MAX_DUPLICATES = 100;

/**
 * Asks a worker to execute a run once more. The new run is there at once, queued, and both are linked.
 *
 * Throws `run_not_found`, and `inputs_not_kept` if the original's inputs were redacted, cut or deleted and none are given.
 */
export async function requestRerun(
  parts: Parts,
  principal: Principal,
  runId: string,
  options: RerunOptions = {},
): Promise<Rerun> {
  const asked = await parts.store.write((write) => askForRerun(parts, write, principal, runId, options));
  const { run, newRunId, itemId, duplicates } = asked;
  parts.feed.publish(asked.changes);
  parts.bells.work.ring(run.workflow_name);
  const workers = await servingWorkers(parts, run.workflow_name, run.tenant_id);
  return { run_id: newRunId, item_id: itemId, rerun_of: runId, workers, duplicates };
}

async function askForRerun(
  parts: Parts,
  write: Write,
  principal: Principal,
  runId: string,
  options: RerunOptions,
) {
  const newRunId = runIdFromTraceId(newTraceId(parts.now()));
  const itemId = newId('work');
  const run = await visibleRun(write, principal, runId);
  const state = JSON.parse(run.state) as RunState; // only this server writes the column
  const duplicates = await openDuplicates(write, run);
  const request = await requestOf(parts, write, run, state, options);
  const events = linkingEvents({
    run,
    state,
    request,
    inputsAreGiven: options.inputs !== undefined,
    newRunId,
    actor: principal.actor,
    now: parts.now(),
  });
  const { changes } = await applyEvents(parts, write, events, {
    tenantId: run.tenant_id === '' ? null : run.tenant_id,
  });
  await keepItem(parts, write, principal, { run, request, newRunId, itemId });
  const { reason, from } = request;
  const details = { new_run_id: newRunId, reason, from, inputs_given: options.inputs !== undefined };
  const deed = { action: 'run.rerun', target: runId, tenantId: run.tenant_id, details };
  await noteAudit(write, principal, deed, parts.timestamp());
  return { run, newRunId, itemId, duplicates, changes };
}

async function keepItem(
  parts: Parts,
  write: Write,
  principal: Principal,
  item: {
    readonly run: RunRow;
    readonly request: WorkRequest;
    readonly newRunId: string;
    readonly itemId: string;
  },
): Promise<void> {
  const { run, request, newRunId, itemId } = item;
  await write
    .insertInto('work_items')
    .values({
      item_id: itemId,
      tenant_id: run.tenant_id,
      workflow_name: run.workflow_name,
      run_id: newRunId,
      rerun_of: run.run_id,
      request: JSON.stringify(request),
      requested_at: parts.timestamp(),
      requested_by: principal.actor,
      is_backfill: request.tags.some((tag) => BACKFILL_TAGS.includes(tag)) ? 1 : 0,
      status: 'pending',
      worker_id: null,
      lease_until: null,
      attempts: 0,
      ended_at: null,
      error: null,
    })
    .execute();
}

async function requestOf(
  parts: Parts,
  write: Write,
  run: RunRow,
  state: RunState,
  options: RerunOptions,
): Promise<WorkRequest> {
  const redacted = async (text: string | undefined): Promise<string | null> =>
    text === undefined || text === '' ? null : parts.redact(text, run.tenant_id, write);
  return {
    inputs: options.inputs === undefined ? keptInputs(run, state) : options.inputs,
    from: options.from ?? 'start',
    reason: await redacted(options.reason),
    note: await redacted(options.note),
    tags: [...new Set([...tagsOf(state), ...(options.tags ?? [])])],
    run_attempt: (state.descriptor.run_attempt ?? 1) + 1,
    business_event_id: run.business_event_id,
  };
}

function keptInputs({ pruned }: RunRow, { descriptor: { inputs } }: RunState): Json {
  const problem =
    inputs === null && pruned !== null
      ? 'were deleted, as the retention asks for'
      : areComplete(inputs)
        ? undefined
        : 'were kept only in parts: something in them was redacted or cut';
  if (problem === undefined) return inputs;
  throw new ProblemError('conflict', `The inputs of the run ${problem}. Give the inputs that it shall have`, {
    code: 'inputs_not_kept',
  });
}

/** Runs that may be doing the same already: the original itself, and others for its business event. */
async function openDuplicates(write: Write, run: RunRow): Promise<string[]> {
  const rows = await write
    .selectFrom('runs')
    .select('run_id')
    .where('tenant_id', '=', run.tenant_id)
    .where((where) =>
      run.business_event_id === null
        ? where('run_id', '=', run.run_id)
        : where('business_event_id', '=', run.business_event_id),
    )
    .where('outcome', 'is', null)
    .orderBy('sort_at', 'desc')
    .limit(MAX_DUPLICATES)
    .execute();
  return rows.map(({ run_id }) => run_id);
}
