import { z } from 'zod';

import { RUNNER_FAMILIES } from '../opcodes.ts';
import { TERMINATIONS } from '../state-table.ts';
import { ForeignTimestampSchema } from './fields.ts';

/** `runner_metadata.json`: the runner at work for a step, rewritten while it works. Source: OA04, OA04.3.1 section 5. */
export const RunnerMetadataSchema = z.looseObject({
  /** Null for a runner that OA04 has no family for; `runner` names it. */
  agent_family: z.enum(RUNNER_FAMILIES).nullable(),
  invocation_mode: z.string().nullable(),
  command: z.array(z.string()).nullable(),
  working_directory: z.string().nullable(),
  prompt_reference: z.string().nullable(),
  started_at: ForeignTimestampSchema.nullable(),
  ended_at: ForeignTimestampSchema.nullable(),
  exit_code: z.int().nullable(),
  termination: z.enum(TERMINATIONS).nullable(),
  capture_format: z.string().nullable(),

  runner: z.string().optional(),
  pid: z.int().nullish(),
});
export type RunnerMetadata = z.infer<typeof RunnerMetadataSchema>;
