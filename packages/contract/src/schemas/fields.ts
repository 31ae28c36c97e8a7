import { z } from 'zod';

import { ERROR_CATEGORIES } from '../error-categories.ts';
import { OPCODES } from '../opcodes.ts';
import { STEP_TYPES } from '../states.ts';
import { TIMESTAMP_PATTERN } from '../timestamp.ts';

export const TimestampSchema = z.string().regex(TIMESTAMP_PATTERN);
/** What other writers of OA04.3 files use: ISO 8601 with a zone. Ours is one of its forms. */
export const ForeignTimestampSchema = z.iso.datetime({ offset: true });
export const SpanIdSchema = z.string().regex(/^[0-9a-f]{16}$/);
export const TraceIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
export const DurationMsSchema = z.number().nonnegative();
export const CountSchema = z.int().nonnegative();

/** What a payload can be once it was sanitised: plain JSON. */
export const JsonSchema: z.ZodType<Json> = z.json();
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const ErrorInfoSchema = z.object({
  /** The error's class or code, of low cardinality: `error.type`. */
  type: z.string(),
  /** Redacted. */
  message: z.string(),
  category: z.enum(ERROR_CATEGORIES),
  code: z.string().optional(),
  /** Redacted. */
  stack: z.string().optional(),
});
export type ErrorInfo = z.infer<typeof ErrorInfoSchema>;

/** Resource usage: sums of whatever the author counts; `tokens` and `compute_ms` are charted. */
export const UsageSchema = z.record(z.string(), z.number());
export type Usage = z.infer<typeof UsageSchema>;

export const ValidationSchema = z.object({
  passed: z.boolean(),
  score: z.number().optional(),
  reasons: z.array(z.string()).optional(),
});
export type Validation = z.infer<typeof ValidationSchema>;

export const EffectivenessSchema = z.object({
  first_pass_success: z.boolean().optional(),
  accuracy: z.number().optional(),
  throughput_delta: z.number().optional(),
});
export type Effectiveness = z.infer<typeof EffectivenessSchema>;

/** Who and what a run is for; on the events that open a run. */
export const descriptorFields = {
  trace_id: TraceIdSchema,
  workflow_version: z.string().optional(),
  environment: z.string().optional(),
  tenant_id: z.string().optional(),
  business_event_id: z.string().optional(),
  actor: z.string().optional(),
  tags: z.array(z.string()).optional(),
  inputs: JsonSchema.optional(),
  rerun_of: z.string().optional(),
  parent_run_id: z.string().optional(),
  run_attempt: z.int().positive().optional(),
  /** The queue that the run was put into, if any. */
  queue: z.string().optional(),
  caller_trace_id: TraceIdSchema.optional(),
  caller_span_id: SpanIdSchema.optional(),
} as const;

/** What every event carries. */
export const eventFields = {
  event_id: z.string().min(1),
  timestamp: TimestampSchema,
  run_id: z.string().min(1),
  producer: z.string().min(1),
  seq: CountSchema,
  workflow_name: z.string().min(1),
} as const;

/** What every event of a step carries: enough to know the step if it is the only event that arrives. */
export const stepFields = {
  span_id: SpanIdSchema,
  /** Counts this step's own events from 0, so that a fold knows when it has seen them all. */
  step_seq: CountSchema,
  step_name: z.string().min(1),
  step_key: z.string().optional(),
  step_type: z.enum(STEP_TYPES).optional(),
  attempt: z.int().positive(),
  opcode: z.enum(OPCODES).optional(),
} as const;
