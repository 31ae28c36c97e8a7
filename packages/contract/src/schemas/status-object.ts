import { z } from 'zod';

import { ERROR_CATEGORIES } from '../error-categories.ts';
import { STATUS_PHASES, STATUS_STATES } from '../state-table.ts';
import { TimestampSchema } from './fields.ts';

/** The answer of the run status API. Source: its standard status object; `phase` and `progress` are its core concepts. */
export const StatusObjectSchema = z.object({
  id: z.string(),
  status: z.enum(STATUS_STATES),
  phase: z.enum(STATUS_PHASES),
  created_at: TimestampSchema.nullable(),
  /** The last change of state, not the last sign of life. */
  updated_at: TimestampSchema.nullable(),
  errors: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      category: z.enum(ERROR_CATEGORIES),
      /** True for what may go away by itself, so that nobody has to guess from the status. */
      retriable: z.boolean(),
      step: z.string().nullable(),
    }),
  ),
  /** Where the results are; null until the run has ended, so that nobody reads half of them. */
  output_ref: z.string().nullable(),
  progress: z.object({
    steps_started: z.int().nonnegative(),
    steps_ended: z.int().nonnegative(),
    heartbeat_at: TimestampSchema.nullable(),
  }),
});
export type StatusObject = z.infer<typeof StatusObjectSchema>;
