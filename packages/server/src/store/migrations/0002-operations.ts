import { sql, type Kysely } from 'kysely';

import type { Engine } from '../engine.ts';
import type { Database } from '../schema.ts';
import { createIndex } from './create-index.ts';

/** What people and programs do with runs: tokens, actions, work, webhooks, settings. */
export async function up(db: Kysely<Database>, engine: Engine['name']): Promise<void> {
  const isPostgres = engine === 'postgres';
  // Texts sort by their bytes in SQLite; cursors and times rely on that.
  const text = isPostgres ? sql`text collate "C"` : sql`text`;
  const serial = isPostgres ? sql`bigint generated always as identity` : sql`integer`;
  const flag = sql`smallint`;

  await db.schema
    .createTable('audit_log')
    .addColumn('seq', serial, (c) => (isPostgres ? c.primaryKey() : c.primaryKey().autoIncrement()))
    .addColumn('at', text, (c) => c.notNull())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('actor', text, (c) => c.notNull())
    .addColumn('token_id', text)
    .addColumn('action', text, (c) => c.notNull())
    .addColumn('target', text)
    .addColumn('details', text)
    .execute();
  await createIndex(db, 'audit_log', ['tenant_id', 'seq']);
  await createIndex(db, 'audit_log', ['target', 'seq']);

  // What retention looks for: runs of which nothing was deleted yet, and those of which something was, by their end.
  await sql`create index runs_to_prune on runs (ended_at, run_id) where ended_at is not null and pruned is null`.execute(
    db,
  );
  // Of these something is due once more, after years: all that tells when is in the index.
  await sql`create index runs_pruned on runs (ended_at, run_id, first_seen_at, pinned_at, pruned, tenant_id)
    where ended_at is not null and pruned is not null`.execute(db);

  await db.schema
    .createTable('tokens')
    .addColumn('token_id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull().unique())
    .addColumn('role', text, (c) => c.notNull())
    .addColumn('tenant_id', text)
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('created_by', text, (c) => c.notNull())
    .addColumn('last_used_at', text)
    .addColumn('expires_at', text)
    .addColumn('revoked_at', text)
    .execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('key_hash', text, (c) => c.primaryKey())
    .addColumn('request_hash', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('response', text)
    .execute();
  await createIndex(db, 'idempotency_keys', ['created_at']);

  await db.schema
    .createTable('control_requests')
    .addColumn('request_id', text, (c) => c.primaryKey())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('requested_at', text, (c) => c.notNull())
    .addColumn('span_id', text)
    .addColumn('request', text, (c) => c.notNull())
    .addColumn('taken_at', text)
    .execute();
  await createIndex(db, 'control_requests', ['run_id', 'requested_at']);
  await createIndex(db, 'control_requests', ['taken_at', 'run_id']);

  await db.schema
    .createTable('workers')
    .addColumn('worker_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('workflows', text, (c) => c.notNull())
    .addColumn('registered_at', text, (c) => c.notNull())
    .addColumn('seen_at', text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('reminders')
    .addColumn('run_id', text, (c) => c.primaryKey())
    .addColumn('wait_id', text, (c) => c.notNull())
    .addColumn('reached', 'integer', (c) => c.notNull())
    .addColumn('remind_at', text)
    .execute();
  await createIndex(db, 'reminders', ['remind_at']);

  await db.schema
    .createTable('work_items')
    .addColumn('item_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('workflow_name', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('rerun_of', text)
    .addColumn('request', text, (c) => c.notNull())
    .addColumn('requested_at', text, (c) => c.notNull())
    .addColumn('requested_by', text, (c) => c.notNull())
    .addColumn('is_backfill', flag, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('worker_id', text)
    .addColumn('lease_until', text)
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('ended_at', text)
    .addColumn('error', text)
    .execute();
  await createIndex(db, 'work_items', ['tenant_id', 'status', 'workflow_name', 'requested_at']);
  await createIndex(db, 'work_items', ['status', 'lease_until']);
  await createIndex(db, 'work_items', ['run_id']);

  await db.schema
    .createTable('webhooks')
    .addColumn('webhook_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('url', text, (c) => c.notNull())
    .addColumn('events', text, (c) => c.notNull())
    .addColumn('filter', text)
    .addColumn('secret', text, (c) => c.notNull())
    .addColumn('previous_secret', text)
    .addColumn('previous_secret_until', text)
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('created_by', text, (c) => c.notNull())
    .addColumn('disabled_at', text)
    .addColumn('disabled_reason', text)
    .addColumn('failing_since', text)
    .execute();

  await db.schema
    .createTable('webhook_deliveries')
    .addColumn('delivery_id', text, (c) => c.primaryKey())
    .addColumn('webhook_id', text, (c) => c.notNull())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('payload', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('next_attempt_at', text)
    .addColumn('lease_until', text)
    .addColumn('delivered_at', text)
    .addColumn('response_status', 'integer')
    .addColumn('response_body', text)
    .addColumn('error', text)
    .addUniqueConstraint('webhook_deliveries_sequence', ['webhook_id', 'run_id', 'sequence'])
    .execute();
  await createIndex(db, 'webhook_deliveries', ['status', 'next_attempt_at']);
  await createIndex(db, 'webhook_deliveries', ['webhook_id', 'status', 'next_attempt_at']);
  await createIndex(db, 'webhook_deliveries', ['webhook_id', 'run_id', 'status', 'sequence']);
  await createIndex(db, 'webhook_deliveries', ['webhook_id', 'created_at', 'delivery_id']);
  await createIndex(db, 'webhook_deliveries', ['created_at']);

  await db.schema
    .createTable('webhook_runs')
    .addColumn('webhook_id', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('has_started', flag, (c) => c.notNull())
    .addColumn('failed_as', 'integer')
    .addPrimaryKeyConstraint('webhook_runs_key', ['run_id', 'webhook_id'])
    .execute();
  await createIndex(db, 'webhook_runs', ['webhook_id']);

  await db.schema
    .createTable('selections')
    .addColumn('selection_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text)
    .addColumn('filter', text, (c) => c.notNull())
    .addColumn('matched', 'integer', (c) => c.notNull())
    .addColumn('cut_off', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('created_by', text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('bulk_jobs')
    .addColumn('job_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text)
    .addColumn('action', text, (c) => c.notNull())
    .addColumn('request', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('created_by', text, (c) => c.notNull())
    .addColumn('token_id', text)
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('total', 'integer', (c) => c.notNull())
    .addColumn('succeeded', 'integer', (c) => c.notNull())
    .addColumn('failed', 'integer', (c) => c.notNull())
    .addColumn('errors', text, (c) => c.notNull())
    .addColumn('finished_at', text)
    .addColumn('worker', text)
    .addColumn('lease_until', text)
    .execute();
  await createIndex(db, 'bulk_jobs', ['status', 'created_at']);

  await db.schema
    .createTable('bulk_job_runs')
    .addColumn('job_id', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('bulk_job_runs_key', ['job_id', 'run_id'])
    .execute();
  await createIndex(db, 'bulk_job_runs', ['job_id', 'status']);

  await db.schema
    .createTable('saved_views')
    .addColumn('view_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('query', text, (c) => c.notNull())
    .addColumn('created_at', text, (c) => c.notNull())
    .addColumn('created_by', text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('settings')
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('value', text, (c) => c.notNull())
    .addColumn('changed_at', text, (c) => c.notNull())
    .addColumn('changed_by', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('settings_key', ['tenant_id', 'name'])
    .execute();
}
