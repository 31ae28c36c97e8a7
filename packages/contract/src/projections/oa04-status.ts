import type { RunState } from '../run-state.ts';
import { currentHold, endOf, startedAt, statusOf } from '../run-view.ts';
import { STATE_TABLE } from '../state-table.ts';
import type { StepState } from '../step-state.ts';
import { runningRunnerOf } from './runner-metadata.ts';
import { oa04StepId, safeName } from './safe-name.ts';

/** What OA04.3.1 section 2 asks of `status.json`, but for when it was written. `current` is the step that runs now. */
export function oa04StatusOf(state: RunState, current: StepState | null) {
  const row = STATE_TABLE[statusOf(state)];
  return {
    started_at: startedAt(state),
    lifecycle_state: row.lifecycle,
    current_step_id: currentStepId(state, current),
    last_completed_step_id: state.last_completed_step && oa04StepId(state.last_completed_step),
    active_opcode: current?.opcode ?? null,
    active_runner_family: (current && runningRunnerOf(current)?.family) ?? null,
    worktree_path: state.descriptor.worktree_path,
    last_route_target: state.route && safeName(state.route.target),
    termination: row.termination,
    active_attempt: current?.attempt ?? null,
    last_artifact_write: state.last_artifact_at,
    blocking_reason: blockingReasonOf(state),
    operator_note: state.annotations.at(-1)?.note ?? null,
  };
}

/** `START` before the first step, `STOP` after the end; between two steps none is current. */
function currentStepId(state: RunState, current: StepState | null): string | null {
  if (endOf(state) !== null) return 'STOP';
  if (current !== null) return oa04StepId(current);
  return state.last_started_step === null ? 'START' : null;
}

function blockingReasonOf(state: RunState): string | null {
  const hold = currentHold(state);
  if (hold !== null) return hold.reason ?? hold.needs;
  return statusOf(state) === 'stalled' ? (state.stalled?.reason ?? null) : null;
}
