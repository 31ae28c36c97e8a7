import { RUN_OUTCOMES, type RunOutcome, type RunStatus } from './states.ts';

/** OA04.3.1's bounded `lifecycle_state`. */
export const LIFECYCLE_STATES = ['running', 'waiting', 'blocked', 'failed', 'completed'] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** OA04's mechanical terminations, of runs and of steps. */
export const TERMINATIONS = ['completed', 'error', 'killed_timeout', 'killed_idle', 'killed_policy'] as const;
export type Termination = (typeof TERMINATIONS)[number];

/** The `status` of the run management spec's Run. */
export const RUN_RECORD_STATUSES = [
  'queued',
  'running',
  'completed',
  'failed',
  'canceled',
  'waiting_human',
] as const;
export type RunRecordStatus = (typeof RUN_RECORD_STATUSES)[number];

/** The `status` of the run management spec's Step, in the words that it has for a Run. */
export const STEP_RECORD_STATUSES = [
  'running',
  'completed',
  'failed',
  'canceled',
  'waiting_human',
  'skipped',
] as const;
export type StepRecordStatus = (typeof STEP_RECORD_STATUSES)[number];

/** The phases and state names of the run status API. */
export const STATUS_PHASES = ['pending', 'active', 'terminal'] as const;
export type StatusPhase = (typeof STATUS_PHASES)[number];
export const STATUS_STATES = [
  'QUEUED',
  'RUNNING',
  'CANCELLING',
  'SUCCEEDED',
  'PARTIAL_SUCCESS',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
] as const;
export type StatusState = (typeof STATUS_STATES)[number];

/** The `status` of `final.json`. */
export const FINAL_STATUSES = ['success', 'fail', 'canceled'] as const;
export type FinalStatus = (typeof FINAL_STATUSES)[number];

/** `cicd.pipeline.result` of the semantic conventions. */
export type PipelineResult = 'success' | 'failure' | 'error' | 'timeout' | 'cancellation';

export interface StateRow {
  /** OA04.3.1 `lifecycle_state`. */
  readonly lifecycle: LifecycleState;
  /** OA04 `termination`; null while the run goes on. */
  readonly termination: Termination | null;
  /** The run management spec's `status`; a wait for a human is `waiting_human`, see `recordStatusOf`. */
  readonly record: RunRecordStatus;
  /** The status API's phase and state. */
  readonly phase: StatusPhase;
  readonly state: StatusState;
  /** The lifecycle event family's outcome; null while the run goes on. */
  readonly outcome: 'succeeded' | 'incomplete' | 'failed' | null;
  /** `final.json`'s status; null while the run goes on. */
  readonly final: FinalStatus | null;
  readonly pipelineResult: PipelineResult | null;
  readonly spanStatus: 'unset' | 'error';
}

/** A row of a terminal state. */
export interface EndedRow extends StateRow {
  readonly termination: Termination;
  readonly record: Extract<RunRecordStatus, 'completed' | 'failed' | 'canceled'>;
  readonly outcome: NonNullable<StateRow['outcome']>;
  readonly final: FinalStatus;
  readonly pipelineResult: PipelineResult;
}

const open = (
  lifecycle: LifecycleState,
  record: RunRecordStatus,
  phase: StatusPhase,
  state: StatusState,
): StateRow => ({
  lifecycle,
  termination: null,
  record,
  phase,
  state,
  outcome: null,
  final: null,
  pipelineResult: null,
  spanStatus: 'unset',
});

const ended = (
  [lifecycle, termination]: readonly [LifecycleState, Termination],
  [record, state]: readonly [EndedRow['record'], StatusState],
  [outcome, final]: readonly [EndedRow['outcome'], FinalStatus],
  [pipelineResult, spanStatus]: readonly [PipelineResult, 'unset' | 'error'],
): EndedRow => ({
  lifecycle,
  termination,
  record,
  phase: 'terminal',
  state,
  outcome,
  final,
  pipelineResult,
  spanStatus,
});

/** Each of our states in the words of every contract that we project to: the only such table. */
export const STATE_TABLE: Readonly<Record<RunStatus, StateRow> & Record<RunOutcome, EndedRow>> = {
  queued: open('waiting', 'queued', 'pending', 'QUEUED'),
  running: open('running', 'running', 'active', 'RUNNING'),
  waiting: open('waiting', 'running', 'active', 'RUNNING'),
  blocked: open('blocked', 'running', 'active', 'RUNNING'),
  stalled: open('blocked', 'running', 'active', 'RUNNING'),
  cancelling: open('running', 'running', 'active', 'CANCELLING'),
  succeeded: ended(
    ['completed', 'completed'],
    ['completed', 'SUCCEEDED'],
    ['succeeded', 'success'],
    ['success', 'unset'],
  ),
  incomplete: ended(
    ['completed', 'completed'],
    ['completed', 'PARTIAL_SUCCESS'],
    ['incomplete', 'success'],
    ['success', 'unset'],
  ),
  failed: ended(['failed', 'error'], ['failed', 'FAILED'], ['failed', 'fail'], ['failure', 'error']),
  cancelled: ended(
    ['failed', 'killed_policy'],
    ['canceled', 'CANCELLED'],
    ['failed', 'canceled'],
    ['cancellation', 'unset'],
  ),
  timed_out: ended(
    ['failed', 'killed_timeout'],
    ['failed', 'TIMED_OUT'],
    ['failed', 'fail'],
    ['timeout', 'error'],
  ),
  lost: ended(['failed', 'killed_idle'], ['failed', 'FAILED'], ['failed', 'fail'], ['error', 'error']),
};

/** The ends that count as failures. */
export const FAILURES: readonly RunOutcome[] = RUN_OUTCOMES.filter(
  (outcome) => STATE_TABLE[outcome].spanStatus === 'error',
);
