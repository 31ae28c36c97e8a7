import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import { wordsIn } from '../ingest/words.ts';
import type { Store } from '../store/store.ts';
import {
  every,
  oneOf,
  plainColumn,
  type ColumnName,
  type ColumnReference,
  type Condition,
  type Criterion,
} from './criterion.ts';
import { distinctTenants } from './distinct-values.ts';
import { matchingTags } from './matching-tags.ts';
import { readTime } from './read-time.ts';
import { saying } from './saying.ts';
import { statesOfWords } from './status-words.ts';

/** What a filter asks, with everything looked up that it speaks of. */
export interface RunCriteria {
  /** Those whose runs may be found: never one that the asker may not see. */
  readonly tenants: readonly string[];
  readonly all: readonly Criterion[];
}

const MAX_TENANTS = 10_000;

/**
 * Reads a filter for somebody, `now` in epoch milliseconds. Throws `invalid_tag_pattern` and `too_many_tags`.
 */
export async function readCriteria(
  store: Store,
  { tenantId }: Pick<Principal, 'tenantId'>,
  filter: Partial<RunFilter>,
  now: number,
): Promise<RunCriteria> {
  const visible = tenantId === null ? await distinctTenants(store.db, MAX_TENANTS) : [tenantId];
  const wanted = given(filter.tenant);
  const tenants = wanted === undefined ? visible : visible.filter((tenant) => wanted.includes(tenant));
  const all = [
    ...statusCriteria(filter),
    ...valueCriteria(filter),
    ...flagCriteria(filter),
    ...windowCriteria(filter, now),
    ...(given(filter.tag)?.map((tag) => tagged([tag], tenants)) ?? []),
  ];
  if (filter.tag_pattern !== undefined) {
    all.push(tagged(await matchingTags(store.db, tenants, filter.tag_pattern), tenants));
  }
  for (const word of new Set(wordsIn(filter.q ?? ''))) all.push(saying(word, tenants, store));
  return { tenants, all };
}

/** All of the criteria as one condition on `runs`. */
export function matches(criteria: RunCriteria, column: ColumnReference = plainColumn): Condition {
  return every([
    oneOf(column('tenant_id'), criteria.tenants),
    ...criteria.all.map(({ found, holds }) => (found === undefined ? holds(column) : foundIn(found))),
  ]);
}

function foundIn(found: RawBuilder<unknown>): Condition {
  return sql`runs.run_id in (${found})`;
}

/** The values of a list that has any. */
function given<T>(values: readonly T[] | undefined): readonly T[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values;
}

function oneOfValues(column: ColumnName, values: readonly string[]): Criterion {
  return { column, values, holds: (reference) => oneOf(reference(column), values) };
}

function* statusCriteria(filter: Partial<RunFilter>): Generator<Criterion> {
  const words = given(filter.status);
  const exact = given(filter.state);
  if (words !== undefined) {
    const { states, waiting } = statesOfWords(words);
    yield oneOfValues(
      'status',
      exact === undefined ? states : states.filter((state) => exact.includes(state)),
    );
    if (waiting !== 'all') {
      yield {
        holds: (column) =>
          sql`(${column('status')} <> 'waiting' or ${waitsForPerson(column, waiting === 'for_person')})`,
      };
    }
  } else if (exact !== undefined) {
    yield oneOfValues('status', exact);
  }
  if (filter.needs_person === undefined) return;
  if (filter.needs_person) yield oneOfValues('status', NEED_PERSON);
  const { needs_person: isNeeded } = filter;
  yield {
    holds: (column) => (isNeeded ? needsPerson(column) : sql`not ${needsPerson(column)}`),
  };
}

const NEED_PERSON = ['waiting', 'blocked', 'stalled', 'incomplete'];

/** Waits for a person, can't go on without one, or ended with something left to do that nobody took care of. */
function needsPerson(column: ColumnReference): Condition {
  return sql`(${oneOf(column('status'), NEED_PERSON)}
    and (${column('status')} <> 'waiting' or ${waitsForPerson(column, true)})
    and (${column('status')} <> 'incomplete' or ${column('resolved_at')} is null))`;
}

function waitsForPerson(column: ColumnReference, expected: boolean): Condition {
  return sql`${column('waits_for_person')} = ${expected ? 1 : 0}`;
}

/** Parameters that are lists of a column's values. */
const COLUMNS = {
  id: 'run_id',
  workflow: 'workflow_name',
  version: 'workflow_version',
  env: 'environment',
  error_code: 'error_code',
  error_category: 'error_category',
  hitl: 'hitl',
  started_by: 'actor',
  owner: 'owner',
  business_event_id: 'business_event_id',
  trace_id: 'trace_id',
  rerun_of: 'rerun_of',
  parent: 'parent_run_id',
  failed_step: 'failed_step',
} as const satisfies Partial<Record<keyof RunFilter, ColumnName>>;
/** Where `none` means that there is no value. */
const MAY_BE_NONE: ReadonlySet<ColumnName> = new Set<ColumnName>(['hitl', 'owner']);

function* valueCriteria(filter: Partial<RunFilter>): Generator<Criterion> {
  for (const [parameter, column] of Object.entries(COLUMNS)) {
    const values = given<string>(filter[parameter as keyof typeof COLUMNS]); // it is a key of COLUMNS
    if (values === undefined) continue;
    if (!MAY_BE_NONE.has(column) || !values.includes('none')) {
      yield oneOfValues(column, values);
      continue;
    }
    const some = values.filter((value) => value !== 'none');
    yield {
      holds: (reference) => sql`(${reference(column)} is null or ${oneOf(reference(column), some)})`,
    };
  }
}

function* flagCriteria(filter: Partial<RunFilter>): Generator<Criterion> {
  const { resolved, pinned, backfill } = filter;
  if (resolved !== undefined) yield { holds: (column) => isThere(column('resolved_at'), resolved) };
  if (pinned !== undefined) yield { holds: (column) => isThere(column('pinned_at'), pinned) };
  if (backfill !== undefined) {
    yield { holds: (column) => sql`${column('is_backfill')} = ${backfill ? 1 : 0}` };
  }
}

function isThere(column: RawBuilder<unknown>, expected: boolean): Condition {
  return expected ? sql`${column} is not null` : sql`${column} is null`;
}

const TIME_COLUMNS = { started: 'sort_at', ended: 'ended_at', updated: 'updated_at' } as const;

function* windowCriteria(filter: Partial<RunFilter>, now: number): Generator<Criterion> {
  const range = TIME_COLUMNS[filter.time_field ?? 'started'];
  const from = filter.from === undefined ? undefined : readTime(filter.from, now);
  const to = filter.to === undefined ? undefined : readTime(filter.to, now);
  if (from === undefined && to === undefined) return;
  yield {
    range,
    holds: (column) =>
      every([
        ...(from === undefined ? [] : [sql<SqlBool>`${column(range)} >= ${from}`]),
        ...(to === undefined ? [] : [sql<SqlBool>`${column(range)} < ${to}`]),
      ]),
  };
}

function tagged(tags: readonly string[], tenants: readonly string[]): Criterion {
  const tag = sql`run_tags.tag`;
  return {
    found: sql`select ${tags.length > 1 ? sql`distinct` : sql``} run_tags.run_id from run_tags
      where ${oneOf(sql`run_tags.tenant_id`, tenants)} and ${oneOf(tag, tags)}`,
    holds: () =>
      sql`exists (select 1 from run_tags where run_tags.run_id = runs.run_id and ${oneOf(tag, tags)})`,
  };
}
