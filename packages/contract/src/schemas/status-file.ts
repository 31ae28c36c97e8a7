import { z } from 'zod';

import { PLANNER_STATUSES, WAIT_KINDS } from '../decisions.ts';
import { OPCODES, RUNNER_FAMILIES } from '../opcodes.ts';
import { LIFECYCLE_STATES, TERMINATIONS } from '../state-table.ts';
import { RUN_OUTCOMES, RUN_STATUSES, STEP_STATUSES, STEP_TYPES } from '../states.ts';
import {
  CountSchema,
  DurationMsSchema,
  EffectivenessSchema,
  ErrorInfoSchema,
  ForeignTimestampSchema,
  JsonSchema,
  SpanIdSchema,
  TimestampSchema,
  TraceIdSchema,
  UsageSchema,
} from './fields.ts';

/** `status.json` as OA04.3.1 section 2 has it, whoever wrote it: what is not known is null and present. */
export const Oa04StatusSchema = z.looseObject({
  run_id: z.string().min(1),
  workflow_id: z.string(),
  started_at: ForeignTimestampSchema.nullable(),
  updated_at: ForeignTimestampSchema,
  lifecycle_state: z.enum(LIFECYCLE_STATES),
  current_step_id: z.string().nullable(),
  last_completed_step_id: z.string().nullable(),
  active_opcode: z.enum(OPCODES).nullable(),
  active_runner_family: z.enum(RUNNER_FAMILIES).nullable(),
  worktree_path: z.string().nullable(),
  last_route_target: z.string().nullable(),
  termination: z.string().nullable(),
  active_attempt: z.int().nullish(),
  elapsed_seconds: z.int().nonnegative().nullish(),
  last_artifact_write: z.string().nullish(),
  blocking_reason: z.string().nullish(),
  operator_note: z.string().nullish(),
});
export type Oa04Status = z.infer<typeof Oa04StatusSchema>;

const ActiveStepSchema = z.object({
  step_id: z.string(),
  name: z.string(),
  key: z.string().nullable(),
  span_id: SpanIdSchema,
  attempt: z.int().positive(),
  type: z.enum(STEP_TYPES).nullable(),
  opcode: z.enum(OPCODES),
  status: z.enum(STEP_STATUSES),
  reason: z.string().nullable(),
  started_at: TimestampSchema,
  /** Any runner's name while one works for the step. */
  runner: z.string().nullable(),
});
export type ActiveStep = z.infer<typeof ActiveStepSchema>;

const CountsSchema = z.object({
  steps_started: CountSchema,
  steps_active: CountSchema,
  steps_completed: CountSchema,
  steps_failed: CountSchema,
  steps_skipped: CountSchema,
  steps_cancelled: CountSchema,
  artifacts: CountSchema,
  events: CountSchema,
  illegal_transitions: CountSchema,
});

/** The most recent route decision, OA04.3.1 section 6. */
const RouteSchema = z.object({
  decision: z.enum(PLANNER_STATUSES).nullable(),
  next_step_id: z.string().nullable(),
  reason: z.string().nullable(),
  retry_requested: z.boolean(),
  /** The gate that the run awaits now. */
  awaiting: z.enum(['human', 'policy']).nullable(),
  decided_at: TimestampSchema.nullable(),
});

/** What holds the run, and since when. */
const WaitingForSchema = z.object({
  status: z.enum(['waiting', 'blocked']),
  kind: z.enum(WAIT_KINDS).nullable(),
  step: z.string().nullable(),
  /** The gate that waits for a decision. */
  gate: z.string().nullable(),
  reason: z.string().nullable(),
  needs: z.string().nullable(),
  since: TimestampSchema,
  until: TimestampSchema.nullable(),
});

const StatusErrorSchema = z.object({
  ...ErrorInfoSchema.pick({ type: true, message: true, category: true }).shape,
  code: z.string().nullable(),
  /** Label and attempt of the step that failed. */
  step: z.string().nullable(),
  attempt: z.int().positive().nullable(),
});

/** The process that executes the run, on its host and in its boot. */
export const ProcessSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  boot_id: z.string().nullable(),
  started_at: z.string().nullable(),
  /** The start on the kernel's clock, in ticks since the boot: with it a pid that was given again is told apart. */
  start_ticks: z.number().nonnegative().nullish(),
  /** Pids of another namespace mean other processes. */
  pid_namespace: z.string().nullish(),
});
export type ProcessInfo = z.infer<typeof ProcessSchema>;

/** Our `status.json`: OA04.3.1's fields, and all that a list of runs shows. */
export const StatusFileSchema = z.object({
  ...Oa04StatusSchema.shape,
  updated_at: TimestampSchema,
  started_at: TimestampSchema.nullable(),
  termination: z.enum(TERMINATIONS).nullable(),
  active_attempt: z.int().positive().nullable(),
  elapsed_seconds: CountSchema,
  last_artifact_write: TimestampSchema.nullable(),
  blocking_reason: z.string().nullable(),
  operator_note: z.string().nullable(),

  format_version: z.literal(1),
  status: z.enum(RUN_STATUSES),
  outcome: z.enum(RUN_OUTCOMES).nullable(),
  /** True while the end is only inferred: `lost`. */
  inferred: z.boolean(),
  /** One sentence on why the run is as it is. */
  why: z.string(),
  workflow_name: z.string(),
  workflow_version: z.string().nullable(),
  trace_id: TraceIdSchema,
  environment: z.string().nullable(),
  tenant_id: z.string().nullable(),
  business_event_id: z.string().nullable(),
  actor: z.string().nullable(),
  tags: z.array(z.string()),
  inputs: JsonSchema,
  outputs: JsonSchema,
  effectiveness: EffectivenessSchema.nullable(),
  queued_at: TimestampSchema.nullable(),
  ended_at: TimestampSchema.nullable(),
  duration_ms: DurationMsSchema,
  waiting_ms: DurationMsSchema,
  queue_wait_ms: DurationMsSchema.nullable(),
  timeout_ms: DurationMsSchema.nullable(),
  retries: CountSchema,
  first_pass: z.boolean(),
  usage: UsageSchema,
  counts: CountsSchema,
  /** The steps that run now, the latest first, at most {@link MAX_ACTIVE_STEPS}; `counts.steps_active` has them all. */
  active_steps: z.array(ActiveStepSchema),
  /** The latest sign of progress, and the counter that the last heartbeat carried. */
  progress: z.object({ at: TimestampSchema.nullable(), count: CountSchema.nullable() }),
  heartbeat_at: TimestampSchema.nullable(),
  heartbeat_interval_ms: DurationMsSchema.nullable(),
  hitl: z.enum(['requested', 'approved', 'rejected']).nullable(),
  route: RouteSchema.nullable(),
  waiting_for: WaitingForSchema.nullable(),
  error: StatusErrorSchema.nullable(),
  cancelling: z
    .object({ at: TimestampSchema, actor: z.string().nullable(), reason: z.string().nullable() })
    .nullable(),
  handed_off_to: z.string().nullable(),
  rerun_of: z.string().nullable(),
  /** The run that was asked for in place of this one. */
  rerun_as: z.string().nullable(),
  parent_run_id: z.string().nullable(),
  run_attempt: z.int().positive(),
  annotations: CountSchema,
  process: ProcessSchema.nullable(),
  /** How many bytes of `events.ndjson` are folded into this: newer lines start there. */
  stream_offset: CountSchema,
});
export type StatusFile = z.infer<typeof StatusFileSchema>;
