import { tagsOf, type RunEvent, type RunState, type StepState } from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { runColumns } from './run-columns.ts';
import { stepRow } from './step-row.ts';

/** Databases bound the values of a statement; SQLite at 32 766. */
const ROWS_AT_ONCE = 500;

/** What is known of a run before an event is folded into it. */
export type KnownRow = Pick<RunRow, 'run_id' | 'tenant_id' | 'state' | 'version' | 'status' | 'sort_at'>;

export interface FoldedRun {
  readonly state: RunState;
  readonly tenantId: string;
  /** The events that were new. */
  readonly events: readonly RunEvent[];
  /** The steps that they touched, by span. */
  readonly steps: ReadonlyMap<string, StepState>;
}

/** Writes a folded run; returns its status and version. `receivedAt` is when its events arrived. */
export async function keepRun(
  write: Write,
  run: FoldedRun,
  known: KnownRow | undefined,
  receivedAt: string,
): Promise<{ status: RunRow['status']; version: number; sortAt: string }> {
  const { state, tenantId } = run;
  const runId = state.run_id;
  const columns = runColumns(state, tenantId, known?.sort_at ?? receivedAt);
  const version = (known?.version ?? 0) + 1;
  const values = { ...columns, state: JSON.stringify(state), version };
  if (known === undefined) {
    await write
      .insertInto('runs')
      .values({ run_id: runId, first_seen_at: receivedAt, ...values })
      .execute();
  } else {
    await write.updateTable('runs').set(values).where('run_id', '=', runId).execute();
  }
  await keepEvents(write, run.events, receivedAt);
  await keepSteps(write, runId, run.steps);
  if (run.events.some(({ event }) => CHANGES_TAGS.has(event))) {
    await keepTags(write, runId, tenantId, tagsOf(state), columns.sort_at);
  }
  return { status: columns.status, version, sortAt: columns.sort_at };
}

const CHANGES_TAGS: ReadonlySet<string> = new Set([
  'workflow.run.queued',
  'workflow.run.running',
  'workflow.run.tagged',
]);

/** Heartbeats are not kept: the state says when the last one was. */
async function keepEvents(write: Write, events: readonly RunEvent[], receivedAt: string): Promise<void> {
  const rows = events
    .filter(({ event }) => event !== 'workflow.run.heartbeat')
    .map((event) => ({
      event_id: event.event_id,
      run_id: event.run_id,
      span_id: 'span_id' in event ? event.span_id : null,
      name: event.event,
      timestamp: event.timestamp,
      producer: event.producer,
      seq: event.seq,
      received_at: receivedAt,
      event: JSON.stringify(event),
    }));
  for (const some of chunks(rows)) {
    await write
      .insertInto('events')
      .values(some)
      .onConflict((conflict) => conflict.column('event_id').doNothing())
      .execute();
  }
}

async function keepSteps(write: Write, runId: string, steps: ReadonlyMap<string, StepState>): Promise<void> {
  const states = [...steps.values()];
  for (const some of chunks(states.map((step) => stepRow(runId, step)))) {
    await write
      .insertInto('steps')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'span_id']).doUpdateSet((set) => ({
          label: set.ref('excluded.label'),
          name: set.ref('excluded.name'),
          type: set.ref('excluded.type'),
          status: set.ref('excluded.status'),
          attempt: set.ref('excluded.attempt'),
          started_at: set.ref('excluded.started_at'),
          ended_at: set.ref('excluded.ended_at'),
          duration_ms: set.ref('excluded.duration_ms'),
          retries: set.ref('excluded.retries'),
          error_code: set.ref('excluded.error_code'),
          error_category: set.ref('excluded.error_category'),
          error_message: set.ref('excluded.error_message'),
          tokens: set.ref('excluded.tokens'),
          compute_ms: set.ref('excluded.compute_ms'),
          state: set.ref('excluded.state'),
        })),
      )
      .execute();
  }
  const artifacts = states.flatMap((step) =>
    step.artifacts.map(({ mark, path, role, media_type, size_bytes, sha256 }) => ({
      run_id: runId,
      span_id: step.span_id,
      path,
      role,
      media_type,
      size_bytes,
      sha256,
      recorded_at: mark[0],
    })),
  );
  for (const some of chunks(artifacts)) {
    await write
      .insertInto('artifacts')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'span_id', 'path']).doUpdateSet((set) => ({
          role: set.ref('excluded.role'),
          media_type: set.ref('excluded.media_type'),
          size_bytes: set.ref('excluded.size_bytes'),
          sha256: set.ref('excluded.sha256'),
          recorded_at: set.ref('excluded.recorded_at'),
        })),
      )
      .execute();
  }
}

async function keepTags(
  write: Write,
  runId: string,
  tenantId: string,
  tags: readonly string[],
  sortAt: string,
): Promise<void> {
  await write.deleteFrom('run_tags').where('run_id', '=', runId).execute();
  for (const some of chunks(
    tags.map((tag) => ({ tenant_id: tenantId, tag, run_id: runId, sort_at: sortAt })),
  )) {
    await write.insertInto('run_tags').values(some).execute();
  }
}

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) yield rows.slice(at, at + ROWS_AT_ONCE);
}
