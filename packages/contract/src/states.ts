/** The states of a run, in the order in which a run can meet them. `lost` is an inferred failure. */
export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'blocked',
  'stalled',
  'cancelling',
  'succeeded',
  'incomplete',
  'failed',
  'cancelled',
  'timed_out',
  'lost',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** The states a run ends in; also the values of `workflow.run.outcome`. */
export const RUN_OUTCOMES = ['succeeded', 'incomplete', 'failed', 'cancelled', 'timed_out', 'lost'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

export const STEP_STATUSES = [
  'running',
  'waiting',
  'blocked',
  'completed',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** What a step does, after the run management spec's data model. */
export const STEP_TYPES = ['tool', 'model', 'decision', 'io'] as const;
export type StepType = (typeof STEP_TYPES)[number];

const open: readonly RunStatus[] = ['running', 'waiting', 'blocked', 'cancelling'];

/**
 * The legal transitions of a run.
 *
 * A terminal state has none, but for `lost`: it was inferred, so an authoritative end from the run itself replaces it,
 * and a run that shows life again is where it was before, or wherever that life takes it.
 * `stalled` is inferred too: a run that waits or is blocked is silent for a reason, and never stalled.
 */
export const RUN_TRANSITIONS: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'cancelling', 'failed', 'cancelled', 'timed_out', 'lost'],
  running: [...open, 'stalled', ...RUN_OUTCOMES],
  waiting: [...open, ...RUN_OUTCOMES],
  blocked: [...open, ...RUN_OUTCOMES],
  stalled: [...open, 'stalled', ...RUN_OUTCOMES],
  cancelling: [...RUN_OUTCOMES],
  succeeded: [],
  incomplete: [],
  failed: [],
  cancelled: [],
  timed_out: [],
  lost: ['queued', ...open, ...RUN_OUTCOMES],
};

export function isOutcome(status: string): status is RunOutcome {
  return (RUN_OUTCOMES as readonly string[]).includes(status); // widened: `includes` of a tuple takes only its members
}

/** Tells whether a run may go from one state to another. */
export function canTransition(from: RunStatus, to: RunStatus): boolean {
  return RUN_TRANSITIONS[from].includes(to);
}
