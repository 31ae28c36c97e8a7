import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { endOf, isExecuting, parseTimestamp, patienceFor, type StatusFile } from '@runlight/contract';

import { FILES } from '../layout.ts';
import { livenessOf, type ProcessIdentity } from '../process-identity.ts';
import { foldRun } from '../read/fold-stream.ts';
import { parseLine } from '../read/parse-line.ts';
import { readStatus } from '../read/read-status.ts';
import { readLines } from '../read/stream-lines.ts';
import { readFinal } from '../write/final-claim.ts';
import { readExecution } from './run-execution.ts';

const TAIL_BYTES = 256 * 1024;

/** Why a run has to be ended from outside, in a sentence; undefined if it does not, or if it is no run of ours. */
export function reasonToEnd(directory: string, lostAfterMs: number, now: number): string | undefined {
  let status: StatusFile | undefined;
  let executor: ProcessIdentity | null;
  try {
    status = readStatus(directory);
    if (status === undefined || !isInterrupted(directory, status)) return undefined;
    ({ executor } = readExecution(directory));
  } catch {
    return undefined; // links or devices in a file's place: nothing that we would write to
  }
  const lastSeen = lastSignOfLife(directory, status);
  const silentMs = now - lastSeen;
  const since = `since ${new Date(lastSeen).toISOString()}`;
  if (executor === null) {
    if (silentMs <= lostAfterMs || isNobodysByIntention(directory)) return undefined;
    return `The run has been silent ${since}, and nobody says to execute it`;
  }
  const who = `Its process (pid ${executor.pid} on ${executor.host})`;
  switch (livenessOf(executor)) {
    case 'alive':
      return undefined;
    case 'gone':
      return `${who} is gone`;
    case 'unknown': {
      const { heartbeat_interval_ms: intervalMs } = status;
      if (intervalMs === null) return undefined; // it never promised to show that it lives
      const patience = patienceFor(intervalMs, lostAfterMs);
      return silentMs >= patience.lostAfterMs ? `${who} has been silent ${since}` : undefined;
    }
  }
}

/** True if a run has not ended, or not completely: `final.json` and then the roll-up line close it. */
function isInterrupted(directory: string, status: StatusFile): boolean {
  if (status.outcome === null || readFinal(directory) === undefined) return true;
  // status.json was written with the offset behind the roll-up line before that line was.
  const size = statSync(join(directory, FILES.events), { throwIfNoEntry: false })?.size ?? 0;
  return size < readExecution(directory).streamOffset && !endsWithRollUp(join(directory, FILES.events), size);
}

/** A run that waits in a queue, or was handed off and not taken over yet. */
function isNobodysByIntention(directory: string): boolean {
  const state = foldRun(directory)?.state;
  if (state === undefined || endOf(state) !== null) return state === undefined;
  return !isExecuting(state);
}

/** The latest of what the run says and when its files changed: its host's clock may be off. */
function lastSignOfLife(directory: string, { heartbeat_at, updated_at }: StatusFile): number {
  const changed = [FILES.status, FILES.events].map(
    (name) => lstatSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const said = [heartbeat_at, updated_at].map((at) => (at === null ? 0 : parseTimestamp(at)));
  return Math.max(...changed, ...said);
}

function endsWithRollUp(path: string, size: number): boolean {
  let last: string | undefined;
  for (const { text, complete } of readLines(path, Math.max(0, size - TAIL_BYTES))) {
    if (complete) last = text;
  }
  const parsed = last === undefined ? undefined : parseLine(last);
  return parsed?.kind === 'event' && parsed.event.event === 'workflow.run.completed';
}
