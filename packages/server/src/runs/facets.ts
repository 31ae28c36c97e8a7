import type { z } from '@hono/zod-openapi';

import type { FacetsSchema } from '../api/runs.ts';
import type { Principal } from '../http/principal.ts';
import type { Store } from '../store/store.ts';
import { distinctTenants, distinctValues } from './distinct-values.ts';
import { visibleRuns } from './visible-runs.ts';

type Facets = z.infer<typeof FacetsSchema>;

const MAX_VALUES = 200;
/** The runs in which values are looked for that no index has. */
const RECENT_RUNS = 2000;

/** The values by which somebody can filter: those of recent runs first, then what the indexes have. */
export async function readFacets(db: Store['db'], scope: Pick<Principal, 'tenantId'>): Promise<Facets> {
  const tenants = scope.tenantId === null ? await distinctTenants(db, MAX_VALUES) : [scope.tenantId];
  const recent = await recentRuns(db, tenants);
  const tagged = await db
    .selectFrom('run_tags')
    .select('tag')
    .distinct()
    .where('run_id', 'in', [...recent.slice(0, MAX_VALUES).map(({ run_id }) => run_id), ''])
    .execute();
  const all = async (table: 'runs' | 'run_tags', column: string, first: Iterable<string | null>) => {
    const values = new Set(first);
    for (const tenantId of tenants) {
      if (values.size > MAX_VALUES) break;
      for (const value of await distinctValues(db, { table, column, tenantId }, MAX_VALUES))
        values.add(value);
    }
    return listed(values);
  };
  const of = (column: keyof RecentRun) => recent.map((run) => run[column]);
  return {
    workflows: await all('runs', 'workflow_name', of('workflow_name')),
    versions: listed(of('workflow_version')),
    environments: await all('runs', 'environment', of('environment')),
    tenants: tenants.filter((tenant) => tenant !== ''),
    tags: await all(
      'run_tags',
      'tag',
      tagged.map(({ tag }) => tag),
    ),
    error_codes: await all('runs', 'error_code', of('error_code')),
    owners: await all('runs', 'owner', of('owner')),
    started_by: listed(of('actor')),
  };
}

type RecentRun = Awaited<ReturnType<typeof recentRuns>>[number];

/** The latest runs of each tenant; together no more than are looked at. */
async function recentRuns(db: Store['db'], tenants: readonly string[]) {
  const runs = [];
  const each = Math.ceil(RECENT_RUNS / Math.max(1, tenants.length));
  for (const tenantId of tenants) {
    runs.push(
      ...(await visibleRuns(db, { tenantId })
        .select(['run_id', 'sort_at', 'workflow_name', 'workflow_version', 'environment'])
        .select(['error_code', 'owner', 'actor'])
        .orderBy('sort_at', 'desc')
        .orderBy('run_id', 'desc')
        .limit(each)
        .execute()),
    );
  }
  return runs.toSorted((a, b) => (a.sort_at < b.sort_at ? 1 : -1));
}

function listed(values: Iterable<string | null>): string[] {
  const different = new Set([...values].filter((value) => value !== null));
  return [...different].slice(0, MAX_VALUES);
}
