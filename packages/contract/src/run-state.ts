import type { PlannerStatus, WaitKind } from './decisions.ts';
import type { Mark } from './marks.ts';
import type { Effectiveness, ErrorInfo, Json, Usage } from './schemas/fields.ts';
import type { RunOutcome } from './states.ts';
import type { StepRef, StepState } from './step-state.ts';

/** Which of a producer's events were folded: sorted, disjoint ranges of seqs, `from` inclusive, `to` exclusive. */
export type SeenEvents = [from: number, to: number][];

/** A wait or block; `opened` is null when its end arrived first. */
export interface Hold {
  opened: {
    mark: Mark;
    status: 'waiting' | 'blocked';
    kind: WaitKind | null;
    reason: string | null;
    needs: string | null;
    step: string | null;
    until: string | null;
  } | null;
  closed: boolean;
}

export interface RunEnd {
  mark: Mark;
  outcome: RunOutcome;
  inferred: boolean;
  duration_ms: number;
  waiting_ms: number | null;
  reason: string | null;
  /** When a lost run was last heard of, as the one who found it says. */
  last_seen_at: string | null;
  actor: string | null;
  error: ErrorInfo | null;
  reported: boolean;
  failed_step: { name: string; key: string | null; span_id: string | null; attempt: number } | null;
  outputs: Json;
  effectiveness: Effectiveness | null;
}

/** Who and what a run is for: what its `running` event says, and what only its `queued` event said. */
export interface RunDescriptor {
  trace_id: string | null;
  /** Null where it follows from the trace id. */
  root_span_id: string | null;
  workflow_version: string | null;
  environment: string | null;
  tenant_id: string | null;
  business_event_id: string | null;
  actor: string | null;
  inputs: Json;
  rerun_of: string | null;
  parent_run_id: string | null;
  /** Null is the first. */
  run_attempt: number | null;
  caller_trace_id: string | null;
  caller_span_id: string | null;
  queue: string | null;
  queue_wait_ms: number | null;
  worktree_path: string | null;
  timeout_ms: number | null;
  /** The tags that the run was given to begin with; see `tagsOf`. */
  tags: string[] | null;
}

/** A run as far as its events tell: plain JSON, of a size that follows from what is open, not from what has been. */
export interface RunState {
  run_id: string;
  workflow_name: string;
  descriptor: RunDescriptor;
  /** What the descriptor is put together from. */
  described_by: {
    queued: { mark: Mark; descriptor: RunDescriptor } | null;
    running: { mark: Mark; descriptor: RunDescriptor } | null;
  };
  queued_at: string | null;
  started: Mark | null;
  /** The latest sign of progress: any event but heartbeats, notes and what was inferred from outside; see `advance`. */
  progress: Mark | null;
  updated_at: string | null;
  heartbeat: { mark: Mark; progress: number } | null;
  /** The longest silence that a watcher should see from a healthy process, as was said last. */
  heartbeat_interval: { mark: Mark; ms: number } | null;
  stalled: { mark: Mark; reason: string | null; last_seen_at: string | null } | null;
  cancelling: { mark: Mark; reason: string | null; actor: string | null } | null;
  handed_off: { mark: Mark; target: string | null; reason: string | null } | null;
  /** The latest take-over by another process: what was held or open before it is over. */
  taken_over: Mark | null;
  holds: Record<string, Hold>;
  waiting_ms: number;
  /** The best that was told of the run's end; whether it holds is for `endOf` to say. */
  end: RunEnd | null;
  /** The latest run-level transitions, at most {@link RECENT_TRANSITIONS}: what illegal ones are counted from. */
  recent: { mark: Mark; event: string }[];
  open_steps: Record<string, StepState>;
  steps: { started: number; completed: number; failed: number; skipped: number; cancelled: number };
  retries: number;
  entry_step: StepRef | null;
  last_started_step: StepRef | null;
  last_completed_step: StepRef | null;
  /** The latest failure of a step; `retries` counts those inside of that attempt, once it is over. */
  last_failure: (StepRef & { error: ErrorInfo; retries: number }) | null;
  route: {
    mark: Mark;
    decision: PlannerStatus | null;
    target: string;
    reason: string | null;
    retry_requested: boolean;
    awaiting: 'human' | 'policy' | null;
  } | null;
  /** The latest gate for a human, as `hitl` of the run record shows it. */
  hitl: {
    mark: Mark;
    state: 'requested' | 'approved' | 'rejected';
    gate: string;
    actor: string | null;
  } | null;
  usage: Usage;
  artifacts: number;
  last_artifact_at: string | null;
  /** The latest change of each tag that was added or removed on the way. */
  tags: Record<string, { mark: Mark; nth: number; present: boolean }>;
  annotations: { mark: Mark; author: string | null; note: string }[];
  rerun: { mark: Mark; new_run_id: string | null } | null;
  events: number;
  seen: Record<string, SeenEvents>;
}

/** Illegal transitions are counted up to this many; with them a fold stays bounded and independent of order. */
export const RECENT_TRANSITIONS = 32;
/** The latest annotations are kept, up to this many. */
export const KEPT_ANNOTATIONS = 100;

/** The state of a run of which no event was folded yet. */
export function initialRunState(runId: string, workflowName = ''): RunState {
  return {
    run_id: runId,
    workflow_name: workflowName,
    descriptor: {
      trace_id: null,
      root_span_id: null,
      workflow_version: null,
      environment: null,
      tenant_id: null,
      business_event_id: null,
      actor: null,
      inputs: null,
      rerun_of: null,
      parent_run_id: null,
      run_attempt: null,
      caller_trace_id: null,
      caller_span_id: null,
      queue: null,
      queue_wait_ms: null,
      worktree_path: null,
      timeout_ms: null,
      tags: null,
    },
    described_by: { queued: null, running: null },
    queued_at: null,
    started: null,
    progress: null,
    updated_at: null,
    heartbeat: null,
    heartbeat_interval: null,
    stalled: null,
    cancelling: null,
    handed_off: null,
    taken_over: null,
    holds: {},
    waiting_ms: 0,
    end: null,
    recent: [],
    open_steps: {},
    steps: { started: 0, completed: 0, failed: 0, skipped: 0, cancelled: 0 },
    retries: 0,
    entry_step: null,
    last_started_step: null,
    last_completed_step: null,
    last_failure: null,
    route: null,
    hitl: null,
    usage: {},
    artifacts: 0,
    last_artifact_at: null,
    tags: {},
    annotations: [],
    rerun: null,
    events: 0,
    seen: {},
  };
}
