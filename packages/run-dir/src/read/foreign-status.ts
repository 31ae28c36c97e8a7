import { join } from 'node:path';

import {
  formatTimestamp,
  initialRunState,
  STATE_TABLE,
  toStatusFile,
  type LifecycleState,
  type Oa04Status,
  type RunStatus,
  type StatusFile,
} from '@runlight/contract';
import { MetadataFileSchema, Oa04StatusSchema } from '@runlight/contract/schemas';

import { FILES } from '../layout.ts';
import { readJsonFile } from '../plain-files.ts';

const STATUS_BY_LIFECYCLE: Readonly<Record<LifecycleState, RunStatus>> = {
  running: 'running',
  waiting: 'waiting',
  blocked: 'blocked',
  failed: 'failed',
  completed: 'succeeded',
};

/** The status of a run that another producer of OA04.3 directories wrote, as far as its files go. */
export function foreignStatus(directory: string, file: unknown): StatusFile | undefined {
  const parsed = Oa04StatusSchema.safeParse(file);
  const oa04 = parsed.success ? parsed.data : fromMetadata(directory);
  return oa04 && toOwn(oa04);
}

/** A run of OA04.3 alone, without the status.json that OA04.3.1 added. */
function fromMetadata(directory: string): Oa04Status | undefined {
  const parsed = MetadataFileSchema.safeParse(readJsonFile(join(directory, FILES.metadata)));
  if (!parsed.success) return undefined;
  const { run_id, workflow_id, started_at, ended_at, last_step_id, termination } = parsed.data;
  const ended = ended_at != null || termination != null;
  return {
    run_id,
    workflow_id,
    started_at,
    updated_at: ended_at ?? started_at,
    lifecycle_state: ended ? (termination === 'completed' ? 'completed' : 'failed') : 'running',
    current_step_id: ended ? 'STOP' : (last_step_id ?? null),
    last_completed_step_id: null,
    active_opcode: null,
    active_runner_family: null,
    worktree_path: null,
    last_route_target: null,
    termination: termination ?? null,
  };
}

function toOwn(oa04: Oa04Status): StatusFile {
  const status = STATUS_BY_LIFECYCLE[oa04.lifecycle_state];
  const ended = STATE_TABLE[status].termination !== null;
  const startedAt = timestampOf(oa04.started_at);
  const updatedAt = timestampOf(oa04.updated_at) ?? startedAt ?? formatTimestamp(0);
  const unknown = toStatusFile(initialRunState(oa04.run_id, oa04.workflow_id), {
    updatedAt,
    process: null,
    streamOffset: 0,
  });
  const seconds = oa04.elapsed_seconds ?? elapsedSeconds(startedAt, updatedAt);
  return {
    ...unknown,
    lifecycle_state: oa04.lifecycle_state,
    current_step_id: oa04.current_step_id,
    last_completed_step_id: oa04.last_completed_step_id,
    active_opcode: oa04.active_opcode,
    active_runner_family: oa04.active_runner_family,
    worktree_path: oa04.worktree_path,
    last_route_target: oa04.last_route_target,
    termination: STATE_TABLE[status].termination,
    active_attempt: oa04.active_attempt ?? null,
    elapsed_seconds: seconds,
    last_artifact_write: timestampOf(oa04.last_artifact_write),
    blocking_reason: oa04.blocking_reason ?? null,
    operator_note: oa04.operator_note ?? null,
    started_at: startedAt,
    ended_at: ended ? updatedAt : null,
    status,
    outcome: ended ? (status === 'succeeded' ? 'succeeded' : 'failed') : null,
    duration_ms: seconds * 1000,
    why: oa04.blocking_reason ?? `The run is ${oa04.lifecycle_state}`,
  };
}

/** Any ISO 8601 time as one of our timestamps; null for what is none. */
function timestampOf(text: string | null | undefined): string | null {
  const epochMs = Date.parse(text ?? '');
  return Number.isNaN(epochMs) ? null : formatTimestamp(epochMs);
}

function elapsedSeconds(startedAt: string | null, until: string): number {
  return startedAt === null ? 0 : Math.max(0, Math.floor((Date.parse(until) - Date.parse(startedAt)) / 1000));
}
