import type { RunEnd, RunState } from '../run-state.ts';
import { endOf, startedAt, statusOf, stepLabel } from '../run-view.ts';
import type { StatusObject } from '../schemas/status-object.ts';
import { STATE_TABLE } from '../state-table.ts';

/** The run status API's answer. `outputRef` says where the results are; it is given out once the run has ended. */
export function toStatusObject(
  state: RunState,
  options: { readonly outputRef?: string | null | undefined } = {},
): StatusObject {
  const end = endOf(state);
  const row = STATE_TABLE[statusOf(state)];
  const { completed, failed, skipped, cancelled, started } = state.steps;
  return {
    id: state.run_id,
    status: row.state,
    phase: row.phase,
    created_at: state.queued_at ?? startedAt(state),
    updated_at: end?.mark[0] ?? changedAt(state),
    errors: errorsOf(end),
    output_ref: end === null ? null : (options.outputRef ?? null),
    progress: {
      steps_started: started,
      steps_ended: completed + failed + skipped + cancelled,
      heartbeat_at: state.heartbeat?.mark[0] ?? null,
    },
  };
}

/**
 * When the state of an open run changed last. A run leaves `stalled` and `lost` without an event of its own, with any
 * sign of progress.
 */
function changedAt(state: RunState): string | null {
  const latest = state.recent.at(-1);
  if (latest === undefined) return startedAt(state);
  const recovered =
    latest.event === 'workflow.run.lost' ||
    (latest.event === 'workflow.run.stalled' && statusOf(state) !== 'stalled');
  return recovered ? (state.progress?.[0] ?? latest.mark[0]) : latest.mark[0];
}

function errorsOf(end: RunEnd | null): StatusObject['errors'] {
  if (end?.error == null) return [];
  const { error, failed_step: step } = end;
  return [
    {
      code: error.code ?? error.type,
      message: error.message,
      category: error.category,
      retriable: error.category === 'transient',
      step: step && stepLabel(step),
    },
  ];
}
