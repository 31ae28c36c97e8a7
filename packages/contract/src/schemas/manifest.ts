import { z } from 'zod';

import { GATE_OUTCOMES, PLANNER_STATUSES } from '../decisions.ts';
import { OPCODES } from '../opcodes.ts';
import { TERMINATIONS } from '../state-table.ts';
import { STEP_STATUSES, STEP_TYPES } from '../states.ts';
import {
  CountSchema,
  DurationMsSchema,
  ErrorInfoSchema,
  ForeignTimestampSchema,
  JsonSchema,
  SpanIdSchema,
  UsageSchema,
  ValidationSchema,
} from './fields.ts';

const GATE_TERMINATIONS = GATE_OUTCOMES.map((outcome) => `gate_${outcome}` as const);

/** What a step can end with: mechanically, with a planner's status, or with a gate's outcome. */
export const StepTerminationSchema = z.enum([...TERMINATIONS, ...PLANNER_STATUSES, ...GATE_TERMINATIONS]);
export type StepTermination = z.infer<typeof StepTerminationSchema>;

const ManifestArtifactSchema = z.looseObject({
  role: z.string().min(1),
  /** Relative to the run directory. */
  path: z.string().min(1),
  media_type: z.string(),
  required: z.boolean(),
  important: z.boolean().nullish(),
  size_bytes: CountSchema.nullish(),
  sha256: z.string().nullish(),
});

/** A step's `manifest.json`, whoever wrote it. Source: OA04.3; what is optional is ours. */
export const ManifestSchema = z.looseObject({
  step_id: z.string().min(1),
  opcode: z.enum(OPCODES),
  started_at: ForeignTimestampSchema,
  ended_at: ForeignTimestampSchema,
  termination: StepTerminationSchema,
  evidence_summary: z.looseObject({
    references: z.array(z.looseObject({ role: z.string(), path: z.string(), summary: z.string().nullish() })),
    notes: z.array(z.string()),
  }),
  artifacts: z.array(ManifestArtifactSchema),

  format_version: z.literal(1).optional(),
  run_id: z.string().optional(),
  span_id: SpanIdSchema.optional(),
  name: z.string().optional(),
  key: z.string().nullish(),
  attempt: z.int().positive().optional(),
  type: z.enum(STEP_TYPES).nullish(),
  status: z.enum(STEP_STATUSES).optional(),
  duration_ms: DurationMsSchema.nullish(),
  waiting_ms: DurationMsSchema.nullish(),
  retries: CountSchema.optional(),
  error: ErrorInfoSchema.nullish(),
  validation: ValidationSchema.nullish(),
  usage: UsageSchema.nullish(),
  details: JsonSchema.optional(),
  input: JsonSchema.optional(),
  output: JsonSchema.optional(),
});
export type Manifest = z.infer<typeof ManifestSchema>;
