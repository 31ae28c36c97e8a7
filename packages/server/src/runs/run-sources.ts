import { sql, type RawBuilder } from 'kysely';

import type { Store } from '../store/store.ts';
import {
  every,
  oneOf,
  plainColumn,
  type ColumnName,
  type Condition,
  type Criterion,
  type RunCriteria,
} from './run-criteria.ts';

/** Up to how many runs of an index are counted. */
export const MAX_COUNTED = 10_000;

/** A way to come by all runs that match, and some more, through an index. */
export interface Source {
  /** Criteria that none of its runs fails. */
  readonly meets: ReadonlySet<Criterion>;
  /** How many runs it has, counted up to `MAX_COUNTED` + 1. */
  readonly size: number;
  /** A query for the `run_id` of each of its runs. */
  readonly runIds: RawBuilder<unknown>;
  /** The columns whose values begin an index that goes on by the time of the start; null if there is no such index. */
  readonly columns: readonly IndexedColumn[] | null;
}

/** A criterion on a column, when an index begins with that column. */
export type IndexedColumn = Criterion & Required<Pick<Criterion, 'column' | 'values'>>;

/** Indexes of `runs` that go on by `sort_at`, after the tenant and these. */
const BY_START: readonly (readonly ColumnName[])[] = [
  ['workflow_name', 'status'],
  ['error_code'],
  ['owner'],
  ['business_event_id'],
  ['workflow_name'],
  ['status'],
  ['environment'],
];
/** Indexes of `runs` that begin with these. */
const BY_ID: readonly ColumnName[] = ['trace_id', 'rerun_of', 'parent_run_id'];

/** Every index that helps with some criteria, the one with the fewest runs first. */
export async function sourcesOf(db: Store['db'], criteria: RunCriteria): Promise<Source[]> {
  const sources: Source[] = [];
  for (const source of candidates(criteria)) {
    const counted = sql<{ count: number }>`select count(*) as count from
      (select 1 from (${source.runIds}) as every_run limit ${MAX_COUNTED + 1}) as counted`;
    const size = (await counted.execute(db)).rows[0]?.count ?? 0;
    sources.push({ ...source, size });
    if (size === 0) break;
  }
  return sources.toSorted((a, b) => a.size - b.size);
}

function* candidates({ tenants, all }: RunCriteria): Generator<Omit<Source, 'size'>> {
  const ofTenants = oneOf(plainColumn('tenant_id'), tenants);
  const started = all.filter(({ range }) => range === 'sort_at');
  const ended = all.filter(({ range }) => range === 'ended_at');
  const ofRuns = (criteria: readonly Criterion[]): RawBuilder<unknown> =>
    sql`select runs.run_id from runs where ${every([ofTenants, ...criteria.map(plainly)])}`;

  let hasOrdered = false;
  for (const names of BY_START) {
    const columns = names.map((name) => all.find((criterion) => isOn(criterion, name)));
    if (!columns.every((column) => column !== undefined && isIndexed(column))) continue;
    const meets = [...columns, ...started];
    hasOrdered = true;
    yield { meets: new Set(meets), runIds: ofRuns(meets), columns };
  }
  if (!hasOrdered) yield { meets: new Set(started), runIds: ofRuns(started), columns: [] };
  for (const criterion of all) {
    const { column, found } = criterion;
    const meets = new Set([criterion]);
    if (found !== undefined) yield { meets, runIds: found, columns: null };
    if (column !== undefined && BY_ID.includes(column)) {
      yield { meets, runIds: ofRuns([criterion]), columns: null };
    }
  }
  if (ended.length > 0) {
    const meets = [...all.filter((criterion) => isOn(criterion, 'status')), ...ended];
    yield { meets: new Set(meets), runIds: ofRuns(meets), columns: null };
  }
}

function isOn({ column }: Criterion, name: ColumnName): boolean {
  return column === name;
}

function isIndexed(criterion: Criterion): criterion is IndexedColumn {
  return criterion.column !== undefined && criterion.values !== undefined;
}

function plainly({ holds }: Criterion): Condition {
  return holds(plainColumn);
}
