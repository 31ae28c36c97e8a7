import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

export type Condition = RawBuilder<SqlBool>;
export type ColumnName = keyof RunRow;
/** How a condition names a column of `runs`. */
export type ColumnReference = (name: ColumnName) => RawBuilder<unknown>;

/** One thing that a run has to meet. */
export interface Criterion {
  /** The column that must have one of `values`, where that is all. */
  readonly column?: ColumnName;
  readonly values?: readonly string[];
  /** The column that must lie in a range, where that is all. */
  readonly range?: ColumnName;
  /** The runs that meet it, found without looking at runs: a query for `run_id`. */
  readonly found?: RawBuilder<unknown>;
  /** Whether those are so many that they had better not be counted, where some are found no sooner than all. */
  readonly isFrequent?: () => Promise<boolean>;
  /** Whether the row of `runs` at hand meets it. */
  readonly holds: (column: ColumnReference) => Condition;
}

export const plainColumn: ColumnReference = (name) => sql.ref(`runs.${name}`);

/**
 * Names a column so that SQLite looks for no index on it: it knows nothing of how many rows have which value, and would
 * leave an index that was chosen for one that is worse.
 */
export function unindexedColumn(engine: Store['engine']): ColumnReference {
  return engine === 'sqlite' ? (name) => sql`+${plainColumn(name)}` : plainColumn;
}

export function every(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`1 = 1` : sql`${sql.join(conditions, sql` and `)}`;
}

export function oneOf(column: RawBuilder<unknown>, values: readonly (string | number)[]): Condition {
  return values.length === 0 ? sql`1 = 0` : sql`${column} in (${sql.join(values)})`;
}
