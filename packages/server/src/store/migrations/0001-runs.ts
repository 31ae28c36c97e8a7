import { sql, type Kysely } from 'kysely';

import type { Engine } from '../engine.ts';
import type { Database } from '../schema.ts';
import { createIndex } from './create-index.ts';
import { createEndedHours } from './ended-hours.ts';

/** Runs and what belongs to them. A migration that was published is never changed: the next one is a file of its own. */
export async function up(db: Kysely<Database>, engine: Engine['name']): Promise<void> {
  const isPostgres = engine === 'postgres';
  // Texts sort by their bytes in SQLite; cursors and times rely on that.
  const text = isPostgres ? sql`text collate "C"` : sql`text`;
  const serial = isPostgres ? sql`bigint generated always as identity` : sql`integer`;
  const flag = sql`smallint`;

  await db.schema
    .createTable('runs')
    .addColumn('run_id', text, (c) => c.primaryKey())
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('workflow_name', text, (c) => c.notNull())
    .addColumn('workflow_version', text)
    .addColumn('environment', text)
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('outcome', text)
    .addColumn('hitl', text)
    .addColumn('waits_for_person', 'integer', (c) => c.notNull())
    .addColumn('actor', text)
    .addColumn('business_event_id', text)
    .addColumn('trace_id', text, (c) => c.notNull())
    .addColumn('rerun_of', text)
    .addColumn('parent_run_id', text)
    .addColumn('queued_at', text)
    .addColumn('started_at', text)
    .addColumn('ended_at', text)
    .addColumn('sort_at', text, (c) => c.notNull())
    .addColumn('first_seen_at', text, (c) => c.notNull())
    .addColumn('updated_at', text, (c) => c.notNull())
    .addColumn('duration_ms', 'double precision')
    .addColumn('waiting_ms', 'double precision', (c) => c.notNull())
    .addColumn('retries', 'bigint', (c) => c.notNull())
    .addColumn('first_pass', flag)
    .addColumn('error_code', text)
    .addColumn('error_category', text)
    .addColumn('error_message', text)
    .addColumn('failed_step', text)
    .addColumn('tokens', 'double precision')
    .addColumn('compute_ms', 'double precision')
    .addColumn('is_backfill', flag, (c) => c.notNull())
    .addColumn('why', text, (c) => c.notNull())
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('seen_at', text, (c) => c.notNull())
    .addColumn('watch_at', text)
    .addColumn('executor', text)
    .addColumn('owner', text)
    .addColumn('resolved_at', text)
    .addColumn('resolved_by', text)
    .addColumn('resolution', text)
    .addColumn('pinned_at', text)
    .addColumn('pinned_by', text)
    .addColumn('pruned', text)
    .execute();

  // Runs are listed newest first within what was filtered by.
  for (const filter of [
    [],
    ['workflow_name'],
    ['workflow_name', 'status'],
    ['environment'],
    ['error_code'],
    ['business_event_id'],
    ['owner'],
  ]) {
    await db.schema
      .createIndex(`runs_by_${[...filter, 'start'].join('_')}`)
      .on('runs')
      .columns(['tenant_id', ...filter, 'sort_at', 'run_id'])
      .execute();
  }
  // And with a state, what is asked of it most: whether a person is waited for, and whether somebody took care of it.
  await db.schema
    .createIndex('runs_by_status_start')
    .on('runs')
    .columns(['tenant_id', 'status', 'sort_at', 'run_id', 'waits_for_person', 'resolved_at', 'is_backfill'])
    .execute();
  // Has all that figures are made of: they read nothing else, however many runs ended.
  const figures = ['outcome', 'is_backfill', 'duration_ms', 'waiting_ms', 'retries', 'first_pass', 'tokens'];
  await db.schema
    .createIndex('runs_by_end')
    .on('runs')
    .columns(['tenant_id', 'ended_at', 'run_id', ...figures, 'compute_ms', 'workflow_name', 'environment'])
    .execute();
  await createEndedHours(db, engine);
  // The versions of a workflow, and the runs of each that ended in a window.
  await createIndex(db, 'runs', ['tenant_id', 'workflow_name', 'workflow_version', 'ended_at', 'run_id']);
  await createIndex(db, 'runs', ['tenant_id', 'status', 'ended_at', 'run_id']);
  await createIndex(db, 'runs', ['tenant_id', 'updated_at', 'run_id']);
  await createIndex(db, 'runs', ['tenant_id', 'duration_ms', 'run_id']);
  await createIndex(db, 'runs', ['tenant_id', 'workflow_name', 'duration_ms', 'run_id']);
  await createIndex(db, 'runs', ['sort_at', 'run_id']);
  await createIndex(db, 'runs', ['trace_id']);
  await createIndex(db, 'runs', ['rerun_of']);
  await createIndex(db, 'runs', ['parent_run_id']);
  await createIndex(db, 'runs', ['watch_at']);

  await db.schema
    .createTable('run_tags')
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('tag', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('sort_at', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('run_tags_key', ['run_id', 'tag'])
    .execute();
  await createIndex(db, 'run_tags', ['tenant_id', 'tag', 'sort_at', 'run_id']);

  await db.schema
    .createTable('steps')
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('span_id', text, (c) => c.notNull())
    .addColumn('label', text, (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('type', text)
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('attempt', 'bigint', (c) => c.notNull())
    .addColumn('began_at', text, (c) => c.notNull())
    .addColumn('started_at', text)
    .addColumn('ended_at', text)
    .addColumn('duration_ms', 'double precision')
    .addColumn('retries', 'bigint', (c) => c.notNull())
    .addColumn('error_code', text)
    .addColumn('error_category', text)
    .addColumn('error_message', text)
    .addColumn('tokens', 'double precision')
    .addColumn('compute_ms', 'double precision')
    .addColumn('state', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('steps_key', ['run_id', 'span_id'])
    .execute();
  await createIndex(db, 'steps', ['run_id', 'began_at', 'span_id']);

  await db.schema
    .createTable('events')
    .addColumn('event_id', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('span_id', text)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('timestamp', text, (c) => c.notNull())
    .addColumn('producer', text, (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('received_at', text, (c) => c.notNull())
    .addColumn('event', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('events_key', ['run_id', 'producer', 'seq'])
    .execute();
  await createIndex(db, 'events', ['run_id', 'timestamp', 'producer', 'seq']);

  await db.schema
    .createTable('spans')
    .addColumn('trace_id', text, (c) => c.notNull())
    .addColumn('span_id', text, (c) => c.notNull())
    .addColumn('parent_span_id', text)
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('run_id', text)
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('started_at', text, (c) => c.notNull())
    .addColumn('ended_at', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('received_at', text, (c) => c.notNull())
    .addColumn('span', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('spans_key', ['trace_id', 'span_id', 'tenant_id'])
    .execute();
  await createIndex(db, 'spans', ['received_at']);

  await db.schema
    .createTable('log_records')
    .addColumn('record_id', text, (c) => c.primaryKey())
    .addColumn('trace_id', text, (c) => c.notNull())
    .addColumn('span_id', text)
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('timestamp', text, (c) => c.notNull())
    .addColumn('severity', 'integer', (c) => c.notNull())
    .addColumn('body', text, (c) => c.notNull())
    .addColumn('received_at', text, (c) => c.notNull())
    .addColumn('record', text, (c) => c.notNull())
    .execute();
  await createIndex(db, 'log_records', ['trace_id', 'timestamp', 'record_id']);
  await createIndex(db, 'log_records', ['received_at']);

  await db.schema
    .createTable('artifacts')
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('span_id', text, (c) => c.notNull())
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('role', text, (c) => c.notNull())
    .addColumn('media_type', text, (c) => c.notNull())
    .addColumn('size_bytes', 'bigint')
    .addColumn('sha256', text)
    .addColumn('recorded_at', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('artifacts_key', ['run_id', 'span_id', 'path'])
    .execute();

  await db.schema
    .createTable('changes')
    .addColumn('seq', serial, (c) => (isPostgres ? c.primaryKey() : c.primaryKey().autoIncrement()))
    .addColumn('tenant_id', text, (c) => c.notNull())
    .addColumn('run_id', text, (c) => c.notNull())
    .addColumn('changed_at', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .execute();
  await createIndex(db, 'changes', ['changed_at']);

  await db.schema
    .createTable('deleted_runs')
    .addColumn('run_id', text, (c) => c.primaryKey())
    .addColumn('refused_at', text, (c) => c.notNull())
    .execute();
  await createIndex(db, 'deleted_runs', ['refused_at']);

  // Words of runs: name, tags, errors, redacted inputs and outputs.
  if (isPostgres) {
    await sql`create table run_words (run_id text collate "C" primary key, tenant_id text collate "C" not null, words tsvector not null)`.execute(
      db,
    );
    await sql`create index run_words_by_word on run_words using gin (words)`.execute(db);
  } else {
    // The index finds its row by a number, so that a run's words can be replaced without reading all of them.
    await sql`create table run_words (word_id integer primary key, run_id text not null unique, tenant_id text not null, words text not null)`.execute(
      db,
    );
    // `ascii` takes our words as they are: letters are told apart from the rest before they come here.
    await sql`create virtual table run_words_index using fts5 (words, content = 'run_words', content_rowid = 'word_id', tokenize = 'ascii')`.execute(
      db,
    );
    await sql`create virtual table run_words_said using fts5vocab (run_words_index, instance)`.execute(db);
    await sql`create trigger run_words_added after insert on run_words begin
      insert into run_words_index (rowid, words) values (new.word_id, new.words); end`.execute(db);
    await sql`create trigger run_words_removed after delete on run_words begin
      insert into run_words_index (run_words_index, rowid, words) values ('delete', old.word_id, old.words); end`.execute(
      db,
    );
    await sql`create trigger run_words_changed after update on run_words begin
      insert into run_words_index (run_words_index, rowid, words) values ('delete', old.word_id, old.words);
      insert into run_words_index (rowid, words) values (new.word_id, new.words); end`.execute(db);
  }
}
