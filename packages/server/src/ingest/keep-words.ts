import { sql } from 'kysely';
import { endOf, type RunState } from '@runlight/contract';

import { engineOf, type Write } from '../store/store.ts';
import type { FoldedRun } from './fold-run.ts';
import { wordsOf } from './words.ts';

const SAY_WORDS: ReadonlySet<string> = new Set([
  'workflow.run.queued',
  'workflow.run.running',
  'workflow.run.tagged',
]);
/** A run of more different steps is found by the first of them. */
const MAX_LABELS = 500;

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
  for (const { state, tenantId } of changed) {
    await keepWordsOf(write, { state, tenantId, labels: labels.get(state.run_id) ?? [] });
  }
}

async function keepWordsOf(
  write: Write,
  run: { readonly state: RunState; readonly tenantId: string; readonly labels: readonly string[] },
): Promise<void> {
  const words = wordsOf(run.state, run.labels);
  const value =
    engineOf(write) === 'postgres' ? sql`array_to_tsvector(${words}::text[])` : sql`${words.join(' ')}`;
  await sql`insert into run_words (run_id, tenant_id, words) values (${run.state.run_id}, ${run.tenantId}, ${value})
    on conflict (run_id) do update set tenant_id = excluded.tenant_id, words = excluded.words`.execute(write);
}

async function labelsOf(write: Write, runIds: readonly string[]): Promise<Map<string, string[]>> {
  const labels = new Map<string, string[]>();
  for (const runId of runIds) {
    const rows = await write
      .selectFrom('steps')
      .select('label')
      .distinct()
      .where('run_id', '=', runId)
      .orderBy('label')
      .limit(MAX_LABELS)
      .execute();
    labels.set(
      runId,
      rows.map(({ label }) => label),
    );
  }
  return labels;
}
