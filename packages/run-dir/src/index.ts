export { writeControl, type WriteControlOptions } from './control/write-control.ts';
export { defaultRunsRoot, FILES, runDirectoryOf, RUNS_DIR_VARIABLE } from './layout.ts';
export { followRun, type FollowOptions, type RunChange } from './read/follow-run.ts';
export { findRun, listRuns, runDirectories } from './read/list-runs.ts';
export { readNewEvents, STREAM_START, type NewEvents, type StreamPosition } from './read/read-new-events.ts';
export { readEvents, readRun, readSteps, type RunReading } from './read/read-run.ts';
export { readStatus } from './read/read-status.ts';
export { RunDirError, type RunDirErrorCode } from './run-dir-error.ts';
export { createRunDirectory, type RunDirectory, type RunDirectoryOptions } from './run-directory.ts';
export { DeliveryRecord, type Signal } from './telemetry/delivery-record.ts';
export type { DeliveryLedger } from './telemetry/delivery-ledger.ts';
export type { JournalKey } from './telemetry/journal-source.ts';
export { logRecordsOf } from './telemetry/log-records-of.ts';
export {
  replayRun,
  type ReplayExporters,
  type ReplayOptions,
  type ReplayResult,
  type SignalReplay,
} from './telemetry/replay-run.ts';
export { spansOf } from './telemetry/spans-of.ts';
export type { RunDirectoryStats } from './write/losses.ts';
export { annotateRun, tagRun } from './upkeep/annotate-run.ts';
export { addEvent } from './upkeep/append-event.ts';
export { pruneRuns, type PrunedRun, type PruneOptions } from './upkeep/prune-runs.ts';
export { recoverRun, recoverRuns, type RecoveredRun, type RecoverOptions } from './upkeep/recover-runs.ts';
export type { Problem, ValidationRule } from './validate/problem.ts';
export { validateRunDirectory } from './validate/validate-run-directory.ts';
