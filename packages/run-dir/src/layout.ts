import { join, resolve } from 'node:path';

import { safeName } from '@runlight/contract';

/** The environment variable that names the runs directory; child processes inherit it. */
export const RUNS_DIR_VARIABLE = 'RUNLIGHT_RUNS_DIR';

/** The files of a run directory. */
export const FILES = {
  events: 'events.ndjson',
  /** What was said of a run after its end, so that the roll-up stays the last line of `events`. */
  afterEnd: 'annotations.ndjson',
  status: 'status.json',
  metadata: 'metadata.json',
  final: 'final.json',
  finalState: 'final-state.txt',
  /** The fold of the first bytes of a long stream, so that reading it stays cheap. */
  checkpoint: 'checkpoint.json',
  /** Which events and spans have been acknowledged by a telemetry backend. */
  delivery: 'delivery.json',
  replayLock: '.replay.lock',
  recoverLock: '.recover.lock',
} as const;

export const STEP_FILES = {
  manifest: 'manifest.json',
  gateRequest: 'gate_request.json',
  gateOutcome: 'gate_outcome.json',
  runnerMetadata: 'runner_metadata.json',
} as const;

export const CONTROL_DIRECTORY = 'control';
export const ARTIFACTS_DIRECTORY = 'artifacts';
export const ATTEMPTS_DIRECTORY = 'attempts';

/** Where runs are kept: `$RUNLIGHT_RUNS_DIR`, else `runs` in the current directory. Absolute. */
export function defaultRunsRoot(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = env[RUNS_DIR_VARIABLE];
  return resolve(named === undefined || named === '' ? 'runs' : named);
}

/** A run's directory; never outside of `root`, whatever the run id. */
export function runDirectoryOf(root: string, runId: string): string {
  return join(root, safeName(runId));
}

/** Where an attempt's files lie, relative to the run directory: attempt 1 directly below the step. */
export function stepDirectory(label: string, attempt: number): string {
  const step = `${ARTIFACTS_DIRECTORY}/${safeName(label)}`;
  return attempt <= 1 ? step : attemptDirectory(label, attempt);
}

/** The directory of one attempt, also of attempt 1. */
export function attemptDirectory(label: string, attempt: number): string {
  return `${ARTIFACTS_DIRECTORY}/${safeName(label)}/${ATTEMPTS_DIRECTORY}/${attempt}`;
}
