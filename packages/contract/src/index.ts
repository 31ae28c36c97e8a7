export { ATTR, USAGE_PREFIX } from './attributes.ts';
export {
  GATE_OUTCOMES,
  PLANNER_STATUSES,
  WAIT_KINDS,
  type GateOutcome,
  type PlannerStatus,
  type WaitKind,
} from './decisions.ts';
export {
  CATEGORY_BY_NAME,
  categoryOfHttpStatus,
  ERROR_CATEGORIES,
  type ErrorCategory,
} from './error-categories.ts';
export { RunlightError } from './errors.ts';
export {
  addFieldAttributes,
  eventToAttributes,
  fieldsFromAttributes,
  type EventAttributes,
  type EventAttributeValue,
} from './event-attributes.ts';
export { EVENT_CONTEXT_KEY } from './event-context.ts';
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
  isStepId,
  isTraceId,
  rootSpanIdOf,
  runIdFromTraceId,
  spanIdFromStepId,
  stepIdFromSpanId,
  traceIdFromRunId,
} from './ids.ts';
export { isProgress, isSaidOfRun, showsLife } from './event-meaning.ts';
export { compareMarks, markOf, type Mark } from './marks.ts';
export { OPCODES, opcodeOf, RUNNER_FAMILIES, type Opcode, type RunnerFamily } from './opcodes.ts';
export { endReasonOf } from './projections/end-reason.ts';
export { toEventLine } from './projections/event-line.ts';
export { finalStateText, toFinalFile } from './projections/final-file.ts';
export { toGateOutcome, toGateRequest } from './projections/gate-files.ts';
export { toManifest } from './projections/manifest.ts';
export { SCHEMA_VERSIONS, toMetadataFile } from './projections/metadata-file.ts';
export { isSystem, toRun } from './projections/run-record.ts';
export { runningRunnerOf, toRunnerMetadata } from './projections/runner-metadata.ts';
export { oa04StepId, safeName } from './projections/safe-name.ts';
export { MAX_ACTIVE_STEPS, toStatusFile, type StatusFileContext } from './projections/status-file.ts';
export { toStatusObject } from './projections/status-object.ts';
export { toStep } from './projections/step-record.ts';
export { whyOf } from './projections/why.ts';
export {
  HARMLESS_KEYS,
  PERSONAL_DATA_PATTERNS,
  REDACTED,
  REDACTION_ACTIONS,
  SECRET_KEY_WORDS,
  SECRET_KEYS,
  SECRET_PATTERNS,
  type RedactionAction,
  type RedactionPolicy,
  type RedactionRule,
} from './redaction-policy.ts';
export { advance, reduce, type Advance } from './reduce.ts';
export {
  rootSpanAttributes,
  rootSpanEndAttributes,
  type RootSpanFields,
  type RootSpanOutcome,
} from './root-span-attributes.ts';
export {
  initialRunState,
  KEPT_ANNOTATIONS,
  RECENT_TRANSITIONS,
  type Hold,
  type RunDescriptor,
  type RunEnd,
  type RunState,
  type SeenEvents,
} from './run-state.ts';
export type { ArtifactContent, ControlRequest, RunStore, SavedArtifact, StoredRun } from './run-store.ts';
export {
  abandonedSteps,
  activeSteps,
  currentHold,
  currentStep,
  durationMs,
  endOf,
  holdForPerson,
  illegalTransitions,
  isFirstPass,
  recordStatusOf,
  startedAt,
  statusOf,
  stepAt,
  stepLabel,
  tagsOf,
  traceOf,
  waitingMs,
} from './run-view.ts';
export type { EventOf, RunEvent, StepEvent, WorkflowEvent } from './schemas/event.ts';
export type { EventLine } from './schemas/event-line.ts';
export type { Effectiveness, ErrorInfo, Json, Usage, Validation } from './schemas/fields.ts';
export type { FinalFile } from './schemas/final-file.ts';
export type { GateOutcomeFile, GateRequest } from './schemas/gate-files.ts';
export type { Manifest, StepTermination } from './schemas/manifest.ts';
export type { MetadataFile } from './schemas/metadata-file.ts';
export type { Run, Step } from './schemas/run-record.ts';
export type { RunnerMetadata } from './schemas/runner-metadata.ts';
export type { ActiveStep, Oa04Status, ProcessInfo, StatusFile } from './schemas/status-file.ts';
export type { StatusObject } from './schemas/status-object.ts';
export { markSeen } from './seen-events.ts';
export { sentenceOf } from './sentence.ts';
export {
  isExecuting,
  isHeardOfAgain,
  LOST_AFTER_MS,
  patienceFor,
  patienceWith,
  type Patience,
} from './silence.ts';
export {
  FAILURES,
  FINAL_STATUSES,
  LIFECYCLE_STATES,
  RUN_RECORD_STATUSES,
  STATE_TABLE,
  STATUS_PHASES,
  STATUS_STATES,
  STEP_RECORD_STATUSES,
  TERMINATIONS,
  type EndedRow,
  type FinalStatus,
  type LifecycleState,
  type PipelineResult,
  type RunRecordStatus,
  type StateRow,
  type StatusPhase,
  type StatusState,
  type StepRecordStatus,
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
export type { ArtifactRef, GateState, RunnerState, StepRef, StepState } from './step-state.ts';
export { addExactly } from './sums.ts';
export {
  epochMsToHrTime,
  formatTimestamp,
  hrTimeToTimestamp,
  MAX_TIMESTAMP_MS,
  parseTimestamp,
  shiftTimestamp,
  TIMESTAMP_PATTERN,
  timestampToHrTime,
} from './timestamp.ts';
