import { z } from 'zod';

import type { Input } from '../api.ts';
import { valuesIn } from '../parts/listed.ts';
import { isState } from '../status/states.ts';

const given = (text: z.ZodString) => z.coerce.string().pipe(text).optional().catch(undefined);
const Text = given(z.string().min(1).max(2048));
const Flag = given(z.string().regex(/^(true|false)$/));
const Time = given(z.string().regex(/^(\d{1,6}[smhd]|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d))$/));

const State = given(z.string().refine((words) => valuesIn(words).every(isState)));

/** The filters that a list's address can have, named as the API names them. Lists are written with commas. */
const FilterSchema = z.object({
  id: Text,
  state: State,
  workflow: Text,
  version: Text,
  env: Text,
  tenant: Text,
  tag: Text,
  tag_pattern: Text,
  error_code: Text,
  error_category: Text,
  hitl: given(z.string().regex(/^(requested|approved|rejected|none)(,(requested|approved|rejected|none))*$/)),
  started_by: Text,
  owner: Text,
  business_event_id: Text,
  trace_id: given(z.string().regex(/^[0-9a-f]{32}$/)),
  rerun_of: Text,
  parent: Text,
  failed_step: Text,
  needs_person: Flag,
  resolved: Flag,
  pinned: Flag,
  backfill: Flag,
  q: Text,
  time_field: given(z.string().regex(/^(started|ended|updated)$/)),
  from: Time,
  to: Time,
});
export type FilterName = keyof typeof FilterSchema.shape;

const SORTS = ['-started_at', 'started_at', 'status', '-status', 'duration', '-duration'] as const;
export type Sort = (typeof SORTS)[number];

const ListSearchSchema = FilterSchema.extend({
  sort: z.enum(SORTS).optional().catch(undefined),
  /** The columns that are shown, if not those that are by default. */
  columns: Text,
  /** The run in the quick view. */
  peek: Text,
});

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };
/** By what runs are found; nothing in it is empty. */
export type ListFilter = Given<z.infer<typeof FilterSchema>>;
/** Everything that shapes the list. */
export type ListSearch = z.infer<typeof ListSearchSchema>;

/** The search of an address; what it can't mean is left out, and told by `faultsIn`. */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  return present(ListSearchSchema.parse(search));
}

/** The parts of an address's search that were left out: `state=broken`. */
export function faultsIn(address: string): string[] {
  const raw = Object.fromEntries(new URLSearchParams(address));
  const parsed: Record<string, unknown> = parseListSearch(raw);
  return Object.entries(raw).flatMap(([name, value]) => (name in parsed ? [] : [`${name}=${value}`]));
}

/** The part of the search that says which runs are found. */
export function filterOf(search: ListSearch): ListFilter {
  return present(FilterSchema.parse(search));
}

/** The filter in the query part of an address, as saved views have it. */
export function filterIn(query: string): ListFilter {
  return filterOf(parseListSearch(Object.fromEntries(new URLSearchParams(query))));
}

type Question = Omit<NonNullable<Input<'listRuns'>['query']>, 'limit' | 'next_token' | 'sort'>;

/** A filter as the API's client takes it. The server reads the same words as they are in an address. */
export function questionOf(filter: ListFilter): Question {
  return filter as unknown as Question; // both are written as `state=failed,lost`
}

/** A filter as the query part of an address, for saved views and frozen selections. */
export function queryOf(filter: ListSearch): string {
  return new URLSearchParams(present(filter)).toString();
}

function present<T extends object>(search: T): Given<T> {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<T>; // the same without what is undefined
}
