import type { Write } from '../store/store.ts';
import type { Notice } from './notices.ts';

/** What a webhook has been told of a run. It outlives the deliveries, of which the log is kept for a time only. */
export interface Told {
  /** The number of the last delivery; 0 before the first. */
  readonly sequence: number;
  /** A run starts once, however many processes say that it runs. */
  readonly hasStarted: boolean;
  /** The number of the last `run.failed`: what takes it back names it. */
  readonly failedAs: number | null;
}

export async function toldOf(write: Write, webhookId: string, runId: string): Promise<Told> {
  const row = await write
    .selectFrom('webhook_runs')
    .select(['sequence', 'has_started', 'failed_as'])
    .where('webhook_id', '=', webhookId)
    .where('run_id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) return { sequence: 0, hasStarted: false, failedAs: null };
  return { sequence: row.sequence, hasStarted: row.has_started === 1, failedAs: row.failed_as };
}

/** With one more notice. */
export function tellingOf({ kind }: Pick<Notice, 'kind'>, told: Told): Told {
  const sequence = told.sequence + 1;
  return {
    sequence,
    hasStarted: told.hasStarted || kind === 'run.started',
    failedAs: kind === 'run.failed' ? sequence : told.failedAs,
  };
}

export async function noteTold(write: Write, webhookId: string, runId: string, told: Told): Promise<void> {
  const values = {
    sequence: told.sequence,
    has_started: told.hasStarted ? (1 as const) : (0 as const),
    failed_as: told.failedAs,
  };
  await write
    .insertInto('webhook_runs')
    .values({ webhook_id: webhookId, run_id: runId, ...values })
    .onConflict((conflict) => conflict.columns(['run_id', 'webhook_id']).doUpdateSet(values))
    .execute();
}
