import { lstatSync } from 'node:fs';
import { join } from 'node:path';

import { parseTimestamp, type RunOutcome, type StatusFile } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { livenessOf, type ProcessIdentity } from '../process-identity.ts';
import { runDirectories } from '../read/list-runs.ts';
import { readStatus } from '../read/read-status.ts';
import { RunLock } from '../run-lock.ts';
import { replayRun, type ReplayExporters, type ReplayResult } from '../telemetry/replay-run.ts';
import { endInterruptedRun, isInterrupted } from './end-interrupted-run.ts';
import { readExecution } from './run-execution.ts';

export interface RecoverOptions extends ReplayExporters {
  /**
   * How long a run whose process can't be asked, on another host or in another container, must have been silent. Default
   * five minutes; at least four of its heartbeats in any case.
   */
  readonly lostAfterMs?: number;
  /** Ends nothing, and tells what it would. */
  readonly dryRun?: boolean;
  /** Epoch milliseconds. */
  readonly now?: number;
}

export interface RecoveredRun {
  readonly runId: string;
  readonly directory: string;
  readonly outcome: RunOutcome;
  /** Why the run was taken for interrupted, in a sentence. */
  readonly reason: string;
  /** What was sent of it, where an exporter was given. */
  readonly replay?: ReplayResult;
}

const LOST_AFTER_MS = 5 * 60_000;
const MISSED_HEARTBEATS = 4;

/**
 * Ends the runs below a root whose process is gone, each exactly once, and sends what was not sent of them, with their
 * root spans, to the exporters that are given.
 *
 * A run that had not said how it ended is `lost`; one that was killed while it ended gets what was missing of its end.
 * Runs whose process lives are left alone, also when they wait or are silent; so are runs that nobody executes by
 * intention, because they are queued or were handed off. Throws system errors.
 */
export async function recoverRuns(root: string, options: RecoverOptions = {}): Promise<RecoveredRun[]> {
  const recovered: RecoveredRun[] = [];
  for (const directory of runDirectories(root)) {
    const run = await recoverRun(directory, options);
    if (run !== undefined) recovered.push(run);
  }
  return recovered;
}

/** Ends one run as {@link recoverRuns} does; undefined if there was nothing to recover. */
export async function recoverRun(
  directory: string,
  options: RecoverOptions = {},
): Promise<RecoveredRun | undefined> {
  const now = options.now ?? Date.now();
  const reason = reasonToEnd(directory, options.lostAfterMs ?? LOST_AFTER_MS, now);
  if (reason === undefined) return undefined;
  const found =
    options.dryRun === true ? foresee(directory, reason) : endUnderLock(directory, reason, options, now);
  if (found === undefined || options.dryRun === true) return found;
  if (options.logExporter === undefined && options.spanExporter === undefined) return found;
  return { ...found, replay: await replayRun(directory, options) };
}

function endUnderLock(
  directory: string,
  reason: string,
  options: RecoverOptions,
  now: number,
): RecoveredRun | undefined {
  const lock = RunLock.take(join(directory, FILES.recoverLock));
  if (lock === undefined) return undefined; // somebody else is at it
  try {
    // Somebody else may have ended it, or taken it over, before we had the lock.
    if (reasonToEnd(directory, options.lostAfterMs ?? LOST_AFTER_MS, now) === undefined) return undefined;
    const ended = endInterruptedRun(directory, { reason, now });
    return ended && { ...ended, directory, reason };
  } finally {
    lock.release();
  }
}

function foresee(directory: string, reason: string): RecoveredRun | undefined {
  const status = readStatus(directory);
  return status && { runId: status.run_id, directory, outcome: status.outcome ?? 'lost', reason };
}

/** Why a run has to be ended from outside, in a sentence; undefined if it does not. */
function reasonToEnd(directory: string, lostAfterMs: number, now: number): string | undefined {
  let status: StatusFile | undefined;
  let executor: ProcessIdentity | null;
  try {
    status = readStatus(directory);
    if (status === undefined || !isInterrupted(directory, status)) return undefined;
    ({ executor } = readExecution(directory));
  } catch {
    return undefined; // links or devices in a file's place: nothing that we would write to
  }
  if (executor === null) {
    // Nobody executes it: queued or handed off, unless it was killed while it ended.
    const silentMs = now - lastSignOfLife(directory, status);
    return status.outcome !== null && silentMs > lostAfterMs ? 'Its end was interrupted' : undefined;
  }
  switch (livenessOf(executor)) {
    case 'alive':
      return undefined;
    case 'gone':
      return `Its process (pid ${executor.pid} on ${executor.host}) is gone`;
    case 'unknown': {
      const { heartbeat_interval_ms: intervalMs } = status;
      if (intervalMs === null) return undefined; // it never promised to show that it lives
      const lastSeen = lastSignOfLife(directory, status);
      if (now - lastSeen <= Math.max(lostAfterMs, MISSED_HEARTBEATS * intervalMs)) return undefined;
      return `Its process (pid ${executor.pid} on ${executor.host}) has been silent since ${new Date(lastSeen).toISOString()}`;
    }
  }
}

/** The latest of what the run says and when its files changed: its host's clock may be off. */
function lastSignOfLife(directory: string, { heartbeat_at, updated_at }: StatusFile): number {
  const changed = [FILES.status, FILES.events].map(
    (name) => lstatSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const said = [heartbeat_at, updated_at].map((at) => (at === null ? 0 : parseTimestamp(at)));
  return Math.max(...changed, ...said);
}
