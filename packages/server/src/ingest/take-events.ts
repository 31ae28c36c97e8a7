import type { RunEvent, RunState } from '@runlight/contract';

import type { Principal } from '../http/principal.ts';
import type { Parts } from '../parts.ts';
import { refuseDeleted } from '../retention/deleted-runs.ts';
import { IDS_AT_ONCE } from '../store/row-writer.ts';
import type { RunRow } from '../store/schema.ts';
import { policiesAreSet } from '../settings/redactors.ts';
import type { Store, Write } from '../store/store.ts';
import { keepExecutors, type Executor } from './executors.ts';
import { foldRun, type FoldedRun, type KnownRun } from './fold-run.ts';
import { keepRuns, type KeptRun } from './keep-runs.ts';
import { redactArrivals, type RedactedArrival } from './redact-arrivals.ts';

/** What became of the events of one request. */
export interface Taken {
  /** Events that were new. */
  readonly applied: number;
  readonly duplicates: number;
  /** Events of runs that belong to another tenant than the sender: nothing of them is kept. */
  readonly foreign: number;
  /** Events of runs that retention has deleted: nothing of them is kept. */
  readonly deleted: number;
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
  /** When it was made: a timestamp. */
  readonly at: string;
}

/** Told the runs of a request, once. */
export type OnApplied = (write: Write, runs: readonly AppliedRun[], parts: Parts) => Promise<void>;

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

/** Who sent events: the tenant that it speaks for; null for one that may speak for all. */
type Sender = Pick<Principal, 'tenantId'>;

/**
 * Folds events into their runs and keeps them, redacted, each once, whatever the order and however often it arrives. All
 * of them are kept when this resolves, or none when it rejects.
 */
export async function takeEvents(
  parts: Parts,
  events: readonly RunEvent[],
  sender: Sender,
  executors: ReadonlyMap<string, Executor> = new Map(),
): Promise<Taken> {
  if (events.length === 0) return { applied: 0, duplicates: 0, foreign: 0, deleted: 0, changes: [] };
  const redacted = await redactBefore(parts, events, sender);
  return parts.store.write(async (write) => {
    const taken = await applyEvents(parts, write, events, sender, redacted);
    await keepExecutors(write, executors, sender.tenantId);
    return taken;
  });
}

/** What events will most likely be kept as: the write looks whether it is still so. */
async function redactBefore(
  parts: Parts,
  events: readonly RunEvent[],
  { tenantId }: Sender,
): Promise<RedactedArrival[]> {
  const { db } = parts.store;
  const byRun = Map.groupBy(events, ({ run_id }) => run_id);
  const known = (await policiesAreSet(db)) ? await knownRuns(db, [...byRun.keys()]) : undefined;
  const arrivals = [...byRun].map(([runId, ofRun]) => ({ runId, known: known?.get(runId), events: ofRun }));
  return redactArrivals(parts, db, arrivals, tenantId);
}

/** {@link takeEvents} as a part of a larger write; whoever commits it publishes the changes. */
export async function applyEvents(
  parts: Parts,
  write: Write,
  events: readonly RunEvent[],
  { tenantId }: Sender,
  redacted: readonly RedactedArrival[] = [],
): Promise<Taken> {
  const receivedAt = parts.timestamp();
  const byRun = Map.groupBy(events, ({ run_id }) => run_id);
  const known = await knownRuns(write, [...byRun.keys()]);
  const gone = await refuseDeleted(
    write,
    [...byRun.keys()].filter((runId) => !known.has(runId)),
    receivedAt,
  );
  const isForeign = (runId: string): boolean => {
    const owner = known.get(runId)?.tenant_id;
    return owner !== undefined && tenantId !== null && owner !== tenantId;
  };
  const ours = [...byRun]
    .filter(([runId]) => !gone.has(runId) && !isForeign(runId))
    .map(([runId, ofRun]) => ({ runId, known: known.get(runId), events: ofRun }));
  const runs = (await redactArrivals(parts, write, ours, tenantId, redacted))
    .map((arrival) => foldRun(arrival.runId, arrival.known, arrival.events, tenantId))
    .filter((run) => run.events.length > 0);
  const kept = await keepRuns(write, runs, receivedAt);
  const changes = await noteChanges(
    write,
    kept.filter(({ changed }) => changed).map((run) => changeOf(run)),
    receivedAt,
  );
  const appliedRuns = kept.flatMap(({ run }) => appliedRun(run, changes.get(run.state.run_id)));
  if (appliedRuns.length > 0) for (const act of parts.onApplied) await act(write, appliedRuns, parts);
  const applied = sum(runs.map((run) => run.events.length));
  const deleted = sum([...gone].map((runId) => byRun.get(runId)?.length ?? 0));
  const foreign = events.length - deleted - sum(ours.map((arrival) => arrival.events.length));
  return {
    applied,
    duplicates: events.length - applied - foreign - deleted,
    foreign,
    deleted,
    changes: [...changes.values()].sort((a, b) => a.seq - b.seq),
  };
}

function appliedRun(run: FoldedRun, change: Change | undefined): AppliedRun[] {
  if (change === undefined) return [];
  const { known, state, tenantId, events } = run;
  return [{ runId: state.run_id, tenantId, before: known?.status ?? null, state, events, change }];
}

async function knownRuns(on: Store['db'] | Write, runIds: readonly string[]): Promise<Map<string, KnownRun>> {
  const known = new Map<string, KnownRun>();
  for (let at = 0; at < runIds.length; at += IDS_AT_ONCE) {
    const rows = await on
      .selectFrom('runs')
      .select(['run_id', 'tenant_id', 'state', 'version', 'status', 'first_seen_at', 'sort_at', 'seen_at'])
      .where('run_id', 'in', runIds.slice(at, at + IDS_AT_ONCE))
      .execute();
    for (const row of rows) known.set(row.run_id, row);
  }
  return known;
}

function changeOf({ run: { state, tenantId }, status, version }: KeptRun): Omit<Change, 'seq' | 'at'> {
  return { tenantId, runId: state.run_id, status, version };
}

/** Makes a change of a run visible to those who follow. */
export async function noteChange(
  write: Write,
  change: Omit<Change, 'seq' | 'at'>,
  changedAt: string,
): Promise<Change> {
  const noted = (await noteChanges(write, [change], changedAt)).get(change.runId);
  if (noted === undefined) throw new Error('The database did not number a change');
  return noted;
}

/** Changes of different runs, by run. */
async function noteChanges(
  write: Write,
  changes: readonly Omit<Change, 'seq' | 'at'>[],
  changedAt: string,
): Promise<Map<string, Change>> {
  const noted = new Map<string, Change>();
  for (let at = 0; at < changes.length; at += IDS_AT_ONCE) {
    const rows = await write
      .insertInto('changes')
      .values(
        changes.slice(at, at + IDS_AT_ONCE).map(({ tenantId, runId, status, version }) => ({
          tenant_id: tenantId,
          run_id: runId,
          changed_at: changedAt,
          status,
          version,
        })),
      )
      .returning(['seq', 'tenant_id', 'run_id', 'status', 'version'])
      .execute();
    for (const { seq, tenant_id, run_id, status, version } of rows) {
      noted.set(run_id, { seq, tenantId: tenant_id, runId: run_id, status, version, at: changedAt });
    }
  }
  return noted;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
