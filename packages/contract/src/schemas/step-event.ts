import { z } from 'zod';

import { GATE_OUTCOMES, PLANNER_STATUSES, WAIT_KINDS } from '../decisions.ts';
import { RUNNER_FAMILIES } from '../opcodes.ts';
import { TERMINATIONS } from '../state-table.ts';
import {
  CountSchema,
  DurationMsSchema,
  ErrorInfoSchema,
  eventFields,
  JsonSchema,
  SpanIdSchema,
  stepFields,
  TimestampSchema,
  UsageSchema,
  ValidationSchema,
} from './fields.ts';

const fields = { ...eventFields, ...stepFields } as const;

const endFields = {
  ...fields,
  duration_ms: DurationMsSchema,
  waiting_ms: DurationMsSchema.optional(),
  retries: CountSchema.optional(),
  usage: UsageSchema.optional(),
  validation: ValidationSchema.optional(),
  details: JsonSchema.optional(),
  input: JsonSchema.optional(),
  output: JsonSchema.optional(),
  /** The status that an EVALUATE step came to. */
  decision: z.enum(PLANNER_STATUSES).optional(),
} as const;

export const StepStartedSchema = z.object({
  event: z.literal('workflow.step.started'),
  ...fields,
  parent_span_id: SpanIdSchema.optional(),
  /** True when the attempt before it failed. */
  retry: z.boolean().optional(),
  details: JsonSchema.optional(),
});

export const StepWaitingSchema = z.object({
  event: z.literal('workflow.step.waiting'),
  ...fields,
  wait_kind: z.enum(WAIT_KINDS),
  reason: z.string().optional(),
  until: TimestampSchema.optional(),
});

export const StepBlockedSchema = z.object({
  event: z.literal('workflow.step.blocked'),
  ...fields,
  reason: z.string().optional(),
  needs: z.string().optional(),
});

export const StepResumedSchema = z.object({
  event: z.literal('workflow.step.resumed'),
  ...fields,
  waited_ms: DurationMsSchema,
});

export const StepRetryingSchema = z.object({
  event: z.literal('workflow.step.retrying'),
  ...fields,
  error: ErrorInfoSchema,
  delay_ms: DurationMsSchema.optional(),
});

export const StepCompletedSchema = z.object({ event: z.literal('workflow.step.completed'), ...endFields });

export const StepFailedSchema = z.object({
  event: z.literal('workflow.step.failed'),
  ...endFields,
  error: ErrorInfoSchema,
  reported: z.boolean().optional(),
});

export const StepSkippedSchema = z.object({
  event: z.literal('workflow.step.skipped'),
  ...fields,
  parent_span_id: SpanIdSchema.optional(),
  reason: z.string().optional(),
});

export const StepCancelledSchema = z.object({
  event: z.literal('workflow.step.cancelled'),
  ...endFields,
  reason: z.string().optional(),
});

export const RunnerStartedSchema = z.object({
  event: z.literal('workflow.runner.started'),
  ...fields,
  /** Any runner's name; OA04 knows {@link RUNNER_FAMILIES}. */
  runner: z.string(),
  runner_family: z.enum(RUNNER_FAMILIES).optional(),
  invocation_mode: z.string().optional(),
  command: z.array(z.string()).optional(),
  working_directory: z.string().optional(),
  prompt_reference: z.string().optional(),
  capture_format: z.string().optional(),
  pid: z.int().optional(),
});

export const RunnerCompletedSchema = z.object({
  event: z.literal('workflow.runner.completed'),
  ...fields,
  runner: z.string(),
  duration_ms: DurationMsSchema,
  /** Absent when a signal ended it. */
  exit_code: z.int().optional(),
  termination: z.enum(TERMINATIONS),
});

export const GateRequestedSchema = z.object({
  event: z.literal('workflow.gate.requested'),
  ...fields,
  gate: z.string(),
  wait_kind: z.enum(WAIT_KINDS),
  reason: z.string().optional(),
  timeout_ms: DurationMsSchema.optional(),
});

export const GateResolvedSchema = z.object({
  event: z.literal('workflow.gate.resolved'),
  ...fields,
  gate: z.string(),
  wait_kind: z.enum(WAIT_KINDS),
  gate_outcome: z.enum(GATE_OUTCOMES),
  actor: z.string().optional(),
  note: z.string().optional(),
  waited_ms: DurationMsSchema,
});

export const RollbackCompletedSchema = z.object({
  event: z.literal('workflow.rollback.completed'),
  ...fields,
  target: z.string().optional(),
  reason: z.string().optional(),
});

export const ArtifactRecordedSchema = z.object({
  event: z.literal('workflow.artifact.recorded'),
  ...fields,
  role: z.string().min(1),
  /** Relative to the run directory. */
  path: z.string().min(1),
  media_type: z.string(),
  size_bytes: CountSchema.optional(),
  sha256: z.string().optional(),
  required: z.boolean(),
  important: z.boolean().optional(),
  summary: z.string().optional(),
});
