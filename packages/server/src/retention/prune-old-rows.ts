import { setTimeout as pause } from 'node:timers/promises';

import { sql, type RawBuilder } from 'kysely';

import type { Parts } from '../parts.ts';
import { cutOff, type KeptClass, type Retention } from './policies.ts';

const ROWS_AT_ONCE = 500;
/** Requests have their turn between slices. */
const BREATH_MS = 20;

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
    only: sql`not exists (
      select 1 from runs where runs.trace_id = spans.trace_id and (pruned is null or pruned not like '%"events"%'))`,
  },
  {
    table: 'log_records',
    key: 'record_id',
    since: 'received_at',
    kept: ['raw'],
    only: sql`not exists (
      select 1 from runs where runs.trace_id = log_records.trace_id and (pruned is null or pruned not like '%"events"%'))`,
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

/** Deletes telemetry of traces of which no run is known, or none that has its telemetry still, and deliveries that are over; in slices. */
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
      let from: string | undefined = '';
      while (from !== undefined) {
        if (signal?.aborted === true) return;
        from = await deleteSome(parts, rows, { tenantId, withOwn, from, before });
        await pause(BREATH_MS);
      }
    }
  }
}

interface Slice {
  /** `''` is all but those with a retention of their own. */
  readonly tenantId: string;
  readonly withOwn: readonly string[];
  /** What is older was looked at already. */
  readonly from: string;
  readonly before: string;
}

/**
 * Returns from when on there may be more, undefined if there is none. The keys of the tables differ, and so do the databases'
 * row ids.
 */
async function deleteSome(
  { store }: Parts,
  rows: OldRows,
  { tenantId, withOwn, from, before }: Slice,
): Promise<string | undefined> {
  const [table, key] = [sql.table(rows.table), sql.raw(rows.key)];
  const ofTenant =
    tenantId !== ''
      ? sql`tenant_id = ${tenantId}`
      : withOwn.length === 0
        ? sql`true`
        : sql`tenant_id not in (${sql.join(withOwn)})`;
  const since = sql.ref(rows.since);
  const { rows: deleted } = await store.write((write) =>
    sql<{ since: string }>`
      delete from ${table} where (${key}) in (
        select ${key} from ${table}
        where ${since} >= ${from} and ${since} < ${before} and ${ofTenant} and ${rows.only}
        order by ${since}
        limit ${ROWS_AT_ONCE}
      ) returning ${since} as since`.execute(write),
  );
  if (deleted.length < ROWS_AT_ONCE) return undefined;
  return deleted
    .map((row) => row.since)
    .toSorted()
    .at(-1);
}
