import { endOf, isFirstPass, type Effectiveness, type RunState } from '@runlight/contract';

import type { RunDetail } from '../api/runs.ts';
import type { RunRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

type Business = NonNullable<RunDetail['business']>;

const MEASURES = ['first_pass_success', 'accuracy', 'throughput_delta'] as const;
const MAX_OTHERS = 100;

/**
 * What a run was for and what it brought: null if it names no business event and has not ended. What it measured is beside
 * what the run before it measured; an indicator that is not there was not measured. Whether the first attempt succeeded
 * follows from how a run went, if the run itself says nothing else.
 */
export async function businessOf(db: Store['db'], row: RunRow, state: RunState): Promise<Business | null> {
  const id = row.business_event_id;
  const measured = measuredBy(state);
  if (id === null && measured === null) return null;
  return {
    id,
    url: id !== null && /^https?:\/\//i.test(id) && URL.canParse(id) ? id : null,
    others: id === null ? [] : await othersFor(db, row, id),
    indicators: measured === null ? [] : await indicatorsOf(db, row, state, measured),
  };
}

function measuredBy(state: RunState): Effectiveness | null {
  const end = endOf(state);
  return end === null ? null : { first_pass_success: isFirstPass(state), ...end.effectiveness };
}

function sourceOf(name: (typeof MEASURES)[number], state: RunState): string {
  const isSaid = endOf(state)?.effectiveness?.[name] !== undefined;
  return isSaid ? 'measured by the run' : 'follows from its attempts';
}

async function othersFor(db: Store['db'], row: RunRow, businessEventId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('run_id')
    .where('tenant_id', '=', row.tenant_id)
    .where('business_event_id', '=', businessEventId)
    .where('run_id', '!=', row.run_id)
    .orderBy('sort_at', 'desc')
    .limit(MAX_OTHERS)
    .execute();
  return rows.map(({ run_id }) => run_id);
}

async function indicatorsOf(
  db: Store['db'],
  row: RunRow,
  state: RunState,
  measured: Effectiveness,
): Promise<Business['indicators']> {
  const previous = await previousRun(db, row);
  return MEASURES.flatMap((name) => {
    const after = measured[name];
    if (after === undefined) return [];
    const before = previous?.measured[name] ?? null;
    return {
      name,
      before,
      after,
      delta: deltaOf(name, before, after),
      source: `${sourceOf(name, state)}${before === null ? '' : `; before: ${previous?.runId}`}`,
      at: row.ended_at ?? row.updated_at,
    };
  });
}

/** A throughput is told as the difference that it is. */
function deltaOf(
  name: (typeof MEASURES)[number],
  before: boolean | number | null,
  after: boolean | number,
): number | null {
  if (typeof after !== 'number') return null;
  if (name === 'throughput_delta') return after;
  return typeof before === 'number' ? after - before : null;
}

/** The run of this workflow that ended before this one began, in the same environment. */
async function previousRun(
  db: Store['db'],
  row: RunRow,
): Promise<{ runId: string; measured: Effectiveness } | undefined> {
  const previous = await db
    .selectFrom('runs')
    .select(['run_id', 'state'])
    .where('tenant_id', '=', row.tenant_id)
    .where('workflow_name', '=', row.workflow_name)
    .where('environment', row.environment === null ? 'is' : '=', row.environment)
    .where('sort_at', '<', row.sort_at)
    .where('status', '=', 'succeeded')
    .where('ended_at', '<=', row.sort_at)
    .orderBy('sort_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const measured = previous && measuredBy(JSON.parse(previous.state) as RunState); // only this server writes it
  return previous && measured ? { runId: previous.run_id, measured } : undefined;
}
