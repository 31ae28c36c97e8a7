import { join } from 'node:path';

import { LOST_AFTER_MS, type RunOutcome } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { runDirectories } from '../read/list-runs.ts';
import { readStatus } from '../read/read-status.ts';
import { RunLock } from '../run-lock.ts';
import { replayRun, type ReplayExporters, type ReplayResult } from '../telemetry/replay-run.ts';
import { endInterruptedRun } from './end-interrupted-run.ts';
import { reasonToEnd } from './reason-to-end.ts';

export interface RecoverOptions extends ReplayExporters {
  /**
   * How long a run must have been silent of which no process can be asked: it is on another host or in another container,
   * or was killed before it had said who it is. Default five minutes; at least four of its heartbeats in any case.
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
