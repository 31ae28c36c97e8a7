import { isOutcome } from '@runlight/contract';

import type { OnApplied } from '../ingest/take-events.ts';
import { IDS_AT_ONCE } from '../store/row-writer.ts';
import { prunedOf, type Pruned } from './policies.ts';

/** What arrives of a run after a class of it was deleted is to be deleted as well: the run is looked at again. */
export const noteLate: OnApplied = async (write, runs, parts) => {
  const ended = runs.flatMap(({ runId, before }) => (before !== null && isOutcome(before) ? [runId] : []));
  for (let at = 0; at < ended.length; at += IDS_AT_ONCE) {
    const rows = await write
      .selectFrom('runs')
      .select(['run_id', 'pruned'])
      .where('run_id', 'in', ended.slice(at, at + IDS_AT_ONCE))
      .where('pruned', 'is not', null)
      .execute();
    for (const row of rows) {
      const pruned: Pruned = { ...prunedOf(row), late: parts.timestamp() };
      await write
        .updateTable('runs')
        .set({ pruned: JSON.stringify(pruned) })
        .where('run_id', '=', row.run_id)
        .execute();
    }
  }
};
