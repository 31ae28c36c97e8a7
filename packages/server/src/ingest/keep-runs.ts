import { isOutcome, showsLife, statusOf, tagsOf, type RunEvent } from '@runlight/contract';

import { IDS_AT_ONCE, RowWriter } from '../store/row-writer.ts';
import type { RunRow } from '../store/schema.ts';
import type { Write } from '../store/store.ts';
import { watchAt } from '../watch/watch-at.ts';
import type { FoldedRun } from './fold-run.ts';
import { keepWords } from './keep-words.ts';
import { runColumns, type RunColumns } from './run-columns.ts';
import { stepRow } from './step-row.ts';
import { MAX_PATH_LENGTH, searchable } from './storable.ts';

/** A run as it was written. */
export interface KeptRun {
  readonly run: FoldedRun;
  readonly status: RunRow['status'];
  readonly version: number;
  /** False if there was nothing but a heartbeat: nobody has to be told. */
  readonly changed: boolean;
}

interface Kept extends KeptRun {
  readonly columns: RunColumns;
}

/** Writes folded runs, their events, and all that is read from them. `receivedAt` is when their events arrived. */
export async function keepRuns(
  write: Write,
  runs: readonly FoldedRun[],
  receivedAt: string,
): Promise<KeptRun[]> {
  const kept = await projectRuns(write, runs, receivedAt);
  await new RowWriter(write).addNew(
    'events',
    ['run_id', 'producer', 'seq'],
    runs.flatMap(({ events }) => eventRows(events, receivedAt)),
  );
  return kept;
}

/** Writes what is read from folded runs: themselves, their steps, artifacts, tags and words. */
export async function projectRuns(
  write: Write,
  runs: readonly FoldedRun[],
  receivedAt: string,
): Promise<KeptRun[]> {
  const rows = new RowWriter(write);
  const kept = runs.map((run) => keptRun(run, receivedAt));
  await rows.upsert(
    'runs',
    ['run_id'],
    kept.map((one) => runRow(one, receivedAt)),
  );
  await forgetResolutions(write, kept);
  await keepSteps(rows, runs);
  await keepTags(write, rows, kept);
  await keepWords(
    write,
    kept.filter(({ changed }) => changed).map(({ run }) => run),
  );
  return kept;
}

function keptRun(run: FoldedRun, receivedAt: string): Kept {
  const { known, state, tenantId, events } = run;
  const status = statusOf(state);
  const changed = known === undefined || known.status !== status || !events.every(isHeartbeat);
  return {
    run,
    status,
    version: (known?.version ?? 0) + (changed ? 1 : 0),
    changed,
    columns: runColumns(state, tenantId, known?.first_seen_at ?? receivedAt),
  };
}

function runRow({ run, columns, version }: Kept, receivedAt: string) {
  const { known, state, events } = run;
  // The time of their arrival counts: clocks differ, and what is late must not make a run seem silent.
  const seenAt = known === undefined || events.some(showsLife) ? receivedAt : known.seen_at;
  return {
    run_id: state.run_id,
    first_seen_at: known?.first_seen_at ?? receivedAt,
    ...columns,
    state: JSON.stringify(state),
    version,
    seen_at: seenAt,
    watch_at: watchAt(state, seenAt),
  };
}

/** A resolution is of how a run ended: one that ended otherwise after all is to be looked at again. */
async function forgetResolutions(write: Write, kept: readonly Kept[]): Promise<void> {
  const otherwise = kept.filter(
    ({ run: { known }, status }) => known !== undefined && isOutcome(known.status) && known.status !== status,
  );
  for (const { run } of otherwise) {
    await write
      .updateTable('runs')
      .set({ resolved_at: null, resolved_by: null, resolution: null })
      .where('run_id', '=', run.state.run_id)
      .execute();
  }
}

/** Heartbeats are not kept: the state says when the last one was. */
function eventRows(events: readonly RunEvent[], receivedAt: string) {
  return events
    .filter((event) => !isHeartbeat(event))
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
}

async function keepSteps(rows: RowWriter, runs: readonly FoldedRun[]): Promise<void> {
  const steps = runs.flatMap((run) =>
    [...run.steps.values()].map((step) => ({ runId: run.state.run_id, step })),
  );
  await rows.upsert(
    'steps',
    ['run_id', 'span_id'],
    steps.map(({ runId, step }) => stepRow(runId, step)),
  );
  const recorded = new Set(runs.flatMap(({ events }) => events.flatMap(artifactIn)));
  const artifacts = steps.flatMap(({ runId, step }) =>
    // The last one of a path counts, as a later recording replaces an earlier one.
    [...new Map(step.artifacts.map((artifact) => [artifact.path, artifact])).values()]
      .filter(({ path }) => recorded.has(keyOf(runId, step.span_id, path)) && path.length <= MAX_PATH_LENGTH)
      .map((artifact) => ({
        run_id: runId,
        span_id: step.span_id,
        path: artifact.path,
        role: artifact.role,
        media_type: artifact.media_type,
        size_bytes: artifact.size_bytes,
        sha256: artifact.sha256,
        recorded_at: artifact.mark[0],
      })),
  );
  await rows.upsert('artifacts', ['run_id', 'span_id', 'path'], artifacts);
}

/** What an event says was recorded: of a step that records many, only that is written. */
function artifactIn(event: RunEvent): string[] {
  if (event.event !== 'workflow.artifact.recorded') return [];
  return [keyOf(event.run_id, event.span_id, event.path)];
}

function keyOf(...names: readonly string[]): string {
  return names.join('\0');
}

const CHANGES_TAGS: ReadonlySet<string> = new Set([
  'workflow.run.queued',
  'workflow.run.running',
  'workflow.run.tagged',
]);

/** A tag stands beside what runs are listed by, so that it is written again when that changes. */
async function keepTags(write: Write, rows: RowWriter, kept: readonly Kept[]): Promise<void> {
  const changed = kept.filter(
    ({ run: { known, events, tenantId }, columns }) =>
      known?.sort_at !== columns.sort_at ||
      known.tenant_id !== tenantId ||
      events.some(({ event }) => CHANGES_TAGS.has(event)),
  );
  const tagged = changed.filter(({ run }) => run.known !== undefined).map(({ run }) => run.state.run_id);
  for (let at = 0; at < tagged.length; at += IDS_AT_ONCE) {
    await write
      .deleteFrom('run_tags')
      .where('run_id', 'in', tagged.slice(at, at + IDS_AT_ONCE))
      .execute();
  }
  await rows.upsert(
    'run_tags',
    ['run_id', 'tag'],
    changed.flatMap(({ run: { state, tenantId }, columns }) =>
      [...new Set(tagsOf(state).map(searchable))].map((tag) => ({
        tenant_id: tenantId,
        tag,
        run_id: state.run_id,
        sort_at: columns.sort_at,
      })),
    ),
  );
}

function isHeartbeat({ event }: RunEvent): boolean {
  return event === 'workflow.run.heartbeat';
}
