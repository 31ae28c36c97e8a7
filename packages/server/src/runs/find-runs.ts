import { sql, type RawBuilder } from 'kysely';

import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import {
  every,
  matches,
  oneOf,
  plainColumn,
  readCriteria,
  unindexedColumn,
  type ColumnReference,
  type Condition,
  type Criterion,
  type RunCriteria,
} from './run-criteria.ts';
import { partsOf, type Part, type Sort } from './run-order.ts';
import { FEW, sourcesOf, type IndexedColumn, type Source } from './run-sources.ts';

/** Where a page ended: the number of its part, and the values of that part's keys. */
export type RunPosition = readonly (string | number)[];

export interface RunPage {
  readonly ids: readonly string[];
  /** Where the next page begins; null after the last one. */
  readonly next: RunPosition | null;
}

/** The ends of an index that one statement merges. */
const MAX_BRANCHES = 64;

/**
 * Finds the runs that match a filter, in an order, page by page.
 *
 * Its pages take as long among a million runs as among ten thousand: if an index says that few runs can match, all of
 * those are looked at; else so many can that walking an index in the order of the list soon meets enough of them. A list
 * of several values is a walk along several ends of that index, merged.
 */
export class RunSearch {
  readonly criteria: RunCriteria;
  readonly #store: Store;
  readonly #sources: readonly Source[];

  private constructor(store: Store, criteria: RunCriteria, sources: readonly Source[]) {
    this.#store = store;
    this.criteria = criteria;
    this.#sources = sources;
  }

  /** Begins a search for what somebody may see; `now` in epoch milliseconds. Throws what `readCriteria` throws. */
  static async open(
    store: Store,
    scope: Pick<Principal, 'tenantId'>,
    filter: Partial<RunFilter>,
    now: number,
  ): Promise<RunSearch> {
    const criteria = await readCriteria(store, scope, filter, now);
    return new RunSearch(store, criteria, await sourcesOf(store.db, criteria));
  }

  /** How many match: exactly, but no more than `max`. Takes the longer the more there are. */
  async count(max: number): Promise<number> {
    const query = sql<{ count: number }>`select count(*) as count from
      (select 1 from runs where ${matches(this.criteria)} limit ${max}) as counted`;
    return (await query.execute(this.#store.db)).rows[0]?.count ?? 0;
  }

  /** How many match among those that can be counted in a short time, and whether there may be more. */
  async estimate(): Promise<{ value: number; more: boolean }> {
    const exact = this.#sources.find(({ meets }) =>
      this.criteria.all.every((criterion) => meets.has(criterion)),
    );
    if (exact !== undefined) {
      return { value: Math.min(exact.size, exact.counted), more: exact.size > exact.counted };
    }
    const source = this.#sources.find(({ size, columns }) => size <= FEW || columns !== null);
    if (source === undefined) return { value: 0, more: false };
    const query = sql<{ count: number }>`select count(*) as count
      from ${source.rows} where ${every(this.#others(source.meets))}`;
    const value = (await query.execute(this.#store.db)).rows[0]?.count ?? 0;
    return { value, more: source.size > FEW };
  }

  /** A page after a position. A run that comes or changes meanwhile moves no other one to another page. */
  page({ sort, ...options }: { sort: Sort; after: RunPosition | null; limit: number }): Promise<RunPage> {
    return this.pageOf(partsOf(sort), options);
  }

  /** A page of a list that has these parts; a position counts them. */
  async pageOf(
    parts: readonly Part[],
    options: { after: RunPosition | null; limit: number },
  ): Promise<RunPage> {
    const found: { readonly id: string; readonly position: RunPosition }[] = [];
    const [firstPart = 0, ...keys] = options.after ?? [];
    for (let nth = Number(firstPart); nth < parts.length && found.length <= options.limit; nth += 1) {
      const part = parts[nth];
      if (part === undefined || !this.#canHave(part)) continue;
      const after = nth === firstPart && options.after !== null ? keys : null;
      const rows = await this.#rows(part, after, options.limit + 1 - found.length);
      for (const row of rows) found.push({ id: row.run_id, position: [nth, ...keysIn(row, part)] });
    }
    const page = found.slice(0, options.limit);
    return {
      ids: page.map(({ id }) => id),
      next: found.length > page.length ? (page.at(-1)?.position ?? null) : null,
    };
  }

  #canHave({ criterion }: Part): boolean {
    if (criterion?.column === undefined) return true;
    return this.criteria.all.every(
      ({ column, values }) =>
        column !== criterion.column || values?.some((value) => criterion.values?.includes(value)),
    );
  }

  async #rows(part: Part, after: RunPosition | null, limit: number): Promise<Row[]> {
    const [source] = this.#sources;
    if (source === undefined || source.size === 0) return [];
    const query =
      source.size <= FEW ? this.#sorted(source, part, after, limit) : this.#walked(part, after, limit);
    return (await query.execute(this.#store.db)).rows;
  }

  /** All runs of a source, sorted. */
  #sorted(source: Source, part: Part, after: RunPosition | null, limit: number): RawBuilder<Row> {
    const conditions = [...this.#others(source.meets), ...beyond(part, after)];
    if (part.criterion !== null) conditions.push(part.criterion.holds(this.#unindexed));
    return sql<Row>`select ${columnsOf(part)} from ${source.rows} where ${every(conditions)} ${ordered(part, limit)}`;
  }

  /** The first runs of the ends of an index, merged. */
  #walked(part: Part, after: RunPosition | null, limit: number): RawBuilder<Row> {
    const { ends, meets } = this.#ends(part);
    const others = [...this.#others(meets), ...beyond(part, after)];
    if (part.criterion !== null && !meets.has(part.criterion)) others.push(part.criterion.holds(plainColumn));
    const walks = ends.map(
      (end) => sql`select * from (select ${columnsOf(part)} from runs
        where ${every([...end, ...others])} ${ordered(part, limit)}) as walk`,
    );
    if (walks.length === 1) return sql<Row>`${walks[0]}`;
    return sql<Row>`select * from (${sql.join(walks, sql` union all `)}) as runs ${ordered(part, limit)}`;
  }

  /** The ends of the best index that has the order of a part, and the criteria that runs at them meet. */
  #ends(part: Part): { ends: Condition[][]; meets: ReadonlySet<Criterion> } {
    const { tenants, all } = this.criteria;
    const byStart = part.keys.length === 2 && part.keys[0] === 'sort_at';
    const sets = byStart
      ? this.#sources.flatMap(({ columns }) => (columns === null ? [] : [columns]))
      : [all.flatMap((criterion) => (isWorkflow(criterion) ? [criterion] : []))];
    const ofPart = part.criterion;
    for (const set of [...sets, []]) {
      // An index of the part's own column has its order; a better one may have that and the workflow.
      const columns = ofPart?.column === undefined ? set : [...set.filter(isWorkflow), ofPart];
      const values = columns.map(({ column, values: some = [] }) =>
        some.map((value): Condition => sql`${plainColumn(column ?? 'run_id')} = ${value}`),
      );
      const ofTenants = tenants.map((tenant): Condition => sql`${plainColumn('tenant_id')} = ${tenant}`);
      const count = values.reduce((product, some) => product * some.length, ofTenants.length);
      if (count <= MAX_BRANCHES) return { ends: combined([ofTenants, ...values]), meets: new Set(columns) };
    }
    // So many tenants that nothing but the order of all runs is left to walk along.
    return { ends: [[oneOf(this.#unindexed('tenant_id'), tenants)]], meets: new Set() };
  }

  /** The criteria that are still to be met. */
  #others(met: ReadonlySet<Criterion>): Condition[] {
    return this.criteria.all
      .filter((criterion) => !met.has(criterion))
      .map(({ holds }) => holds(this.#unindexed));
  }

  /** The time of the start is a part of the index that was chosen. */
  readonly #unindexed: ColumnReference = (name) =>
    (name === 'sort_at' ? plainColumn : unindexedColumn(this.#store.engine))(name);
}

type Row = Pick<RunRow, 'run_id'> & Partial<Pick<RunRow, 'sort_at' | 'duration_ms'>>;

function columnsOf({ keys }: Part): RawBuilder<unknown> {
  return sql.join(keys.map(plainColumn));
}

function keysIn(row: Row, { keys }: Part): (string | number)[] {
  return keys.map((key) => row[key as keyof Row] ?? ''); // those that were selected, and none of them is null
}

/** What stands after the values of a part's keys. */
function beyond({ keys, descending }: Part, after: RunPosition | null): Condition[] {
  if (after === null) return [];
  const columns = sql.join(keys.map(plainColumn));
  return [sql`(${columns}) ${descending ? sql`<` : sql`>`} (${sql.join(after)})`];
}

function ordered({ keys, descending }: Part, limit: number): RawBuilder<unknown> {
  const direction = descending ? sql`desc` : sql`asc`;
  return sql`order by ${sql.join(keys.map((key) => sql`${plainColumn(key)} ${direction}`))} limit ${limit}`;
}

function isWorkflow(criterion: Criterion): criterion is IndexedColumn {
  return criterion.column === 'workflow_name';
}

/** Every combination of one of each. */
function combined<T>(sets: readonly (readonly T[])[]): T[][] {
  return sets.reduce<T[][]>((rows, set) => rows.flatMap((row) => set.map((value) => [...row, value])), [[]]);
}
