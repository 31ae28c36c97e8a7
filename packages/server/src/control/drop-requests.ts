import { endOf, isOutcome } from '@runlight/contract';

import type { OnApplied } from '../ingest/take-events.ts';
import { IDS_AT_ONCE } from '../store/row-writer.ts';

/** Of a run that has ended nothing is asked any more. One that was only found lost may come back. */
export const dropRequests: OnApplied = async (write, runs) => {
  const ended = runs.filter(
    ({ before, state }) =>
      endOf(state)?.inferred === false && (before === null || !isOutcome(before) || before === 'lost'),
  );
  for (let at = 0; at < ended.length; at += IDS_AT_ONCE) {
    const runIds = ended.slice(at, at + IDS_AT_ONCE).map(({ runId }) => runId);
    await write.deleteFrom('control_requests').where('run_id', 'in', runIds).execute();
  }
};
