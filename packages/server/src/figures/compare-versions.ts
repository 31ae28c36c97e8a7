import type { z } from '@hono/zod-openapi';

import type { ComparedVersionSchema, compareVersions, VersionsSchema } from '../api/figures.ts';
import type { Principal } from '../http/principal.ts';
import { matches, readCriteria } from '../runs/run-criteria.ts';
import { visibleRuns } from '../runs/visible-runs.ts';
import type { Store } from '../store/store.ts';
import { endedRuns, selectEnded, type EndedRuns } from './ended-runs.ts';
import { readFigures } from './read-figures.ts';
import { readStepFigures } from './step-figures.ts';

type Scope = Pick<Principal, 'tenantId'>;
type Versions = z.infer<typeof VersionsSchema>['versions'];
type ComparedVersion = z.infer<typeof ComparedVersionSchema>;
type Question = z.infer<(typeof compareVersions)['request']['query']>;

const MAX_VERSIONS = 200;
const MAX_ERROR_CODES = 200;

/** The versions of a workflow of which runs have ended, the one that was first seen last before the others. */
export async function readVersions(
  store: Store,
  scope: Scope,
  workflow: string,
  now: number,
): Promise<Versions> {
  const criteria = await readCriteria(store, scope, { workflow: [workflow] }, now);
  const rows = await visibleRuns(store.db, scope)
    .where(matches(criteria))
    .where('runs.workflow_version', 'is not', null)
    .where('runs.ended_at', 'is not', null)
    .select('runs.workflow_version as version')
    .select((on) => [
      on.fn.countAll<number>().as('ended'),
      on.fn.min('runs.ended_at').as('first_ended_at'),
      on.fn.max('runs.ended_at').as('last_ended_at'),
    ])
    .groupBy('runs.workflow_version')
    .orderBy('first_ended_at', 'desc')
    .limit(MAX_VERSIONS)
    .$narrowType<Versions[number]>() // none of them is null: the conditions say so
    .execute();
  return rows;
}

/** Two versions by their runs that ended in the same window; throws `empty_window`. */
export async function readComparison(
  store: Store,
  scope: Scope,
  workflow: string,
  { a, b, ...filter }: Question,
  now: number,
): Promise<Record<'a' | 'b', ComparedVersion>> {
  const read = async (version: string): Promise<ComparedVersion> => {
    const asked = { ...filter, workflow: [workflow], version: [version] };
    const runs = await endedRuns(store, scope, asked, now);
    return {
      version,
      ...(await readFigures(runs)),
      ...(await readStepFigures(runs)),
      error_codes: await readErrorCodes(runs),
    };
  };
  return { a: await read(a), b: await read(b) };
}

function readErrorCodes(runs: EndedRuns): Promise<ComparedVersion['error_codes']> {
  return selectEnded(runs)
    .where('runs.error_code', 'is not', null)
    .select('runs.error_code')
    .select((on) => on.fn.countAll<number>().as('runs'))
    .groupBy('runs.error_code')
    .orderBy('runs', 'desc')
    .orderBy('runs.error_code')
    .limit(MAX_ERROR_CODES)
    .$narrowType<ComparedVersion['error_codes'][number]>() // not null: the condition says so
    .execute();
}
