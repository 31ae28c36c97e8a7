import type { RunOutcome, RunStatus } from '@runlight/contract';
import type { Generated, Selectable } from 'kysely';

import type { WebhookKind } from '../api/webhooks.ts';

/**
 * The tables, the same in SQLite and in PostgreSQL.
 *
 * Times are the contract's timestamps as text: their order is the order of time in both. Truth values are 0 and 1. JSON
 * is text. A tenant of `''` is none.
 */
export interface Database {
  runs: RunsTable;
  run_tags: RunTagsTable;
  steps: StepsTable;
  events: EventsTable;
  spans: SpansTable;
  log_records: LogRecordsTable;
  artifacts: ArtifactsTable;
  changes: ChangesTable;
  audit_log: AuditLogTable;
  tokens: TokensTable;
  idempotency_keys: IdempotencyKeysTable;
  control_requests: ControlRequestsTable;
  workers: WorkersTable;
  work_items: WorkItemsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  selections: SelectionsTable;
  bulk_jobs: BulkJobsTable;
  bulk_job_runs: BulkJobRunsTable;
  saved_views: SavedViewsTable;
  settings: SettingsTable;
  run_words: RunWordsTable;
}

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

export interface AuditLogTable {
  seq: Generated<number>;
  at: string;
  tenant_id: string;
  /** Who did it: the token's name, or `local`. */
  actor: string;
  action: string;
  /** What it was done to: a run, a webhook, a token. */
  target: string | null;
  details: string | null;
}

export interface TokensTable {
  token_id: string;
  name: string;
  /** SHA-256 of the token, in hex. */
  hash: string;
  role: 'viewer' | 'operator' | 'admin' | 'ingest' | 'worker';
  /** Null is every tenant. */
  tenant_id: string | null;
  created_at: string;
  created_by: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
}

export interface IdempotencyKeysTable {
  /** Of the token and the key that its client gave. */
  key_hash: string;
  /** Of method, path and body: the same key for something else is refused. */
  request_hash: string;
  created_at: string;
  /** Null while the first request is being served. */
  status: number | null;
  response: string | null;
}

/** What somebody asked of a running process. */
export interface ControlRequestsTable {
  request_id: string;
  run_id: string;
  tenant_id: string;
  requested_at: string;
  /** The gate's step, of a decision: a gate is decided once. */
  span_id: string | null;
  /** The contract's ControlRequest. */
  request: string;
  /** When a process took it. */
  taken_at: string | null;
}

export interface WorkersTable {
  worker_id: string;
  tenant_id: string;
  name: string;
  /** JSON: the names of the workflows that it runs. */
  workflows: string;
  registered_at: string;
  seen_at: string;
}

/** A run that was asked for: a re-run, waiting for a worker. */
export interface WorkItemsTable {
  item_id: string;
  tenant_id: string;
  workflow_name: string;
  run_id: string;
  rerun_of: string | null;
  /** JSON: inputs, note, reason, from which step. */
  request: string;
  requested_at: string;
  requested_by: string;
  is_backfill: 0 | 1;
  status: 'pending' | 'claimed' | 'done' | 'failed' | 'cancelled';
  worker_id: string | null;
  lease_until: string | null;
  attempts: number;
  ended_at: string | null;
  error: string | null;
}

export interface WebhooksTable {
  webhook_id: string;
  tenant_id: string;
  url: string;
  /** JSON: the kinds of events that it wants. */
  events: string;
  /** JSON: workflows, environments; null is all. */
  filter: string | null;
  secret: string;
  /** The secret before it, which signs as well until a time. */
  previous_secret: string | null;
  previous_secret_until: string | null;
  created_at: string;
  created_by: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  /** Since when every delivery has failed. */
  failing_since: string | null;
}

export interface WebhookDeliveriesTable {
  delivery_id: string;
  webhook_id: string;
  tenant_id: string;
  run_id: string;
  /** Counts the deliveries of this run to this webhook: they arrive in this order. */
  sequence: number;
  kind: WebhookKind;
  payload: string;
  created_at: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: number;
  /** Of the first pending delivery of a run to a webhook; null for those that wait behind it. */
  next_attempt_at: string | null;
  /** Until when a server has it. */
  lease_until: string | null;
  delivered_at: string | null;
  response_status: number | null;
  response_body: string | null;
  error: string | null;
}

/** What "select all" froze: a filter, how many runs it matched, and until when. */
export interface SelectionsTable {
  selection_id: string;
  tenant_id: string | null;
  filter: string;
  matched: number;
  cut_off: string;
  created_at: string;
  created_by: string;
}

export interface BulkJobsTable {
  job_id: string;
  tenant_id: string | null;
  action: string;
  request: string;
  created_at: string;
  created_by: string;
  status: 'running' | 'done' | 'cancelled';
  total: number;
  succeeded: number;
  failed: number;
  /** JSON: the first errors, by run. */
  errors: string;
  finished_at: string | null;
  /** The server that works on it, and until when nobody else does. */
  worker: string | null;
  lease_until: string | null;
}

/** The runs that a bulk job acts on: exactly those that were counted when it was confirmed. */
export interface BulkJobRunsTable {
  job_id: string;
  run_id: string;
  /** `begun` is one that a server began with and did not finish. */
  status: 'pending' | 'begun' | 'succeeded' | 'failed';
}

export interface SavedViewsTable {
  view_id: string;
  tenant_id: string;
  name: string;
  /** The query part of its address. */
  query: string;
  created_at: string;
  created_by: string;
}

export interface SettingsTable {
  /** What it is a setting of: `''` is every tenant. */
  tenant_id: string;
  name: string;
  value: string;
  changed_at: string;
  changed_by: string;
}
