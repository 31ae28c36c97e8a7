import {
  formatTimestamp,
  isOutcome,
  traceIdFromRunId,
  type RunOutcome,
  type RunStatus,
} from '@runlight/contract';
import type { RunningServer } from '@runlight/server';

type Db = RunningServer['parts']['store']['db'];

/** A row of a run as ingest would have written it, for tests that need many of them; `startedAt` in epoch milliseconds. */
export function runRow(runId: string, status: RunStatus, startedAt: number, durationMs: number) {
  const outcome: RunOutcome | null = isOutcome(status) ? status : null;
  const start = formatTimestamp(startedAt);
  const end = outcome === null ? null : formatTimestamp(startedAt + durationMs);
  return {
    run_id: runId,
    tenant_id: '',
    workflow_name: 'invoice',
    ...NOTHING,
    status,
    outcome,
    waits_for_person: flag(false),
    hitl: null as 'requested' | 'approved' | 'rejected' | null, // widened: tests set it
    trace_id: traceIdFromRunId(runId),
    started_at: start,
    ended_at: end,
    sort_at: start,
    first_seen_at: start,
    seen_at: start,
    updated_at: end ?? start,
    duration_ms: outcome === null ? null : durationMs,
    waiting_ms: 0,
    retries: 0,
    first_pass: outcome === null ? null : flag(outcome === 'succeeded'),
    tokens: null as number | null, // widened: tests set it
    compute_ms: null as number | null, // widened: tests set it
    is_backfill: flag(false),
    why: '',
    state: '{}',
    version: 1,
  };
}
export type SampleRunRow = ReturnType<typeof runRow>;

const NOTHING: Readonly<
  Record<
    | 'workflow_version'
    | 'environment'
    | 'actor'
    | 'business_event_id'
    | 'rerun_of'
    | 'parent_run_id'
    | 'queued_at'
    | 'error_code'
    | 'error_category'
    | 'error_message'
    | 'failed_step'
    | 'watch_at'
    | 'executor'
    | 'owner'
    | 'resolved_at'
    | 'resolved_by'
    | 'resolution'
    | 'pinned_at'
    | 'pinned_by'
    | 'pruned',
    string | null
  >
> = {
  workflow_version: null,
  environment: null,
  actor: null,
  business_event_id: null,
  rerun_of: null,
  parent_run_id: null,
  queued_at: null,
  error_code: null,
  error_category: null,
  error_message: null,
  failed_step: null,
  watch_at: null,
  executor: null,
  owner: null,
  resolved_at: null,
  resolved_by: null,
  resolution: null,
  pinned_at: null,
  pinned_by: null,
  pruned: null,
};

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

const ROWS_AT_ONCE = 250;

/** Writes rows of runs, and the tags of some. */
export async function insertRuns(
  db: Db,
  rows: readonly SampleRunRow[],
  tags: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    await db.insertInto('runs').values(some).execute();
    const tagged = some.flatMap(({ run_id, tenant_id, sort_at }) =>
      (tags.get(run_id) ?? []).map((tag) => ({ run_id, tenant_id, sort_at, tag })),
    );
    if (tagged.length > 0) await db.insertInto('run_tags').values(tagged).execute();
  }
}
