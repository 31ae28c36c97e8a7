import { z } from 'zod';

import { FINAL_STATUSES } from '../state-table.ts';
import { RUN_OUTCOMES } from '../states.ts';
import { DurationMsSchema, ForeignTimestampSchema } from './fields.ts';

/** `final.json`: created once, when all else is written; waiting for it is a way to wait for the run. */
export const FinalFileSchema = z.looseObject({
  timestamp: ForeignTimestampSchema,
  status: z.enum(FINAL_STATUSES),
  run_id: z.string().min(1),
  /** Null for a run that counts as a success, also if it was incomplete: `reason` says what it lacks. */
  failure_reason: z.string().nullable(),

  format_version: z.literal(1).optional(),
  outcome: z.enum(RUN_OUTCOMES).optional(),
  reason: z.string().nullish(),
  /** True if nobody saw the run end: it was found lost. */
  inferred: z.boolean().optional(),
  duration_ms: DurationMsSchema.optional(),
});
export type FinalFile = z.infer<typeof FinalFileSchema>;
