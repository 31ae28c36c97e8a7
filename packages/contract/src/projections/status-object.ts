import type { RunEnd, RunState } from '../run-state.ts';
import { endOf, startedAt, statusOf, stepLabel } from '../run-view.ts';
import type { ErrorInfo } from '../schemas/fields.ts';
import type { StatusObject } from '../schemas/status-object.ts';
import { STATE_TABLE } from '../state-table.ts';

/** A step that failed, and that no later attempt made good. */
export interface FailedStep {
  readonly label: string;
  readonly error: Pick<ErrorInfo, 'type' | 'message' | 'category' | 'code'>;
}

/**
 * The run status API's answer. `outputRef` says where the results are; it is given out once the run has ended. A state
 * does not keep the steps that are over: whoever does names those that failed for good, in the order in which they began.
 */
export function toStatusObject(
  state: RunState,
  options: {
    readonly outputRef?: string | null | undefined;
    readonly failedSteps?: readonly FailedStep[] | undefined;
  } = {},
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
    errors: errorsOf(end, options.failedSteps ?? []),
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

/** What failed a run, or what of it failed: the error that it ended with comes first. */
function errorsOf(end: RunEnd | null, failedSteps: readonly FailedStep[]): StatusObject['errors'] {
  if (end === null || (end.error === null && end.outcome !== 'incomplete')) return [];
  const step = end.failed_step === null ? null : stepLabel(end.failed_step);
  return [
    ...(end.error === null ? [] : [toError(end.error, step)]),
    ...failedSteps.flatMap(({ label, error }) => (label === step ? [] : [toError(error, label)])),
  ];
}

function toError(error: FailedStep['error'], step: string | null): StatusObject['errors'][number] {
  return {
    code: error.code ?? error.type,
    message: error.message,
    category: error.category,
    retriable: error.category === 'transient',
    step,
  };
}
