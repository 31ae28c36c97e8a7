import { sql, type RawBuilder } from 'kysely';

import type { Store } from '../store/store.ts';
import {
  every,
  oneOf,
  plainColumn,
  type ColumnName,
  type Criterion,
  type RunCriteria,
} from './run-criteria.ts';

/** Up to how many runs of an index are counted. */
const MAX_COUNTED = 10_000;
/** So few that all of them are looked at and sorted, rather than walking an index in the order of the list. */
export const FEW = 800;

/** A way to come by all runs that match, and some more, through an index. */
export interface Source {
  /** Criteria that none of its runs fails. */
  readonly meets: ReadonlySet<Criterion>;
  /** How many runs it has, counted up to `counted` + 1. */
  readonly size: number;
  readonly counted: number;
  /** The first `FEW` of its rows of `runs`, for the `from` of a query. */
  readonly rows: RawBuilder<unknown>;
  /** The columns whose values begin an index that goes on by the time of the start; null if there is no such index. */
  readonly columns: readonly IndexedColumn[] | null;
}

type Candidate = Omit<Source, 'size'> & { readonly ids: RawBuilder<unknown> };

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
  for (const { ids, ...source } of candidates(criteria)) {
    const query = sql<{ count: number }>`select count(*) as count from
      (select 1 from (${ids}) as every_run limit ${source.counted + 1}) as counted`;
    const size = (await query.execute(db)).rows[0]?.count ?? 0;
    sources.push({ ...source, size });
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
      counted: MAX_COUNTED,
      ids: sql`select runs.run_id from runs where ${where}`,
      rows: sql`(select * from runs where ${where} limit ${FEW}) as runs`,
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
  for (const criterion of all) {
    const { column, found } = criterion;
    if (found !== undefined) yield elsewhere(criterion, found);
    if (column !== undefined && BY_ID.includes(column)) yield ofRuns([criterion]);
  }
}

/** Runs that another table knows of. `cross join` keeps SQLite from looking at all runs first. */
function elsewhere(criterion: Criterion, found: RawBuilder<unknown>): Candidate {
  const some = sql`(select * from (${found}) as every_run limit ${FEW}) as found`;
  return {
    meets: new Set([criterion]),
    counted: FEW, // what has more of them is not used
    ids: found,
    rows: sql`(select runs.* from ${some} cross join runs where runs.run_id = found.run_id) as runs`,
    columns: null,
  };
}

function isIndexed(criterion: Criterion): criterion is IndexedColumn {
  return criterion.column !== undefined && criterion.values !== undefined;
}
