import { RunlightError } from '../errors.ts';
import type { RunEnd, RunState } from '../run-state.ts';
import { endOf } from '../run-view.ts';
import type { FinalFile } from '../schemas/final-file.ts';
import { STATE_TABLE } from '../state-table.ts';
import { endReasonOf } from './end-reason.ts';
import { whyOf } from './why.ts';

/** A run's `final.json`. Throws `run_not_ended` while the run goes on. */
export function toFinalFile(state: RunState): FinalFile {
  const end = requireEnd(state);
  const status = STATE_TABLE[end.outcome].final;
  const reason = endReasonOf(state);
  return {
    timestamp: end.mark[0],
    status,
    run_id: state.run_id,
    failure_reason: status === 'success' ? null : reason,
    format_version: 1,
    outcome: end.outcome,
    reason,
    inferred: end.inferred,
    duration_ms: end.duration_ms,
  };
}

/**
 * A run's `final-state.txt`: its OA04.3 `lifecycle_state` alone on the first line, then one sentence for people.
 *
 * Throws `run_not_ended` while the run goes on.
 */
export function finalStateText(state: RunState): string {
  const end = requireEnd(state);
  return `${STATE_TABLE[end.outcome].lifecycle}\n${whyOf(state)}\n`;
}

function requireEnd(state: RunState): RunEnd {
  const end = endOf(state);
  if (end === null) throw new RunlightError('run_not_ended', `Run ${state.run_id} has not ended`);
  return end;
}
