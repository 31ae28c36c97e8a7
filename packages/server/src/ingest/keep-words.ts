import { endOf } from '@runlight/contract';

import { IDS_AT_ONCE, RowWriter } from '../store/row-writer.ts';
import type { Write } from '../store/store.ts';
import type { FoldedRun } from './fold-run.ts';
import { wordsOf } from './words.ts';

const SAY_WORDS: ReadonlySet<string> = new Set([
  'workflow.run.queued',
  'workflow.run.running',
  'workflow.run.tagged',
]);
/**
 * Writes the words by which runs are found, where they can have changed. Those of steps are added when the run ends:
 * until then a step changes nothing here.
 */
export async function keepWords(write: Write, runs: readonly FoldedRun[]): Promise<void> {
  const changed = runs.filter(
    ({ state, events }) => endOf(state) !== null || events.some(({ event }) => SAY_WORDS.has(event)),
  );
  const ended = changed.filter(({ state }) => endOf(state) !== null && state.entry_step !== null);
  const labels = await labelsOf(
    write,
    ended.map(({ state }) => state.run_id),
  );
  await new RowWriter(write).upsert(
    'run_words',
    ['run_id'],
    changed.map(({ state, tenantId }) => ({
      run_id: state.run_id,
      tenant_id: tenantId,
      words: wordsOf(state, labels.get(state.run_id)).join(' '),
    })),
  );
}

async function labelsOf(write: Write, runIds: readonly string[]): Promise<Map<string, string[]>> {
  const labels = new Map<string, string[]>();
  for (let at = 0; at < runIds.length; at += IDS_AT_ONCE) {
    const rows = await write
      .selectFrom('steps')
      .select(['run_id', 'label'])
      .distinct()
      .where('run_id', 'in', runIds.slice(at, at + IDS_AT_ONCE))
      .orderBy('run_id')
      .orderBy('label')
      .execute();
    for (const { run_id, label } of rows) {
      const known = labels.get(run_id);
      if (known === undefined) labels.set(run_id, [label]);
      else known.push(label);
    }
  }
  return labels;
}
