import type { GateOutcome, PlannerStatus, WaitKind } from './decisions.ts';
import type { Mark } from './marks.ts';
import { opcodeOf, type Opcode, type RunnerFamily } from './opcodes.ts';
import type { StepEvent } from './schemas/event.ts';
import type { ErrorInfo, Json, Usage, Validation } from './schemas/fields.ts';
import type { Termination } from './state-table.ts';
import type { StepStatus, StepType } from './states.ts';

export interface StepRef {
  mark: Mark;
  name: string;
  key: string | null;
  span_id: string;
  attempt: number;
}

/** A step that is not over, or of which not every event has arrived. */
export interface StepState {
  span_id: string;
  parent_span_id: string | null;
  name: string;
  key: string | null;
  type: StepType | null;
  /** What the author said, else what follows from the type. */
  opcode: Opcode;
  attempt: number;
  started: Mark | null;
  status: StepStatus;
  /** The event that the status comes from. */
  status_mark: Mark | null;
  reason: string | null;
  ended_at: string | null;
  duration_ms: number | null;
  waiting_ms: number | null;
  retries: number;
  retry: boolean;
  error: ErrorInfo | null;
  usage: Usage | null;
  validation: Validation | null;
  decision: PlannerStatus | null;
  details: Json;
  details_mark: Mark | null;
  input: Json;
  output: Json;
  gate: GateState | null;
  runner: RunnerState | null;
  rollback: { mark: Mark; target: string | null; reason: string | null } | null;
  artifacts: ArtifactRef[];
  /** How many of the step's events were folded, and how many there are (known from its last). */
  events_seen: number;
  events_expected: number | null;
}

/** The runner that worked for a step last; `started` is null when its end arrived first. */
export interface RunnerState {
  started: {
    mark: Mark;
    name: string;
    family: RunnerFamily | null;
    invocation_mode: string | null;
    command: string[] | null;
    working_directory: string | null;
    prompt_reference: string | null;
    capture_format: string | null;
    pid: number | null;
  } | null;
  ended: { mark: Mark; name: string; exit_code: number | null; termination: Termination } | null;
}

export interface ArtifactRef {
  mark: Mark;
  role: string;
  path: string;
  media_type: string;
  size_bytes: number | null;
  sha256: string | null;
  required: boolean;
  important: boolean | null;
  summary: string | null;
}

/** A step's gate, of several the last one; `requested` is null when its resolution arrived first. */
export interface GateState {
  /** Of the event that name and kind come from. */
  mark: Mark;
  name: string;
  kind: WaitKind;
  requested: { mark: Mark; reason: string | null; timeout_ms: number | null } | null;
  resolved: { mark: Mark; outcome: GateOutcome; actor: string | null; note: string | null } | null;
}

/** The state of a step of which no event was folded yet; every event of a step says what the step is. */
export function initialStepState(event: StepEvent): StepState {
  return {
    span_id: event.span_id,
    parent_span_id: null,
    name: event.step_name,
    key: event.step_key ?? null,
    type: event.step_type ?? null,
    opcode: opcodeOf({ opcode: event.opcode, type: event.step_type }),
    attempt: event.attempt,
    started: null,
    status: 'running',
    status_mark: null,
    reason: null,
    ended_at: null,
    duration_ms: null,
    waiting_ms: null,
    retries: 0,
    retry: false,
    error: null,
    usage: null,
    validation: null,
    decision: null,
    details: null,
    details_mark: null,
    input: null,
    output: null,
    gate: null,
    runner: null,
    rollback: null,
    artifacts: [],
    events_seen: 0,
    events_expected: null,
  };
}
