import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { changeIn } from './change-row.ts';

/** What a client follows. Clients with the same audience are told the same bytes. */
export interface Audience {
  /** Null is every tenant. */
  readonly tenantId: string | null;
  /** Null is all runs. */
  readonly runId: string | null;
  /** Empty is all. */
  readonly workflows: readonly string[];
  readonly environments: readonly string[];
}

export type RunNames = ReadonlyMap<
  string,
  { readonly workflow_name: string; readonly environment: string | null }
>;

/** Whether a change is for an audience. `names` has the changed runs, if the audience picks by name. */
export function concerns(audience: Audience, change: Change, names: RunNames): boolean {
  if (audience.tenantId !== null && audience.tenantId !== change.tenantId) return false;
  if (audience.runId !== null) return audience.runId === change.runId;
  if (!picksByName(audience)) return true;
  const run = names.get(change.runId);
  return (
    run !== undefined &&
    (audience.workflows.length === 0 || audience.workflows.includes(run.workflow_name)) &&
    (audience.environments.length === 0 || audience.environments.includes(run.environment ?? ''))
  );
}

export function picksByName({ workflows, environments }: Audience): boolean {
  return workflows.length > 0 || environments.length > 0;
}

/** A client that missed more reads anew faster than it is told one by one. */
const MISSED_AT_MOST = 10_000;

/**
 * The latest change of each run that an audience has missed since a number, in order; undefined when nobody knows: too
 * many, or too long ago, or a number that this database never gave.
 */
export async function missedSince(
  { store }: Pick<Parts, 'store'>,
  audience: Audience,
  since: number,
): Promise<Change[] | undefined> {
  const kept = await store.db
    .selectFrom('changes')
    .select((on) => [on.fn.min('seq').as('first'), on.fn.max('seq').as('last')])
    .executeTakeFirst();
  if (since + 1 < (kept?.first ?? 1) || since > (kept?.last ?? 0)) return undefined;
  const { tenantId, runId, workflows, environments } = audience;
  const rows = await store.db
    .selectFrom('changes')
    .innerJoin('runs', 'runs.run_id', 'changes.run_id')
    .select(['seq', 'changes.tenant_id', 'changes.run_id', 'changes.status', 'changes.version', 'changed_at'])
    .where('seq', '>', since)
    .$if(tenantId !== null, (query) => query.where('changes.tenant_id', '=', tenantId))
    .$if(runId !== null, (query) => query.where('changes.run_id', '=', runId))
    .$if(workflows.length > 0, (query) => query.where('runs.workflow_name', 'in', workflows))
    .$if(environments.length > 0, (query) => query.where('runs.environment', 'in', environments))
    .orderBy('seq')
    .limit(MISSED_AT_MOST + 1)
    .execute();
  if (rows.length > MISSED_AT_MOST) return undefined;
  return latestOfEach(rows.map((row) => changeIn(row)));
}

/** Of several changes of a run the latest, in the order of their numbers. */
function latestOfEach(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.runId, change])).values()].sort((a, b) => a.seq - b.seq);
}
