import type { Generated } from 'kysely';

import type { WebhookKind } from '../api/webhooks.ts';

export interface AuditLogTable {
  seq: Generated<number>;
  at: string;
  tenant_id: string;
  /** Who did it: the token's name, or `local`. */
  actor: string;
  /** Null: nobody with a token. */
  token_id: string | null;
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

/** A run that waits for a person. */
export interface RemindersTable {
  run_id: string;
  wait_id: string;
  /** The number of the last reminder of this wait; 0 before the first. */
  reached: number;
  /** When the next one is due; null after the last. */
  remind_at: string | null;
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
  /** Sealed: see `sealSecret`. */
  secret: string;
  /** The secret before it, which signs as well until a time; forgotten after it. */
  previous_secret: string | null;
  previous_secret_until: string | null;
  created_at: string;
  created_by: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  /** Since when every delivery has failed. */
  failing_since: string | null;
}

/** What a webhook has been told of a run, or of samples: a run of `''`. */
export interface WebhookRunsTable {
  webhook_id: string;
  run_id: string;
  /** The number of the last delivery. */
  sequence: number;
  has_started: 0 | 1;
  /** The number of the last `run.failed`. */
  failed_as: number | null;
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
  /** With whose end the job is cancelled; null in the local mode. */
  token_id: string | null;
  status: 'running' | 'done' | 'cancelled';
  total: number;
  succeeded: number;
  failed: number;
  /** JSON: the first errors, by run. */
  errors: string;
  finished_at: string | null;
  /** The server that works on it, and until when nobody else does; of one that nobody works on now, since when. */
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
