import { z } from 'zod';

import { TERMINATIONS } from '../state-table.ts';
import { RUN_OUTCOMES } from '../states.ts';
import { EffectivenessSchema, ForeignTimestampSchema, JsonSchema, TraceIdSchema } from './fields.ts';

/** `metadata.json`, the canonical summary of a run, whoever wrote it. Source: OA04.3; what is optional is ours. */
export const MetadataFileSchema = z.looseObject({
  run_id: z.string().min(1),
  workflow_id: z.string(),
  /** An integer-looking version is written as one; 0 if the author gave none. */
  workflow_version: z.union([z.int(), z.string()]),
  started_at: ForeignTimestampSchema,
  /** The directory that the run directories lie in. */
  artifacts_root: z.string(),
  entry_step: z.string(),
  ended_at: ForeignTimestampSchema.nullish(),
  last_step_id: z.string().nullish(),
  termination: z.enum(TERMINATIONS).nullish(),
  schema_versions: z
    .array(z.looseObject({ name: z.string(), version: z.union([z.int(), z.string()]) }))
    .optional(),

  trace_id: TraceIdSchema.optional(),
  environment: z.string().nullish(),
  tenant_id: z.string().nullish(),
  business_event_id: z.string().nullish(),
  actor: z.string().nullish(),
  tags: z.array(z.string()).optional(),
  outcome: z.enum(RUN_OUTCOMES).nullish(),
  duration_ms: z.number().nonnegative().nullish(),
  inputs: JsonSchema.optional(),
  outputs: JsonSchema.optional(),
  effectiveness: EffectivenessSchema.nullish(),
  rerun_of: z.string().nullish(),
  parent_run_id: z.string().nullish(),
  run_attempt: z.int().positive().optional(),
});
export type MetadataFile = z.infer<typeof MetadataFileSchema>;
