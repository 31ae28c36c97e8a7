import {
  abandonedSteps,
  activeSteps,
  currentHold,
  durationMs,
  endOf,
  finalStateText,
  formatTimestamp,
  illegalTransitions,
  isFirstPass,
  isHeardOfAgain,
  patienceWith,
  startedAt,
  statusOf,
  stepAt,
  stepLabel,
  tagsOf,
  toFinalFile,
  toGateOutcome,
  toGateRequest,
  toManifest,
  toMetadataFile,
  toRun,
  toRunnerMetadata,
  toStatusFile,
  toStatusObject,
  toStep,
  waitingMs,
  whyOf,
  type RunState,
  type StepState,
} from '@runlight/contract';

/** What the views need to know besides the state. */
export interface ViewContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly artifacts_root: string;
  readonly output_ref: string;
  readonly stream_offset: number;
  readonly process: Parameters<typeof toStatusFile>[1]['process'];
}

/** The files of `expected/` that follow from the state alone, whatever order its events arrived in. */
export function viewsOf(
  state: RunState,
  steps: readonly StepState[],
  context: ViewContext,
): Record<string, unknown> {
  const { now, process, stream_offset: streamOffset } = context;
  return {
    'state.json': summaryOf(state, now),
    'status.json': toStatusFile(state, { updatedAt: formatTimestamp(now), process, streamOffset }),
    'metadata.json': toMetadataFile(state, { artifactsRoot: context.artifacts_root }),
    'run.json': toRun(state, now),
    'status-object.json': toStatusObject(state, { outputRef: context.output_ref }),
    'steps.json': steps
      .toSorted((a, b) => (a.span_id < b.span_id ? -1 : 1))
      .map((step) => stepViewsOf(step, state)),
    'silence.json': silenceOf(state),
    'why.txt': `${whyOf(state)}\n${whyOf(state, now)}\n`,
    ...(endOf(state) !== null && {
      'final.json': toFinalFile(state),
      'final-state.txt': finalStateText(state),
    }),
  };
}

/** The state in words that another language’s fold has too. */
function summaryOf(state: RunState, now: number) {
  const end = endOf(state);
  const labelOf = (step: Parameters<typeof stepLabel>[0] | null) => step && stepLabel(step);
  return {
    run_id: state.run_id,
    workflow_name: state.workflow_name,
    status: statusOf(state),
    outcome: end?.outcome ?? null,
    inferred: end?.inferred ?? null,
    queued_at: state.queued_at,
    started_at: startedAt(state),
    ended_at: end?.mark[0] ?? null,
    updated_at: state.updated_at,
    progress_at: state.progress?.[0] ?? null,
    heartbeat_at: state.heartbeat?.mark[0] ?? null,
    duration_ms: durationMs(state, now),
    waiting_ms: waitingMs(state, now),
    held_by: currentHold(state),
    line_step: stepLabel(stepAt(state)),
    entry_step: labelOf(state.entry_step),
    last_started_step: labelOf(state.last_started_step),
    last_completed_step: labelOf(state.last_completed_step),
    last_failed_step: labelOf(state.last_failure),
    active_steps: activeSteps(state).map(({ span_id }) => span_id),
    abandoned_steps: abandonedSteps(state).map(({ span_id }) => span_id),
    steps: state.steps,
    retries: state.retries,
    first_pass: isFirstPass(state),
    usage: state.usage,
    tags: tagsOf(state),
    annotations: state.annotations.map(({ note }) => note),
    hitl: state.hitl?.state ?? null,
    route: state.route?.target ?? null,
    illegal_transitions: illegalTransitions(state),
    events: state.events,
    seen: state.seen,
  };
}

/** What it means that nothing is heard of the run. */
function silenceOf(state: RunState) {
  const patience = patienceWith(state);
  return {
    stalled_after_ms: patience?.stalledAfterMs ?? null,
    lost_after_ms: patience?.lostAfterMs ?? null,
    heard_of_again: isHeardOfAgain(state),
  };
}

function stepViewsOf(step: StepState, state: RunState) {
  return {
    span_id: step.span_id,
    step: toStep(step, state.run_id),
    manifest: step.ended_at === null && endOf(state) === null ? null : toManifest(step, state),
    gate_request: toGateRequest(step),
    gate_outcome: toGateOutcome(step),
    runner_metadata: toRunnerMetadata(step),
  };
}
