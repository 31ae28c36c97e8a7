import type { SelectQueryBuilder } from 'kysely';

import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import { ProblemError } from '../http/problem.ts';
import { every, unindexedColumn } from '../runs/criterion.ts';
import { matches, readCriteria, type RunCriteria } from '../runs/run-criteria.ts';
import { readTime } from '../runs/read-time.ts';
import { visibleRuns } from '../runs/visible-runs.ts';
import type { Database } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** The runs of which figures are made: those that ended in a window. */
export interface EndedRuns {
  readonly store: Store;
  readonly scope: Pick<Principal, 'tenantId'>;
  readonly criteria: RunCriteria;
  /** What was asked, but for the window: the same text is the same question. */
  readonly filter: string;
  /** Timestamps. */
  readonly from: string;
  readonly to: string;
}

const DEFAULT_WINDOW = '24h';

/**
 * The runs that ended in the window of a filter and match it; `now` in epoch milliseconds. Backfills are left out unless
 * the filter asks for them: they say nothing about how it goes. Throws `empty_window`.
 */
export async function endedRuns(
  store: Store,
  scope: Pick<Principal, 'tenantId'>,
  filter: Partial<RunFilter>,
  now: number,
): Promise<EndedRuns> {
  const from = readTime(filter.from ?? DEFAULT_WINDOW, now);
  const to = readTime(filter.to ?? '0s', now);
  if (from >= to) {
    throw new ProblemError('bad_request', `The window from ${from} to ${to} is empty; from must be earlier`, {
      code: 'empty_window',
    });
  }
  const asked = { backfill: false, ...filter, time_field: 'ended' as const };
  const criteria = await readCriteria(store, scope, { ...asked, from, to }, now);
  return { store, scope, from, to, criteria, filter: JSON.stringify({ ...asked, from: null, to: null }) };
}

/** A query for them. */
export function selectEnded(runs: EndedRuns): SelectQueryBuilder<Database, 'runs', object> {
  return visibleRuns(runs.store.db, runs.scope)
    .where('runs.outcome', 'is not', null)
    .where(matches(runs.criteria));
}

/** A query for those of them that ended in an hour of a tenant, which is how their timestamps begin. */
export function selectEndedIn(
  { store, criteria }: EndedRuns,
  { tenantId, hour }: { readonly tenantId: string; readonly hour: string },
): SelectQueryBuilder<Database, 'runs', object> {
  return store.db
    .selectFrom('runs')
    .where('tenant_id', '=', tenantId)
    .where('outcome', 'is not', null)
    .where('ended_at', '>=', `${hour}:`)
    .where('ended_at', '<', `${hour};`) // comes after all that begins with `hour:`
    .where(every(criteria.all.map(({ holds }) => holds(unindexedColumn(store.engine)))));
}
