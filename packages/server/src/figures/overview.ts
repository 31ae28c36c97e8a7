import type { z } from '@hono/zod-openapi';
import { FAILURES } from '@runlight/contract';

import type { OverviewSchema } from '../api/figures.ts';
import type { RunFilter } from '../api/parameters.ts';
import type { Principal } from '../http/principal.ts';
import type { Parts } from '../parts.ts';
import { RunSearch } from '../runs/find-runs.ts';
import { partsOf } from '../runs/run-order.ts';
import { readRunItems } from '../runs/read-run-items.ts';
import { endedRuns, type EndedRuns } from './ended-runs.ts';
import { figuresByHour } from './hour-figures.ts';
import { readFigures } from './read-figures.ts';

type Overview = z.infer<typeof OverviewSchema>;

const SHOWN = 20;
const WORST = 10;
/** Counted no further. */
const MAX_TOTAL = 100_000;

/**
 * What needs a person now, the oldest first, and how it went in the last 24 hours, of the runs that match. Backfills are
 * left out of all.
 */
export async function readOverview(
  parts: Parts,
  scope: Principal,
  filter: Pick<RunFilter, 'env'>,
): Promise<Overview> {
  const now = parts.now();
  const { store } = parts;
  const last24h = await endedRuns(store, scope, filter, now);
  return {
    needs_person: await oldest(parts, scope, { ...filter, needs_person: true }),
    running: await count(parts, scope, { ...filter, state: ['running'] }),
    waiting: await count(parts, scope, { ...filter, state: ['waiting'] }),
    unresolved_failures: await oldest(parts, scope, { ...filter, state: [...FAILURES], resolved: false }),
    last_24h: await readFigures(last24h),
    worst_workflows: await worstWorkflows(last24h),
  };
}

async function oldest(
  parts: Parts,
  scope: Principal,
  filter: Partial<RunFilter>,
): Promise<Overview['needs_person']> {
  const { store } = parts;
  const search = await RunSearch.open(store, scope, { ...filter, backfill: false }, parts.now());
  const ids = await search.first(partsOf('started_at'), { after: null, limit: SHOWN });
  return {
    total: ids.length < SHOWN ? ids.length : await search.count(MAX_TOTAL),
    runs: await readRunItems(store.db, scope, ids, parts.now()),
  };
}

async function count(parts: Parts, scope: Principal, filter: Partial<RunFilter>): Promise<number> {
  const search = await RunSearch.open(parts.store, scope, { ...filter, backfill: false }, parts.now());
  return search.count(MAX_TOTAL);
}

async function worstWorkflows(runs: EndedRuns): Promise<Overview['worst_workflows']> {
  const workflows = new Map<string, Record<'ended' | 'failed' | 'succeeded' | 'judged', number>>();
  for (const { value } of await figuresByHour.hoursOf(runs)) {
    for (const [name, byOutcome] of value.byWorkflow) {
      const counts = workflows.get(name) ?? { ended: 0, failed: 0, succeeded: 0, judged: 0 };
      workflows.set(name, counts);
      for (const [outcome, ended] of byOutcome) {
        counts.ended += ended;
        if (FAILURES.includes(outcome)) counts.failed += ended;
        if (outcome === 'succeeded') counts.succeeded += ended;
        if (outcome !== 'cancelled') counts.judged += ended;
      }
    }
  }
  return [...workflows]
    .map(([workflow_name, { ended, failed, succeeded, judged }]) => ({
      workflow_name,
      ended,
      failed,
      success_rate: judged === 0 ? null : succeeded / judged,
    }))
    .filter(({ success_rate }) => success_rate !== null && success_rate < 1)
    .toSorted((a, b) => (a.success_rate ?? 1) - (b.success_rate ?? 1) || b.failed - a.failed)
    .slice(0, WORST);
}
