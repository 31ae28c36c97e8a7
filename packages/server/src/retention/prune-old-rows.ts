import { sql, type RawBuilder } from 'kysely';

import type { Parts } from '../parts.ts';
import { cutOff, type KeptClass, type Retention } from './policies.ts';

const ROWS_AT_ONCE = 500;

/** Rows that don't go with a run, but by their own age. */
interface OldRows {
  readonly table: 'spans' | 'log_records' | 'webhook_deliveries';
  readonly key: string;
  /** When their time begins. */
  readonly since: string;
  /** They are kept as long as the first of these classes. */
  readonly kept: readonly KeptClass[];
  readonly only: RawBuilder<unknown>;
}

const OLD_ROWS: readonly OldRows[] = [
  {
    table: 'spans',
    key: 'trace_id, span_id, tenant_id',
    since: 'received_at',
    kept: ['raw'],
    only: sql`not exists (select 1 from runs where runs.trace_id = spans.trace_id)`,
  },
  {
    table: 'log_records',
    key: 'record_id',
    since: 'received_at',
    kept: ['raw'],
    only: sql`not exists (select 1 from runs where runs.trace_id = log_records.trace_id)`,
  },
  {
    table: 'webhook_deliveries',
    key: 'delivery_id',
    since: 'created_at',
    kept: ['raw', 'io', 'summary'], // they say something of each
    only: sql`status <> 'pending' and not exists (
      select 1 from runs where runs.run_id = webhook_deliveries.run_id and runs.pinned_at is not null)`,
  },
];

/** Deletes telemetry of traces of which no run is known, and deliveries that are over; in slices. */
export async function pruneOldRows(
  parts: Parts,
  retentions: ReadonlyMap<string, Retention>,
  signal?: AbortSignal,
): Promise<void> {
  const withOwn = [...retentions.keys()].filter((tenantId) => tenantId !== '');
  for (const [tenantId, retention] of retentions) {
    for (const rows of OLD_ROWS) {
      const before = rows.kept
        .flatMap((kept) => cutOff(retention, kept, parts.now()) ?? [])
        .toSorted()
        .at(-1);
      if (before === undefined) continue;
      let deleted: number;
      do {
        if (signal?.aborted === true) return;
        deleted = await deleteSome(parts, rows, { tenantId, withOwn, before });
      } while (deleted === ROWS_AT_ONCE);
    }
  }
}

interface Slice {
  /** `''` is all but those with a retention of their own. */
  readonly tenantId: string;
  readonly withOwn: readonly string[];
  readonly before: string;
}

/** The keys of the tables differ, and so do the databases' row ids. */
async function deleteSome(
  { store }: Parts,
  rows: OldRows,
  { tenantId, withOwn, before }: Slice,
): Promise<number> {
  const [table, key] = [sql.table(rows.table), sql.raw(rows.key)];
  const ofTenant =
    tenantId !== ''
      ? sql`tenant_id = ${tenantId}`
      : withOwn.length === 0
        ? sql`true`
        : sql`tenant_id not in (${sql.join(withOwn)})`;
  const { numAffectedRows } = await store.write((write) =>
    sql`
      delete from ${table} where (${key}) in (
        select ${key} from ${table}
        where ${sql.ref(rows.since)} < ${before} and ${ofTenant} and ${rows.only}
        limit ${ROWS_AT_ONCE}
      )`.execute(write),
  );
  return Number(numAffectedRows ?? 0);
}
