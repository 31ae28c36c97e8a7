import type {
  AuditLogTable,
  TokensTable,
  IdempotencyKeysTable,
  ControlRequestsTable,
  WorkersTable,
  RemindersTable,
  WorkItemsTable,
  WebhooksTable,
  WebhookDeliveriesTable,
  WebhookRunsTable,
  SelectionsTable,
  BulkJobsTable,
  BulkJobRunsTable,
  SavedViewsTable,
  SettingsTable,
} from './operation-tables.ts';
import type {
  RunsTable,
  RunTagsTable,
  StepsTable,
  EventsTable,
  SpansTable,
  LogRecordsTable,
  ArtifactsTable,
  RunWordsTable,
  EndedHoursTable,
  ChangesTable,
  DeletedRunsTable,
} from './run-tables.ts';

export type {
  BulkJobsTable,
  TokensTable,
  WebhookDeliveriesTable,
  WebhooksTable,
  WorkItemsTable,
} from './operation-tables.ts';
export type { EventsTable, LogRecordsTable, RunRow, SpansTable, StepRow } from './run-tables.ts';

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
  deleted_runs: DeletedRunsTable;
  audit_log: AuditLogTable;
  tokens: TokensTable;
  idempotency_keys: IdempotencyKeysTable;
  control_requests: ControlRequestsTable;
  workers: WorkersTable;
  reminders: RemindersTable;
  work_items: WorkItemsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_runs: WebhookRunsTable;
  selections: SelectionsTable;
  bulk_jobs: BulkJobsTable;
  bulk_job_runs: BulkJobRunsTable;
  saved_views: SavedViewsTable;
  settings: SettingsTable;
  run_words: RunWordsTable;
  ended_hours: EndedHoursTable;
}
