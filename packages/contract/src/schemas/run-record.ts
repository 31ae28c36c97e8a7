import { z } from 'zod';

import { RUN_RECORD_STATUSES, STEP_RECORD_STATUSES } from '../state-table.ts';
import { STEP_TYPES } from '../states.ts';
import {
  DurationMsSchema,
  JsonSchema,
  SpanIdSchema,
  TimestampSchema,
  TraceIdSchema,
  ValidationSchema,
} from './fields.ts';

const ResourceUsageSchema = z.object({
  tokens: z.number().nullable(),
  compute_ms: z.number().nullable(),
});

/** A run as the run management API shows it. Source: the data model of the run management spec, field by field. */
export const RunSchema = z.object({
  id: z.string(),
  workflow_name: z.string(),
  workflow_version: z.string().nullable(),
  environment: z.string().nullable(),
  status: z.enum(RUN_RECORD_STATUSES),
  started_at: TimestampSchema.nullable(),
  completed_at: TimestampSchema.nullable(),
  duration_ms: DurationMsSchema.nullable(),
  actor: z.enum(['system', 'human']),
  hitl: z.enum(['requested', 'approved', 'rejected']).nullable(),
  business_event_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  inputs_summary: JsonSchema,
  outputs_summary: JsonSchema,
  effectiveness: z.object({
    first_pass_success: z.boolean().nullable(),
    accuracy: z.number().nullable(),
    throughput_delta: z.number().nullable(),
  }),
  diagnostics: z.object({
    trace_id: TraceIdSchema,
    resource_usage: ResourceUsageSchema,
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
  }),
  tags: z.array(z.string()),
  annotations: z.array(z.object({ author: z.string().nullable(), note: z.string(), at: TimestampSchema })),
});
export type Run = z.infer<typeof RunSchema>;

/** A step as the run management API shows it. Source: the data model of the run management spec, field by field. */
export const StepSchema = z.object({
  id: z.string(),
  run_id: z.string(),
  name: z.string(),
  type: z.enum(STEP_TYPES),
  status: z.enum(STEP_RECORD_STATUSES),
  started_at: TimestampSchema.nullable(),
  completed_at: TimestampSchema.nullable(),
  duration_ms: DurationMsSchema.nullable(),
  retries: z.int().nonnegative(),
  details: z.object({
    model: z.string().optional(),
    tool: z.string().optional(),
    endpoint: z.string().optional(),
    parameters_redacted: JsonSchema.optional(),
  }),
  io: z.object({ input_redacted: JsonSchema, output_redacted: JsonSchema }),
  diagnostics: z.object({
    span_id: SpanIdSchema,
    resource_usage: ResourceUsageSchema,
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
  }),
  validation: ValidationSchema.nullable(),
});
export type Step = z.infer<typeof StepSchema>;
