import { z } from 'zod';

import { OA04_EVENT_TYPES } from '../event-names.ts';
import { OPCODES, RUNNER_FAMILIES } from '../opcodes.ts';
import { FINAL_STATUSES, LIFECYCLE_STATES } from '../state-table.ts';
import { ForeignTimestampSchema } from './fields.ts';

/**
 * A line of `events.ndjson` as OA04.3 has it, whoever wrote it. Of ours, `RunEventSchema` reads the event back.
 *
 * Source: OA04.3, OA04.3.1 section 4; `status` and `reason` stand on the last line of a run.
 */
export const EventLineSchema = z.looseObject({
  timestamp: ForeignTimestampSchema,
  run_id: z.string().min(1),
  /** The step's label, safe as a path segment; `START` before the first step, `STOP` after the end. */
  step_id: z.string(),
  event_type: z.enum(OA04_EVENT_TYPES),
  /** Runlight's finer name of what happened. */
  event: z.string().optional(),
  lifecycle_state: z.enum(LIFECYCLE_STATES).nullish(),
  next_step_id: z.string().nullish(),
  opcode: z.enum(OPCODES).nullish(),
  runner_family: z.enum(RUNNER_FAMILIES).nullish(),
  artifact_role: z.string().nullish(),
  artifact_path: z.string().nullish(),
  status: z.enum(FINAL_STATUSES).optional(),
  reason: z.string().nullish(),
});
export type EventLine = z.infer<typeof EventLineSchema>;
