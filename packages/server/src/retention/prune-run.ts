import type { RunState, StepState } from '@runlight/contract';

import { keepWords } from '../ingest/keep-words.ts';
import { runColumns } from '../ingest/run-columns.ts';
import { stepRow } from '../ingest/step-row.ts';
import { noteChange, type Change } from '../ingest/take-events.ts';
import { RowWriter } from '../store/row-writer.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { noteDeleted } from './deleted-runs.ts';
import { dueOf, prunedOf, type CutOffs, type Pruned } from './policies.ts';
import {
  eventWithoutContent,
  withoutInputs,
  withoutIo,
  withoutStepSummary,
  withoutSummary,
} from './without-content.ts';

/** Deletes of a run what is due, together with what says that it is gone; whoever commits it publishes the change. */
export async function pruneRun(
  write: Write,
  runId: string,
  cutOffs: CutOffs,
  at: string,
): Promise<{ readonly due: ReturnType<typeof dueOf>; readonly change?: Change }> {
  const run = await write.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
  const due: ReturnType<typeof dueOf> = run === undefined ? new Set() : dueOf(run, cutOffs);
  if (run === undefined || due.size === 0) return { due };
  if (due.has('run')) {
    await deleteTelemetry(write, run);
    await deleteDeliveries(write, runId);
    for (const table of ALL_OF_A_RUN) await write.deleteFrom(table).where('run_id', '=', runId).execute();
    await noteDeleted(write, [runId], at);
    return { due };
  }
  if (due.has('events')) await deleteTelemetry(write, run);
  else if (due.has('io')) await clearEvents(write, runId);
  if (due.has('io') || due.has('summary')) await clearContent(write, run, due.has('summary'));
  const { late: _, ...before } = prunedOf(run);
  const pruned: Pruned = { ...before, ...Object.fromEntries([...due].map((what) => [what, at])) };
  const version = run.version + 1;
  await write
    .updateTable('runs')
    .set({ pruned: JSON.stringify(pruned), version })
    .where('run_id', '=', runId)
    .execute();
  const { tenant_id: tenantId, status } = run;
  return { due, change: await noteChange(write, { tenantId, runId, status, version }, at) };
}

const ALL_OF_A_RUN = [
  'steps',
  'artifacts',
  'run_tags',
  'run_words',
  'control_requests',
  'work_items',
  'reminders',
  'webhook_runs',
  'bulk_job_runs',
  'changes',
  'runs',
] as const;

async function deleteTelemetry(write: Write, { run_id, trace_id, tenant_id }: RunRow): Promise<void> {
  await write.deleteFrom('events').where('run_id', '=', run_id).execute();
  for (const table of ['spans', 'log_records'] as const) {
    await write
      .deleteFrom(table)
      .where('trace_id', '=', trace_id)
      .where('tenant_id', 'in', ['', tenant_id])
      .execute();
  }
}

/** What is still to be sent stays until it is sent or given up; then it goes with other old deliveries. */
async function deleteDeliveries(write: Write, runId: string): Promise<void> {
  await write
    .deleteFrom('webhook_deliveries')
    .where('run_id', '=', runId)
    .where('webhook_id', 'in', (on) =>
      on
        .selectFrom('webhook_runs')
        .select('webhook_runs.webhook_id')
        .where('webhook_runs.run_id', '=', runId),
    )
    .where('status', '!=', 'pending')
    .execute();
}

async function clearEvents(write: Write, runId: string): Promise<void> {
  const events = await write
    .selectFrom('events')
    .select(['producer', 'seq', 'event'])
    .where('run_id', '=', runId)
    .execute();
  for (const { producer, seq, event } of events) {
    const cleared = eventWithoutContent(event);
    if (cleared === undefined) continue;
    await write
      .updateTable('events')
      .set({ event: cleared })
      .where('run_id', '=', runId)
      .where('producer', '=', producer)
      .where('seq', '=', seq)
      .execute();
  }
}

/** Inputs and outputs, wherever they are kept; and for a whole summary, what was said of the run. */
async function clearContent(write: Write, run: RunRow, isSummary: boolean): Promise<void> {
  const { run_id } = run;
  const known = JSON.parse(run.state) as RunState; // only this server writes the column
  const state = isSummary ? withoutSummary(known) : withoutInputs(known);
  await write
    .updateTable('runs')
    .set({
      ...runColumns(state, run.tenant_id, run.first_seen_at),
      ...(isSummary && { owner: null, resolved_by: null, resolution: null }),
      state: JSON.stringify(state),
    })
    .where('run_id', '=', run_id)
    .execute();
  const steps = await write.selectFrom('steps').select('state').where('run_id', '=', run_id).execute();
  const cleared = steps.map(({ state: text }) => {
    const step = JSON.parse(text) as StepState; // as above
    return stepRow(run_id, isSummary ? withoutStepSummary(step) : withoutIo(step));
  });
  await new RowWriter(write).upsert('steps', ['run_id', 'span_id'], cleared);
  // Deliveries have the details of steps and what is said of the run; requests for work have inputs, others reasons.
  await deleteDeliveries(write, run_id);
  for (const table of ['work_items', 'control_requests'] as const) {
    await write.deleteFrom(table).where('run_id', '=', run_id).execute();
  }
  if (isSummary) {
    for (const table of ['artifacts', 'run_tags', 'run_words'] as const) {
      await write.deleteFrom(table).where('run_id', '=', run_id).execute();
    }
  } else {
    // It is found no longer by what is gone.
    const folded = { known: undefined, state, tenantId: run.tenant_id, events: [], steps: new Map() };
    await keepWords(write, [folded]);
  }
}
