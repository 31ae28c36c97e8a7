import {
  advance,
  initialRunState,
  statusOf,
  type RunEvent,
  type RunState,
  type StepState,
} from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { keepRun, type FoldedRun, type KnownRow } from './keep-run.ts';

/** What became of the events of one request. */
export interface Taken {
  /** Events that were new. */
  readonly applied: number;
  readonly duplicates: number;
  /** Events of runs that belong to another tenant than the sender: nothing of them is kept. */
  readonly foreign: number;
  /** What changed, in the order in which it became visible. */
  readonly changes: readonly Change[];
}

/** A run that changed. */
export interface Change {
  /** Counts the changes of all runs. */
  readonly seq: number;
  readonly tenantId: string;
  readonly runId: string;
  readonly status: RunRow['status'];
  readonly version: number;
}

export interface TakeOptions {
  /** The tenant that the sender speaks for; null for one that may speak for all. */
  readonly tenantId: string | null;
  /** The time of arrival: a timestamp. */
  readonly receivedAt: string;
  /** What others have to write when events were new: it is there if and only if the events are. */
  readonly onApplied?: readonly OnApplied[] | undefined;
}

export type OnApplied = (write: Write, run: AppliedRun) => Promise<void>;

/** A run, and what was new to it. */
export interface AppliedRun {
  readonly runId: string;
  readonly tenantId: string;
  /** Null for a run that was not known before. */
  readonly before: RunRow['status'] | null;
  readonly state: RunState;
  /** In the order of their arrival. */
  readonly events: readonly RunEvent[];
  readonly change: Change;
}

/**
 * Folds events into their runs and keeps them, each once, whatever the order and however often it arrives. All of them
 * are kept when this resolves, or none when it rejects.
 */
export function takeEvents(store: Store, events: readonly RunEvent[], options: TakeOptions): Promise<Taken> {
  return store.write((write) => applyEvents(write, events, options));
}

/** {@link takeEvents} as a part of a larger write; whoever commits it publishes the changes. */
export async function applyEvents(
  write: Write,
  events: readonly RunEvent[],
  options: TakeOptions,
): Promise<Taken> {
  const byRun = Map.groupBy(events, ({ run_id }) => run_id);
  const known = await knownRuns(write, [...byRun.keys()]);
  const changes: Change[] = [];
  let applied = 0;
  let foreign = 0;
  for (const [runId, ofRun] of byRun) {
    const row = known.get(runId);
    if (row !== undefined && options.tenantId !== null && row.tenant_id !== options.tenantId) {
      foreign += ofRun.length;
      continue;
    }
    const run = fold(row, runId, ofRun, options.tenantId);
    if (run.events.length === 0) continue;
    applied += run.events.length;
    const change = await keep(write, run, row, options.receivedAt);
    if (change === undefined) continue;
    changes.push(change);
    const { state, tenantId, events: fresh } = run;
    const appliedRun = { runId, tenantId, before: row?.status ?? null, state, events: fresh, change };
    for (const act of options.onApplied ?? []) await act(write, appliedRun);
  }
  return { applied, duplicates: events.length - applied - foreign, foreign, changes };
}

async function knownRuns(write: Write, runIds: readonly string[]): Promise<Map<string, KnownRow>> {
  if (runIds.length === 0) return new Map();
  const rows = await write
    .selectFrom('runs')
    .select(['run_id', 'tenant_id', 'state', 'version', 'status', 'sort_at'])
    .where('run_id', 'in', runIds)
    .execute();
  return new Map(rows.map((row) => [row.run_id, row]));
}

function fold(
  row: KnownRow | undefined,
  runId: string,
  events: readonly RunEvent[],
  sendersTenant: string | null,
): FoldedRun {
  // An `as`: only this server writes the column.
  const state = row === undefined ? initialRunState(runId) : (JSON.parse(row.state) as RunState);
  const steps = new Map<string, StepState>();
  const applied: RunEvent[] = [];
  for (const event of events) {
    const advanced = advance(state, event);
    if (!advanced.applied) continue;
    applied.push(event);
    if (!('span_id' in event)) continue;
    const step = advanced.closed ?? state.open_steps[event.span_id];
    if (step !== undefined) steps.set(event.span_id, step);
  }
  const tenantId = sendersTenant ?? state.descriptor.tenant_id ?? row?.tenant_id ?? '';
  return { state, tenantId, events: applied, steps };
}

/** A heartbeat that brought nothing but itself is no change. */
async function keep(
  write: Write,
  run: FoldedRun,
  row: KnownRow | undefined,
  receivedAt: string,
): Promise<Change | undefined> {
  const { state, tenantId } = run;
  if (row !== undefined && isHeartbeatOnly(run.events) && statusOf(state) === row.status) {
    await write
      .updateTable('runs')
      .set({ state: JSON.stringify(state) })
      .where('run_id', '=', row.run_id)
      .execute();
    return undefined;
  }
  const { status, version } = await keepRun(write, run, row, receivedAt);
  return noteChange(write, { tenantId, runId: state.run_id, status, version }, receivedAt);
}

/** Makes a change of a run visible to those who follow. */
export async function noteChange(
  write: Write,
  change: Omit<Change, 'seq'>,
  changedAt: string,
): Promise<Change> {
  const { tenantId, runId, status, version } = change;
  const { seq } = await write
    .insertInto('changes')
    .values({ tenant_id: tenantId, run_id: runId, changed_at: changedAt, status, version })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return { seq, ...change };
}

function isHeartbeatOnly(events: readonly RunEvent[]): boolean {
  return events.every(({ event }) => event === 'workflow.run.heartbeat');
}
