import type { GateOutcomeFile, GateRequest } from '../schemas/gate-files.ts';
import type { StepState } from '../step-state.ts';

/** The `gate_request.json` of a step; null if it has not asked for a decision. */
export function toGateRequest(step: StepState): GateRequest | null {
  const { gate } = step;
  if (gate?.requested == null) return null;
  const { mark, reason, timeout_ms } = gate.requested;
  return {
    gate: gate.name,
    timeout_seconds: timeout_ms === null ? null : timeout_ms / 1000,
    kind: gate.kind,
    reason,
    requested_at: mark[0],
  };
}

/** The `gate_outcome.json` of a step; null while nothing is decided. */
export function toGateOutcome(step: StepState): GateOutcomeFile | null {
  const { gate } = step;
  if (gate?.resolved == null) return null;
  const { mark, outcome, actor, note } = gate.resolved;
  return { outcome: `gate_${outcome}`, gate: gate.name, actor, note, decided_at: mark[0] };
}
