export { ATTR, USAGE_PREFIX } from './attributes.ts';
export {
  GATE_OUTCOMES,
  PLANNER_STATUSES,
  WAIT_KINDS,
  type GateOutcome,
  type PlannerStatus,
  type WaitKind,
} from './decisions.ts';
export { CATEGORY_BY_NAME, categoryOfHttpStatus, ERROR_CATEGORIES, type ErrorCategory } from './error-categories.ts';
export { RunlightError } from './errors.ts';
export {
  eventToAttributes,
  fieldsFromAttributes,
  type EventAttributes,
  type EventAttributeValue,
} from './event-attributes.ts';
export {
  EVENT_NAMES,
  EVENT_PREFIX,
  EVENTS,
  isEventName,
  OA04_EVENT_TYPES,
  SEVERITY_NUMBERS,
  severityOf,
  type EventName,
  type EventSeverity,
  type Oa04EventType,
} from './event-names.ts';
export {
  eventIdOf,
  isRunlightRunId,
  isSpanId,
  isTraceId,
  rootSpanIdOf,
  runIdFromTraceId,
  spanIdFromStepId,
  stepIdFromSpanId,
  traceIdFromRunId,
} from './ids.ts';
export { compareMarks } from './marks.ts';
export { OPCODES, opcodeOf, RUNNER_FAMILIES, type Opcode, type RunnerFamily } from './opcodes.ts';
export {
  HARMLESS_KEYS,
  PERSONAL_DATA_PATTERNS,
  REDACTED,
  REDACTION_ACTIONS,
  SECRET_KEYS,
  SECRET_PATTERNS,
  type RedactionAction,
  type RedactionPolicy,
  type RedactionRule,
} from './redaction-policy.ts';
export { advance, reduce, type Advance } from './reduce.ts';
export {
  initialRunState,
  KEPT_ANNOTATIONS,
  RECENT_TRANSITIONS,
  type ArtifactRef,
  type GateState,
  type Hold,
  type Mark,
  type RunDescriptor,
  type RunEnd,
  type RunnerState,
  type RunState,
  type SeenEvents,
  type StepRef,
  type StepState,
} from './run-state.ts';
export type { ArtifactContent, ControlRequest, RunStore, SavedArtifact, StoredRun } from './run-store.ts';
export {
  abandonedSteps,
  activeSteps,
  currentHold,
  currentStep,
  durationMs,
  illegalTransitions,
  isFirstPass,
  startedAt,
  statusOf,
  stepAt,
  stepLabel,
  tagsOf,
  waitingMs,
} from './run-view.ts';
export type { EventOf, RunEvent, StepEvent, WorkflowEvent } from './schemas/event.ts';
export type { Effectiveness, ErrorInfo, Json, Usage, Validation } from './schemas/fields.ts';
export { sentenceOf } from './sentence.ts';
export {
  FINAL_STATUSES,
  LIFECYCLE_STATES,
  RUN_RECORD_STATUSES,
  STATE_TABLE,
  STATUS_PHASES,
  STATUS_STATES,
  TERMINATIONS,
  type FinalStatus,
  type LifecycleState,
  type PipelineResult,
  type RunRecordStatus,
  type StateRow,
  type StatusPhase,
  type StatusState,
  type Termination,
} from './state-table.ts';
export {
  canTransition,
  isOutcome,
  RUN_OUTCOMES,
  RUN_STATUSES,
  RUN_TRANSITIONS,
  STEP_STATUSES,
  STEP_TYPES,
  type RunOutcome,
  type RunStatus,
  type StepStatus,
  type StepType,
} from './states.ts';
export { addExactly } from './sums.ts';
export {
  formatTimestamp,
  hrTimeToTimestamp,
  parseTimestamp,
  TIMESTAMP_PATTERN,
  timestampToHrTime,
} from './timestamp.ts';
