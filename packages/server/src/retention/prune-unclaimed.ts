import { sql } from 'kysely';

import type { Parts } from '../parts.ts';
import { cutOff, type Retention } from './policies.ts';

const ROWS_AT_ONCE = 500;

/** Deletes spans and log records of traces of which no run is known, as old as events of runs may get. */
export async function pruneUnclaimed(
  parts: Parts,
  retentions: ReadonlyMap<string, Retention>,
  signal?: AbortSignal,
): Promise<number> {
  const withOwn = [...retentions.keys()].filter((tenantId) => tenantId !== '');
  let deleted = 0;
  for (const [tenantId, retention] of retentions) {
    const before = cutOff(retention, 'raw', parts.now());
    if (before === undefined) continue;
    for (const table of ['spans', 'log_records'] as const) {
      for (;;) {
        if (signal?.aborted === true) return deleted;
        const count = await deleteSome(parts, { table, tenantId, withOwn, before });
        deleted += count;
        if (count < ROWS_AT_ONCE) break;
      }
    }
  }
  return deleted;
}

interface Slice {
  readonly table: 'spans' | 'log_records';
  /** `''` is all but those with a retention of their own. */
  readonly tenantId: string;
  readonly withOwn: readonly string[];
  readonly before: string;
}

/** The keys of both tables differ, and so do the databases' row ids. */
async function deleteSome({ store }: Parts, { table, tenantId, withOwn, before }: Slice): Promise<number> {
  const key = sql.raw(table === 'spans' ? 'trace_id, span_id, tenant_id' : 'record_id');
  const ofTenant =
    tenantId !== ''
      ? sql`tenant_id = ${tenantId}`
      : withOwn.length === 0
        ? sql`true`
        : sql`tenant_id not in (${sql.join(withOwn)})`;
  const { numAffectedRows } = await store.write((write) =>
    sql`
      delete from ${sql.table(table)} where (${key}) in (
        select ${key} from ${sql.table(table)}
        where received_at < ${before} and ${ofTenant}
          and not exists (select 1 from runs where runs.trace_id = ${sql.table(table)}.trace_id)
        limit ${ROWS_AT_ONCE}
      )`.execute(write),
  );
  return Number(numAffectedRows ?? 0);
}
