import type { ErrorInfo } from '@runlight/contract';

import type { Store } from '../store/store.ts';

/** The failures of a run's steps that no later attempt made good, in the order in which they began. */
export function unrecoveredSteps(db: Store['db'], runId: string) {
  return db
    .selectFrom('steps as failed')
    .where('run_id', '=', runId)
    .where('status', '=', 'failed')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('steps as later')
            .select('later.span_id')
            .whereRef('later.run_id', '=', 'failed.run_id')
            .whereRef('later.label', '=', 'failed.label')
            .whereRef('later.attempt', '>', 'failed.attempt'),
        ),
      ),
    )
    .orderBy('began_at')
    .orderBy('span_id');
}

const MAX_FAILED_STEPS = 100;

/** The first steps that failed for good, as the status object tells them. */
export async function failedStepsOf(db: Store['db'], runId: string) {
  const rows = await unrecoveredSteps(db, runId)
    .select(['label', 'error_code', 'error_message', 'error_category'])
    .limit(MAX_FAILED_STEPS)
    .execute();
  return rows.map(({ label, error_code, error_message, error_category }) => ({
    label,
    error: {
      type: error_code ?? '',
      message: error_message ?? '',
      category: error_category as ErrorInfo['category'], // only this server writes the column; a failed step has one
    },
  }));
}
