import type { RunOutcome, RunStatus } from '@runlight/contract';
import type { Generated, Selectable } from 'kysely';

/** A run: its state, and of what the state says that by which runs are found, sorted and counted. */
export interface RunsTable {
  run_id: string;
  tenant_id: string;
  workflow_name: string;
  workflow_version: string | null;
  environment: string | null;
  status: RunStatus;
  /** Null while the run goes on. */
  outcome: RunOutcome | null;
  hitl: 'requested' | 'approved' | 'rejected' | null;
  /** Whether it waits, and for a person. */
  waits_for_person: 0 | 1;
  actor: string | null;
  business_event_id: string | null;
  trace_id: string;
  rerun_of: string | null;
  parent_run_id: string | null;
  queued_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  /** When it started, else when it was queued, else when it was first heard of: what runs are listed by. */
  sort_at: string;
  /** When its first event arrived here; what “select all” froze has no run that came later. */
  first_seen_at: string;
  /** The time of its latest event. */
  updated_at: string;
  /** Null while the run goes on. */
  duration_ms: number | null;
  waiting_ms: number;
  retries: number;
  /** Whether it succeeded without a retried step; null while it goes on. */
  first_pass: 0 | 1 | null;
  error_code: string | null;
  error_category: string | null;
  error_message: string | null;
  /** The label of the step that failed it. */
  failed_step: string | null;
  tokens: number | null;
  compute_ms: number | null;
  /** Whether its tags say that it is a backfill: kept apart from what runs by itself. */
  is_backfill: 0 | 1;
  /** One sentence on why it is as it is. */
  why: string;
  /** The contract's RunState. */
  state: string;
  /** Counts the changes of this row, what people said of it included. */
  version: number;
  /** When it last showed life, by this server's clock: when that arrived. */
  seen_at: string;
  /** When its silence will mean something; null while silence means nothing. */
  watch_at: string | null;

  /** Who executes it: JSON, as its process said last; null where it did not. */
  executor: string | null;

  /** What people said of it; events don't change these. */
  owner: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
  resolution: string | null;
  pinned_at: string | null;
  pinned_by: string | null;
  /** From when on which kinds of its data are gone: retention. */
  pruned: string | null;
}
export type RunRow = Selectable<RunsTable>;

export interface RunTagsTable {
  tenant_id: string;
  tag: string;
  run_id: string;
  sort_at: string;
}

export interface StepsTable {
  run_id: string;
  span_id: string;
  /** Name, and key if it has one. */
  label: string;
  name: string;
  type: string | null;
  status: string;
  attempt: number;
  /** When it started; one that was skipped ended without it. Steps are in this order. */
  began_at: string;
  started_at: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  retries: number;
  error_code: string | null;
  error_category: string | null;
  error_message: string | null;
  tokens: number | null;
  compute_ms: number | null;
  /** The contract's StepState. */
  state: string;
}
export type StepRow = Selectable<StepsTable>;

/** The events of a run, but its heartbeats. What the fold takes for one event, a producer and its `seq`, is one row. */
export interface EventsTable {
  event_id: string;
  run_id: string;
  span_id: string | null;
  name: string;
  timestamp: string;
  producer: string;
  seq: number;
  /** When it was taken in. */
  received_at: string;
  /** The contract's RunEvent. */
  event: string;
}

/** A span as it was received: OTLP's JSON encoding. */
export interface SpansTable {
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  tenant_id: string;
  /** Null for a span of a trace of which no run is known. */
  run_id: string | null;
  name: string;
  started_at: string;
  ended_at: string;
  status: 'unset' | 'ok' | 'error';
  received_at: string;
  span: string;
}

/** A log record that is no event, but of a run's trace. */
export interface LogRecordsTable {
  /** Made of what is in it: the same record is kept once. */
  record_id: string;
  trace_id: string;
  span_id: string | null;
  tenant_id: string;
  timestamp: string;
  severity: number;
  body: string;
  received_at: string;
  record: string;
}

export interface ArtifactsTable {
  run_id: string;
  span_id: string;
  path: string;
  role: string;
  media_type: string;
  size_bytes: number | null;
  sha256: string | null;
  recorded_at: string;
}

/** The words by which a run is found; what `words` is made of differs between the databases, see `keepWords`. */
export interface RunWordsTable {
  run_id: string;
  tenant_id: string;
  words: string;
}

/** The hours in which runs of a tenant ended; triggers keep it, with every write of `runs`. */
export interface EndedHoursTable {
  tenant_id: string;
  /** How a timestamp of it begins: `2026-04-24T14`. */
  hour: string;
  /** Grows with each change of a run that ended in it, or did so before the change. */
  version: number;
}

/** What changed, in the order in which it became visible: what streams and polls follow. */
export interface ChangesTable {
  seq: Generated<number>;
  tenant_id: string;
  run_id: string;
  changed_at: string;
  /** The run's status after the change. */
  status: RunStatus;
  version: number;
}

/** A run that retention has deleted: what arrives of it is refused. */
export interface DeletedRunsTable {
  run_id: string;
  /** When it was deleted, or something of it was last refused, to the day. */
  refused_at: string;
}
