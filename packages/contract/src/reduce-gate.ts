import { compareMarks, later, type Mark } from './marks.ts';
import type { RunState } from './run-state.ts';
import type { EventOf } from './schemas/event.ts';
import type { StepState } from './step-state.ts';

type GateEvent = EventOf<'workflow.gate.requested' | 'workflow.gate.resolved'>;

/** Folds a gate's request or resolution into its step, and into the run if a person decides. */
export function foldGate(state: RunState, step: StepState, event: GateEvent, mark: Mark): void {
  const gate = (step.gate ??= {
    mark,
    name: event.gate,
    kind: event.wait_kind,
    requested: null,
    resolved: null,
  });
  if (compareMarks(mark, gate.mark) > 0)
    Object.assign(gate, { mark, name: event.gate, kind: event.wait_kind });
  if (event.event === 'workflow.gate.requested') {
    gate.requested = later(gate.requested, {
      mark,
      reason: event.reason ?? null,
      timeout_ms: event.timeout_ms ?? null,
    });
  } else {
    gate.resolved = later(gate.resolved, {
      mark,
      outcome: event.gate_outcome,
      actor: event.actor ?? null,
      note: event.note ?? null,
    });
  }
  if (event.wait_kind !== 'human') return;
  const actor = event.event === 'workflow.gate.resolved' ? (event.actor ?? null) : null;
  state.hitl = later(state.hitl, { mark, state: hitlOf(event), gate: event.gate, actor });
}

function hitlOf(event: GateEvent): 'requested' | 'approved' | 'rejected' {
  if (event.event === 'workflow.gate.requested') return 'requested';
  return event.gate_outcome === 'approved' ? 'approved' : 'rejected';
}
