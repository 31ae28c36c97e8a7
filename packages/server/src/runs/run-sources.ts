import { sql, type RawBuilder } from 'kysely';

import type { Store } from '../store/store.ts';
import { every, oneOf, plainColumn, type ColumnName, type Criterion } from './criterion.ts';
import type { RunCriteria } from './run-criteria.ts';

/** A way to come by all runs that match, and some more, through an index. */
export interface Source {
  /** Criteria that none of its runs fails. */
  readonly meets: ReadonlySet<Criterion>;
  /** How many runs it has; of more than are few it says only that they are more. */
  readonly size: number;
  /** Whether thousands of them are counted in a short time. */
  readonly isCountable: boolean;
  /** How many runs it has, counted up to `max` + 1. */
  readonly count: (max: number) => Promise<number>;
  /** The first `max` of its rows of `runs`, for the `from` of a query. */
  readonly rows: (max: number) => RawBuilder<unknown>;
  /** The columns whose values begin an index that goes on by the time of the start; null if there is no such index. */
  readonly columns: readonly IndexedColumn[] | null;
}

interface Candidate extends Omit<Source, 'size' | 'count'> {
  /** A query for a row for each of its runs. */
  readonly all: RawBuilder<unknown>;
  readonly isFrequent?: Criterion['isFrequent'];
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

/** Every index that helps with some criteria, the one with the fewest runs first; runs are counted while they are few. */
export async function sourcesOf(db: Store['db'], criteria: RunCriteria, few: number): Promise<Source[]> {
  const sources: Source[] = [];
  for (const { all, isFrequent, ...source } of candidates(criteria)) {
    const count = async (max: number): Promise<number> => {
      const query = sql<{ count: number }>`select count(*) as count from
        (select 1 from (${all}) as every_run limit ${max + 1}) as counted`;
      return (await query.execute(db)).rows[0]?.count ?? 0;
    };
    const size = (await isFrequent?.()) === true ? few + 1 : await count(few);
    sources.push({ ...source, size, count });
    if (size === 0) break;
  }
  return sources.toSorted((a, b) => a.size - b.size);
}

function* candidates({ tenants, all }: RunCriteria): Generator<Candidate> {
  const ofTenants = oneOf(plainColumn('tenant_id'), tenants);
  const withRange = (range: ColumnName): Criterion[] => all.filter((criterion) => criterion.range === range);
  const ofRuns = (criteria: readonly Criterion[], columns: Source['columns'] = null): Candidate => {
    const where = every([ofTenants, ...criteria.map(({ holds }) => holds(plainColumn))]);
    return {
      meets: new Set(criteria),
      isCountable: true,
      all: sql`select 1 from runs where ${where}`,
      rows: (max) => sql`(select * from runs where ${where} limit ${max}) as runs`,
      columns,
    };
  };

  const started = withRange('sort_at');
  let hasOrdered = false;
  for (const names of BY_START) {
    const columns = names.map((name) => all.find(({ column }) => column === name));
    if (!columns.every((column) => column !== undefined && isIndexed(column))) continue;
    hasOrdered = true;
    yield ofRuns([...columns, ...started], columns);
  }
  if (!hasOrdered) yield ofRuns(started, []);
  const ended = withRange('ended_at');
  if (ended.length > 0) yield ofRuns([...all.filter(({ column }) => column === 'status'), ...ended]);
  const updated = withRange('updated_at');
  if (updated.length > 0) yield ofRuns(updated);
  for (const criterion of all) {
    const { column, found } = criterion;
    if (found !== undefined) yield elsewhere(criterion, found);
    if (column !== undefined && BY_ID.includes(column)) yield ofRuns([criterion]);
  }
}

/** Runs that another table knows of. `cross join` keeps SQLite from looking at all runs first. */
function elsewhere(criterion: Criterion, found: RawBuilder<unknown>): Candidate {
  const some = (max: number) => sql`(select * from (${found}) as every_run limit ${max}) as found`;
  return {
    meets: new Set([criterion]),
    isCountable: false,
    all: found,
    ...(criterion.isFrequent && { isFrequent: criterion.isFrequent }),
    rows: (max) =>
      sql`(select runs.* from ${some(max)} cross join runs where runs.run_id = found.run_id) as runs`,
    columns: null,
  };
}

function isIndexed(criterion: Criterion): criterion is IndexedColumn {
  return criterion.column !== undefined && criterion.values !== undefined;
}
