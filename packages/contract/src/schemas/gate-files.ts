import { z } from 'zod';

import { GATE_OUTCOMES, WAIT_KINDS } from '../decisions.ts';
import { ForeignTimestampSchema } from './fields.ts';

/** `gate_request.json`: what a gate asks for. Source: OA04; what is optional is ours. */
export const GateRequestSchema = z.looseObject({
  gate: z.string().min(1),
  /** Null if the gate waits for as long as it takes. */
  timeout_seconds: z.number().nonnegative().nullable(),
  kind: z.enum(WAIT_KINDS).optional(),
  reason: z.string().nullish(),
  requested_at: ForeignTimestampSchema.optional(),
});
export type GateRequest = z.infer<typeof GateRequestSchema>;

/** `gate_outcome.json`: what was decided, by whom. Source: OA04; what is optional is ours. */
export const GateOutcomeSchema = z.looseObject({
  outcome: z.enum(GATE_OUTCOMES.map((outcome) => `gate_${outcome}` as const)),
  gate: z.string().optional(),
  actor: z.string().nullish(),
  note: z.string().nullish(),
  decided_at: ForeignTimestampSchema.optional(),
});
export type GateOutcomeFile = z.infer<typeof GateOutcomeSchema>;
