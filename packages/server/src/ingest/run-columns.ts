import {
  endOf,
  holdForPerson,
  isFirstPass,
  startedAt,
  statusOf,
  stepLabel,
  tagsOf,
  traceOf,
  waitingMs,
  whyOf,
  type RunState,
} from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';
import { searchable } from './storable.ts';

/** Tags that set a run apart from what runs by itself. Source: the run management spec, backfills and batch replays. */
export const BACKFILL_TAGS: readonly string[] = ['backfill', 'replay'];

/** What events alone say of a run: the columns that each fold writes anew. */
export type RunColumns = Omit<
  RunRow,
  | 'run_id'
  | 'first_seen_at'
  | 'state'
  | 'version'
  | 'seen_at'
  | 'executor'
  | 'watch_at'
  | 'owner'
  | 'resolved_at'
  | 'resolved_by'
  | 'resolution'
  | 'pinned_at'
  | 'pinned_by'
  | 'pruned'
>;

/** The columns of a run's row. A run of which nothing says when it began is listed by when it was first heard of. */
export function runColumns(state: RunState, tenantId: string, firstHeardAt: string): RunColumns {
  const { descriptor, usage } = state;
  const end = endOf(state);
  const started = state.started?.[0] ?? state.entry_step?.mark[0] ?? null;
  return {
    tenant_id: tenantId,
    workflow_name: state.workflow_name,
    workflow_version: searchable(descriptor.workflow_version),
    environment: searchable(descriptor.environment),
    status: statusOf(state),
    outcome: end?.outcome ?? null,
    hitl: state.hitl?.state ?? null,
    waits_for_person: holdForPerson(state) === null ? 0 : 1,
    actor: searchable(descriptor.actor),
    business_event_id: searchable(descriptor.business_event_id),
    trace_id: traceOf(state).traceId,
    rerun_of: searchable(descriptor.rerun_of),
    parent_run_id: searchable(descriptor.parent_run_id),
    queued_at: state.queued_at,
    started_at: started,
    ended_at: end?.mark[0] ?? null,
    sort_at: startedAt(state) ?? firstHeardAt,
    updated_at: state.updated_at ?? firstHeardAt,
    duration_ms: end?.duration_ms ?? null,
    waiting_ms: end === null ? state.waiting_ms : waitingMs(state, 0),
    retries: state.retries,
    first_pass: end === null ? null : isFirstPass(state) ? 1 : 0,
    error_code: searchable(end?.error?.code ?? end?.error?.type ?? null),
    error_category: end?.error?.category ?? null,
    error_message: end?.error?.message ?? null,
    failed_step: end?.failed_step == null ? null : stepLabel(end.failed_step),
    tokens: usage['tokens'] ?? null,
    compute_ms: usage['compute_ms'] ?? null,
    is_backfill: tagsOf(state).some((tag) => BACKFILL_TAGS.includes(tag)) ? 1 : 0,
    why: whyOf(state),
  };
}
