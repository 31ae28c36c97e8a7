export type { ArtifactOptions } from './artifact.ts';
export { configureRunlight, type RunlightConfiguration } from './configuration.ts';
export {
  CONTENT_LIMITS,
  createRedactor,
  redactText,
  type ContentRedactor,
} from './redaction/redact-outside.ts';
export type { MeasuredEffectiveness } from './effectiveness.ts';
export { classifyError } from './error-info.ts';
export type { GateDecision, GateOptions, RuleDecision } from './gate.ts';
export { joinRun, resumeRun, type JoinOptions } from './join-run.ts';
export { newSpanId, newTraceId, takePinnedSpanId, takePinnedTraceId } from './new-ids.ts';
export type {
  BlockOptions,
  HandOffOptions,
  RollbackOptions,
  RouteOptions,
  RunDescription,
  RunOptions,
  RunOptionsWithTicket,
  StepOptions,
  WaitOptions,
} from './options.ts';
export { dispatchRefused, enqueueFailed, queueRun, type QueueOptions } from './queue-run.ts';
export { RunCancelledError, RunTimedOutError } from './run-abort.ts';
export { currentRunIdentity, type RunIdentityAttributes } from './run-identity.ts';
export type { Run } from './run.ts';
export type { RunnerOptions } from './runner.ts';
export { setRunStore } from './shared-state.ts';
export { startRun, type StartedRun } from './start-run.ts';
export type { Step } from './step.ts';
export type { Ticket } from './ticket.ts';
export { withRun } from './with-run.ts';
export { withStep, wrapStep } from './with-step.ts';
