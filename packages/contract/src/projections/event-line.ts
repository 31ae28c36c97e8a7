import { EVENTS } from '../event-names.ts';
import { opcodeOf } from '../opcodes.ts';
import { isStepEvent } from '../reduce-step.ts';
import type { RunState } from '../run-state.ts';
import { stepAt, statusOf } from '../run-view.ts';
import type { EventLine } from '../schemas/event-line.ts';
import type { RunEvent } from '../schemas/event.ts';
import { STATE_TABLE } from '../state-table.ts';
import { endReasonOf } from './end-reason.ts';
import { safeName, oa04StepId } from './safe-name.ts';

/**
 * A line of `events.ndjson`: the event itself, dressed with the fields that OA04.3 asks for.
 *
 * `state` is the run's state after the event was folded. `RunEventSchema` reads the event back from the line; the only
 * difference is that the opcode that follows from a step's type is spelled out. Made once per event while user code
 * waits, so nothing is parsed. The timestamp comes first: sorted as text, the lines are in the order of time.
 */
export function toEventLine(event: RunEvent, state: RunState): EventLine {
  const ofStep = isStepEvent(event);
  const asked = {
    timestamp: event.timestamp,
    run_id: event.run_id,
    step_id: oa04StepId(ofStep ? { name: event.step_name, key: event.step_key ?? null } : stepAt(state)),
    event_type: EVENTS[event.event].oa04,
    event: event.event,
    lifecycle_state: STATE_TABLE[statusOf(state)].lifecycle,
  };
  const line: EventLine = { ...asked, ...event };
  if (ofStep) line.opcode = opcodeOf({ opcode: event.opcode, type: event.step_type });
  switch (event.event) {
    case 'workflow.route.selected':
      line.next_step_id = safeName(event.target);
      break;
    case 'workflow.artifact.recorded':
      line.artifact_role = event.role;
      line.artifact_path = event.path;
      break;
    case 'workflow.runner.completed': {
      const family = state.open_steps[event.span_id]?.runner?.started?.family;
      if (family != null) line.runner_family = family;
      break;
    }
    case 'workflow.run.completed': {
      const reason = endReasonOf(state);
      line.status = STATE_TABLE[event.outcome].final;
      if (reason !== null) line.reason = reason;
      break;
    }
    default:
  }
  return line;
}
