import { traceIdFromRunId } from '../ids.ts';
import { compareMarks } from '../marks.ts';
import type { RunState } from '../run-state.ts';
import {
  activeSteps,
  currentHold,
  durationMs,
  endOf,
  illegalTransitions,
  isFirstPass,
  statusOf,
  stepLabel,
  tagsOf,
  waitingMs,
} from '../run-view.ts';
import type { ActiveStep, ProcessInfo, StatusFile } from '../schemas/status-file.ts';
import type { StepState } from '../step-state.ts';
import { parseTimestamp } from '../timestamp.ts';
import { oa04StatusOf } from './oa04-status.ts';
import { runningRunnerOf } from './runner-metadata.ts';
import { oa04StepId, safeName } from './safe-name.ts';
import { whyOf } from './why.ts';

/** How many of a run's active steps `status.json` lists. */
export const MAX_ACTIVE_STEPS = 20;

/** What `status.json` says beyond the run's state. */
export interface StatusFileContext {
  /** When the file is written, as a timestamp. */
  readonly updatedAt: string;
  /** The process that executes the run; null if none does. */
  readonly process: ProcessInfo | null;
  /** How many bytes of `events.ndjson` are folded into the state. */
  readonly streamOffset: number;
}

/** A run's `status.json`: OA04.3.1's fields, and all that a list of runs shows. */
export function toStatusFile(state: RunState, context: StatusFileContext): StatusFile {
  const now = parseTimestamp(context.updatedAt);
  const status = statusOf(state);
  const active = activeSteps(state);
  const elapsedMs = durationMs(state, now);
  const { descriptor, heartbeat } = state;
  const end = endOf(state);
  return {
    run_id: state.run_id,
    workflow_id: state.workflow_name,
    ...oa04StatusOf(state, active[0] ?? null),
    updated_at: context.updatedAt,
    elapsed_seconds: Math.floor(elapsedMs / 1000),

    format_version: 1,
    status,
    outcome: end?.outcome ?? null,
    inferred: end?.inferred ?? false,
    why: whyOf(state),
    workflow_name: state.workflow_name,
    workflow_version: descriptor.workflow_version,
    trace_id: descriptor.trace_id ?? traceIdFromRunId(state.run_id),
    environment: descriptor.environment,
    tenant_id: descriptor.tenant_id,
    business_event_id: descriptor.business_event_id,
    actor: descriptor.actor,
    tags: tagsOf(state),
    inputs: descriptor.inputs,
    outputs: end?.outputs ?? null,
    effectiveness: end?.effectiveness ?? null,
    queued_at: state.queued_at,
    ended_at: end?.mark[0] ?? null,
    duration_ms: elapsedMs,
    waiting_ms: waitingMs(state, now),
    queue_wait_ms: descriptor.queue_wait_ms,
    timeout_ms: descriptor.timeout_ms,
    retries: state.retries,
    first_pass: isFirstPass(state),
    usage: { ...state.usage },
    counts: countsOf(state, active.length),
    active_steps: active.slice(0, MAX_ACTIVE_STEPS).map((step) => toActiveStep(step)),
    progress: { at: state.progress?.[0] ?? null, count: heartbeat?.progress ?? null },
    heartbeat_at: heartbeat?.mark[0] ?? null,
    heartbeat_interval_ms: state.heartbeat_interval?.ms ?? null,
    hitl: state.hitl?.state ?? null,
    route: routeOf(state),
    waiting_for: waitingForOf(state, active),
    error: errorOf(state),
    cancelling: state.cancelling && {
      at: state.cancelling.mark[0],
      actor: state.cancelling.actor,
      reason: state.cancelling.reason,
    },
    handed_off_to: state.handed_off?.target ?? null,
    rerun_of: descriptor.rerun_of,
    rerun_as: state.rerun?.new_run_id ?? null,
    parent_run_id: descriptor.parent_run_id,
    run_attempt: descriptor.run_attempt ?? 1,
    annotations: state.annotations.length,
    process: context.process,
    stream_offset: context.streamOffset,
  };
}

function countsOf(state: RunState, active: number): StatusFile['counts'] {
  const { started, completed, failed, skipped, cancelled } = state.steps;
  return {
    steps_started: started,
    steps_active: active,
    steps_completed: completed,
    steps_failed: failed,
    steps_skipped: skipped,
    steps_cancelled: cancelled,
    artifacts: state.artifacts,
    events: state.events,
    illegal_transitions: illegalTransitions(state),
  };
}

function toActiveStep(step: StepState): ActiveStep {
  return {
    step_id: oa04StepId(step),
    name: step.name,
    key: step.key,
    span_id: step.span_id,
    attempt: step.attempt,
    type: step.type,
    opcode: step.opcode,
    status: step.status,
    reason: step.reason,
    started_at: step.started?.[0] ?? '', // a step is active from its start on
    runner: runningRunnerOf(step)?.name ?? null,
  };
}

function routeOf(state: RunState): StatusFile['route'] {
  const { route } = state;
  const awaiting = awaitedGate(state);
  if (route === null && awaiting === null) return null;
  return {
    decision: route?.decision ?? null,
    next_step_id: route && safeName(route.target),
    reason: route?.reason ?? null,
    retry_requested: route?.retry_requested ?? false,
    awaiting,
    decided_at: route?.mark[0] ?? null,
  };
}

/** The gate that holds the run, else the one that the latest decision announced, until anything else happens. */
function awaitedGate(state: RunState): 'human' | 'policy' | null {
  const kind = currentHold(state)?.kind;
  if (kind === 'human' || kind === 'policy') return kind;
  const { progress, route } = state;
  if (endOf(state) !== null || route === null || progress === null) return null;
  return compareMarks(route.mark, progress) === 0 ? route.awaiting : null;
}

function waitingForOf(state: RunState, active: StepState[]): StatusFile['waiting_for'] {
  const hold = currentHold(state);
  if (hold === null) return null;
  const gates = active.flatMap(({ gate }) => (gate !== null && gate.resolved === null ? [gate.name] : []));
  return {
    status: hold.status,
    kind: hold.kind,
    step: hold.step,
    gate: gates.find((gate) => gate === hold.step) ?? gates.at(-1) ?? null,
    reason: hold.reason,
    needs: hold.needs,
    since: hold.mark[0],
    until: hold.until,
  };
}

function errorOf(state: RunState): StatusFile['error'] {
  const end = endOf(state);
  if (end?.error == null) return null;
  const { type, message, category, code } = end.error;
  return {
    type,
    message,
    category,
    code: code ?? null,
    step: end.failed_step && stepLabel(end.failed_step),
    attempt: end.failed_step?.attempt ?? null,
  };
}
