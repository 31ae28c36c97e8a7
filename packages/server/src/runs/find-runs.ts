import { setImmediate } from 'node:timers/promises';

import { sql, type RawBuilder } from 'kysely';

import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import {
  every,
  oneOf,
  plainColumn,
  unindexedColumn,
  type ColumnReference,
  type Condition,
  type Criterion,
} from './criterion.ts';
import { matches, readCriteria, type RunCriteria } from './run-criteria.ts';
import { partsOf, type Part, type Sort } from './run-order.ts';
import { sourcesOf, type IndexedColumn, type Source } from './run-sources.ts';

/** Where a page ended: the number of its part, and the values of that part's keys. */
export type RunPosition = readonly (string | number)[];

export interface RunPage {
  /** As many as were asked for, or fewer: see {@link RunSearch}. */
  readonly ids: readonly string[];
  /** Where the next page begins; null after the last one. */
  readonly next: RunPosition | null;
}

/** The ends of an index that one statement merges. */
const MAX_BRANCHES = 64;
/** By how many runs it is guessed how many match. */
const SAMPLE = 200;
/** Up to how many runs of an index are counted. */
const MAX_COUNTED = 10_000;

/** Where one way to search becomes better than another. */
export interface SearchSizes {
  /** So few that all of them are looked at and sorted, rather than walking an index in the order of the list. */
  readonly few: number;
  /** How many are looked at for one page: sorted at once where no more can match, else met on the way. */
  readonly many: number;
  /** The entries of indexes that one statement looks through: whoever asks something else meanwhile does not notice. */
  readonly slice: number;
}
const SIZES: SearchSizes = { few: 800, many: 8000, slice: 4000 };

/**
 * Finds the runs that match a filter, in an order, page by page.
 *
 * Its pages take as long among a million runs as among ten thousand: if an index says that few runs can match, all of
 * those are looked at; else so many can that walking an index in the order of the list soon meets enough of them. A list
 * of several values is a walk along several ends of that index, merged. Where many runs meet each condition and hardly one
 * meets all, a page ends where enough were looked at: with fewer runs than were asked for, even none, and a place from
 * which the next one goes on.
 */
export class RunSearch {
  readonly criteria: RunCriteria;
  readonly #store: Store;
  readonly #sources: readonly Source[];

  readonly #sizes: SearchSizes;

  private constructor(store: Store, criteria: RunCriteria, sources: readonly Source[], sizes: SearchSizes) {
    this.#store = store;
    this.#sizes = sizes;
    this.criteria = criteria;
    this.#sources = sources;
  }

  /** Begins a search for what somebody may see; `now` in epoch milliseconds. Throws what `readCriteria` throws. */
  static async open(
    store: Store,
    scope: Pick<Principal, 'tenantId'>,
    filter: Partial<RunFilter>,
    now: number,
    sizes = SIZES,
  ): Promise<RunSearch> {
    const criteria = await readCriteria(store, scope, filter, now);
    return new RunSearch(store, criteria, await sourcesOf(store.db, criteria, sizes.few), sizes);
  }

  /** How many match: exactly, but no more than `max`. Takes the longer the more there are. */
  async count(max: number): Promise<number> {
    const query = sql<{ count: number }>`select count(*) as count from
      (select 1 from runs where ${matches(this.criteria)} limit ${max}) as counted`;
    return (await query.execute(this.#store.db)).rows[0]?.count ?? 0;
  }

  /** How many match among those that can be counted in a short time, and whether there may be more. */
  async estimate(): Promise<{ value: number; more: boolean }> {
    const exact = this.#sources.find(
      ({ meets, size, isCountable }) =>
        (size <= this.#sizes.few || isCountable) &&
        this.criteria.all.every((criterion) => meets.has(criterion)),
    );
    if (exact !== undefined) {
      const size = exact.size <= this.#sizes.few ? exact.size : await exact.count(MAX_COUNTED);
      return { value: Math.min(size, MAX_COUNTED), more: size > MAX_COUNTED };
    }
    const source = this.#sources.find(({ size, isCountable }) => size <= this.#sizes.few || isCountable);
    if (source === undefined) return { value: 0, more: false };
    const isAll = source.size <= this.#sizes.few;
    const query = sql<{ count: number }>`select count(*) as count
      from ${source.rows(isAll ? this.#sizes.few : SAMPLE)} where ${every(this.#others(source.meets))}`;
    return { value: (await query.execute(this.#store.db)).rows[0]?.count ?? 0, more: !isAll };
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
    const budget = { left: this.#sizes.many };
    for (let nth = Number(firstPart); nth < parts.length && found.length <= options.limit; nth += 1) {
      const part = parts[nth];
      if (part === undefined || !this.#canHave(part)) continue;
      const after = nth === firstPart && options.after !== null ? keys : null;
      const limit = options.limit + 1 - found.length;
      const { rows, stoppedAt } = await this.#rows({ part, after, limit }, budget);
      for (const row of rows) found.push({ id: row.run_id, position: [nth, ...keysIn(row, part)] });
      if (stoppedAt !== null) return { ids: found.map(({ id }) => id), next: [nth, ...stoppedAt] };
    }
    const page = found.slice(0, options.limit);
    return {
      ids: page.map(({ id }) => id),
      next: found.length > page.length ? (page.at(-1)?.position ?? null) : null,
    };
  }

  /** The first runs of such a list after a position, however many have to be looked at. */
  async first(
    parts: readonly Part[],
    { after, limit }: { after: RunPosition | null; limit: number },
  ): Promise<string[]> {
    const ids: string[] = [];
    for (let next: RunPosition | null | undefined; next !== null && ids.length < limit;) {
      const page: RunPage = await this.pageOf(parts, { after: next ?? after, limit: limit - ids.length });
      ids.push(...page.ids);
      ({ next } = page);
    }
    return ids;
  }

  #canHave({ criterion }: Part): boolean {
    if (criterion?.column === undefined) return true;
    return this.criteria.all.every(
      ({ column, values }) =>
        column !== criterion.column || values?.some((value) => criterion.values?.includes(value)),
    );
  }

  async #rows(wanted: Wanted, budget: Budget): Promise<Walked> {
    const [source] = this.#sources;
    if (source === undefined || source.size === 0) return { rows: [], stoppedAt: null };
    return source.size <= this.#sizes.few
      ? this.#sorted(source.rows(this.#sizes.few), source.meets, wanted)
      : this.#walked(wanted, budget);
  }

  /** The first of all runs of a source. */
  async #sorted(
    rows: RawBuilder<unknown>,
    met: ReadonlySet<Criterion>,
    { part, after, limit }: Wanted,
  ): Promise<Walked> {
    const conditions = [...this.#others(met), ...beyond(part, after)];
    if (part.criterion !== null) conditions.push(part.criterion.holds(this.#unindexed));
    const query = sql<Row>`select ${columnsOf(part)} from ${rows} where ${every(conditions)} ${ordered(part, limit)}`;
    return { rows: (await query.execute(this.#store.db)).rows, stoppedAt: null };
  }

  /** The first that a walk along the ends of an index meets, slice by slice. */
  async #walked({ part, after, limit }: Wanted, budget: Budget): Promise<Walked> {
    const { ends, meets } = this.#ends(part);
    const others = this.#others(meets);
    const found: Row[] = [];
    for (let from = after; ;) {
      // Where every run matches, the first ones are enough.
      const until = others.length === 0 ? null : await this.#endOfSlice(ends, part, from);
      const conditions = [...others, ...beyond(part, from), ...notBeyond(part, until)];
      found.push(...(await this.#merged(ends, conditions, { part, limit: limit - found.length })));
      if (until === null || found.length >= limit) return { rows: found, stoppedAt: null };
      if (from === after) {
        const source = await this.#notMany();
        if (source !== undefined)
          return this.#sorted(source.rows(this.#sizes.many), source.meets, { part, after, limit });
      }
      budget.left -= this.#sizes.slice;
      if (budget.left <= 0) return { rows: found, stoppedAt: until };
      from = until;
      await setImmediate();
    }
  }

  /** Where a slice ends that begins after a position; null if it is the last one. */
  async #endOfSlice(
    ends: readonly Condition[][],
    part: Part,
    after: RunPosition | null,
  ): Promise<RunPosition | null> {
    const skip = Math.ceil(this.#sizes.slice / ends.length) - 1;
    const [row] = await this.#merged(ends, beyond(part, after), { part, limit: 1 }, skip);
    return row === undefined ? null : keysIn(row, part);
  }

  /** The first runs of several ends of an index, after so many of each. */
  async #merged(
    ends: readonly Condition[][],
    conditions: readonly Condition[],
    { part, limit }: Pick<Wanted, 'part' | 'limit'>,
    skip = 0,
  ): Promise<Row[]> {
    const walks = ends.map(
      (end) => sql`select * from (select ${columnsOf(part)} from runs
        where ${every([...end, ...conditions])} ${ordered(part, limit)} offset ${skip}) as walk`,
    );
    const query =
      walks.length === 1
        ? sql<Row>`${walks[0]}`
        : sql<Row>`select * from (${sql.join(walks, sql` union all `)}) as runs ${ordered(part, limit)}`;
    return (await query.execute(this.#store.db)).rows;
  }

  /** The source with the fewest runs, if those are soon sorted. */
  async #notMany(): Promise<Source | undefined> {
    let least: { source: Source; size: number } | undefined;
    for (const source of this.#sources) {
      const size = await source.count(this.#sizes.many);
      if (size <= this.#sizes.many && size < (least?.size ?? Infinity)) least = { source, size };
    }
    return least?.source;
  }

  /** The ends of the best index that has the order of a part, and the criteria that runs at them meet. */
  #ends(part: Part): { ends: Condition[][]; meets: ReadonlySet<Criterion> } {
    const { tenants, all } = this.criteria;
    const byStart = part.keys[0] === 'sort_at';
    const sets = byStart
      ? this.#sources.flatMap(({ columns }) => (columns === null ? [] : [columns]))
      : [all.flatMap((criterion) => (isWorkflow(criterion) ? [criterion] : []))];
    const ofPart = part.criterion;
    const ofColumn = ofPart?.column === undefined ? null : ofPart;
    const ranges = byStart ? all.filter(({ range }) => range === 'sort_at') : [];
    const along = (ends: Condition[][], columns: readonly Criterion[]) => {
      const meets = new Set([...columns, ...ranges, ...(ofPart === null ? [] : [ofPart])]);
      const conditions = [...meets]
        .filter((met) => !columns.includes(met))
        .map(({ holds }) => holds(plainColumn));
      return { ends: ends.map((end) => [...end, ...conditions]), meets };
    };
    for (const set of [...sets, []]) {
      // An index of the part's own column has its order; a better one may have that and the workflow.
      const columns = ofColumn === null ? set : [...set.filter(isWorkflow), ofColumn];
      const values = columns.map(({ column, values: some = [] }) =>
        some.map((value): Condition => sql`${plainColumn(column ?? 'run_id')} = ${value}`),
      );
      const ofTenants = tenants.map((tenant): Condition => sql`${plainColumn('tenant_id')} = ${tenant}`);
      const count = values.reduce((product, some) => product * some.length, ofTenants.length);
      if (count <= MAX_BRANCHES) return along(combined([ofTenants, ...values]), columns);
    }
    // So many tenants that nothing but the order of all runs is left to walk along.
    return along([[oneOf(this.#unindexed('tenant_id'), tenants)]], []);
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

/** Runs of a part, after a position. */
interface Wanted {
  readonly part: Part;
  readonly after: RunPosition | null;
  readonly limit: number;
}

/** How many runs may still be looked at for a page. */
interface Budget {
  left: number;
}

interface Walked {
  readonly rows: readonly Row[];
  /** Where the walk was given up; null if there is no more of the part, or enough of it. */
  readonly stoppedAt: RunPosition | null;
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
  return [sql`(${sql.join(keys.map(plainColumn))}) ${descending ? sql`<` : sql`>`} (${sql.join(after)})`];
}

function notBeyond({ keys, descending }: Part, until: RunPosition | null): Condition[] {
  if (until === null) return [];
  return [sql`(${sql.join(keys.map(plainColumn))}) ${descending ? sql`>=` : sql`<=`} (${sql.join(until)})`];
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
