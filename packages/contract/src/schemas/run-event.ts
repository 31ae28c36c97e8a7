import { z } from 'zod';

import { PLANNER_STATUSES, WAIT_KINDS } from '../decisions.ts';
import { RUN_OUTCOMES } from '../states.ts';
import {
  CountSchema,
  descriptorFields,
  DurationMsSchema,
  EffectivenessSchema,
  ErrorInfoSchema,
  eventFields,
  JsonSchema,
  SpanIdSchema,
  TimestampSchema,
  UsageSchema,
} from './fields.ts';

const endFields = {
  ...eventFields,
  duration_ms: DurationMsSchema,
  waiting_ms: DurationMsSchema.optional(),
  reason: z.string().optional(),
  outputs: JsonSchema.optional(),
  effectiveness: EffectivenessSchema.optional(),
} as const;

/** The step that made a run fail. */
const failedStepFields = {
  failed_step: z.string().optional(),
  failed_step_key: z.string().optional(),
  failed_span_id: SpanIdSchema.optional(),
  failed_attempt: z.int().positive().optional(),
} as const;

export const RunQueuedSchema = z.object({
  event: z.literal('workflow.run.queued'),
  ...eventFields,
  ...descriptorFields,
});

export const RunRunningSchema = z.object({
  event: z.literal('workflow.run.running'),
  ...eventFields,
  ...descriptorFields,
  /** The root span, where its id does not follow from the trace id: in a trace that was joined, or of others' making. */
  root_span_id: SpanIdSchema.optional(),
  queue_wait_ms: DurationMsSchema.optional(),
  timeout_ms: DurationMsSchema.optional(),
  /** The longest silence a watcher should see from a healthy process. */
  heartbeat_interval_ms: DurationMsSchema.optional(),
  worktree_path: z.string().optional(),
});

const holdFields = {
  ...eventFields,
  wait_id: z.string().min(1),
  reason: z.string().optional(),
  step_name: z.string().optional(),
  until: TimestampSchema.optional(),
} as const;

export const RunWaitingSchema = z.object({
  event: z.literal('workflow.run.waiting'),
  ...holdFields,
  wait_kind: z.enum(WAIT_KINDS),
});

export const RunBlockedSchema = z.object({
  event: z.literal('workflow.run.blocked'),
  ...holdFields,
  needs: z.string().optional(),
});

export const RunResumedSchema = z.object({
  event: z.literal('workflow.run.resumed'),
  ...eventFields,
  /** The wait or block that ended; absent when another process took the run over, and on an inferred one. */
  wait_id: z.string().optional(),
  /** What this adds to the run's waiting time: 0 while another wait is still open. */
  waited_ms: DurationMsSchema,
  reason: z.string().optional(),
  heartbeat_interval_ms: DurationMsSchema.optional(),
  /** True if a watcher that had found the run stalled or lost hears of it again. Nobody took it over, no wait ended. */
  inferred: z.boolean().optional(),
});

export const RunStalledSchema = z.object({
  event: z.literal('workflow.run.stalled'),
  ...eventFields,
  reason: z.string().optional(),
  last_seen_at: TimestampSchema.optional(),
});

export const RunRemindedSchema = z.object({
  event: z.literal('workflow.run.reminded'),
  ...eventFields,
  wait_id: z.string().min(1),
  /** Absent for a block. */
  wait_kind: z.enum(WAIT_KINDS).optional(),
  reason: z.string().optional(),
  /** When the wait or block began. */
  since: TimestampSchema,
  /** How long it had lasted when the reminder was made. */
  waited_ms: DurationMsSchema,
  inferred: z.literal(true),
});

export const RunHeartbeatSchema = z.object({
  event: z.literal('workflow.run.heartbeat'),
  ...eventFields,
  /** Rises with every sign of progress, so that liveness is never mistaken for it. */
  progress: CountSchema,
  heartbeat_interval_ms: DurationMsSchema.optional(),
});

export const RunCancellingSchema = z.object({
  event: z.literal('workflow.run.cancelling'),
  ...eventFields,
  reason: z.string().optional(),
  actor: z.string().optional(),
});

export const RunHandedOffSchema = z.object({
  event: z.literal('workflow.run.handed_off'),
  ...eventFields,
  target: z.string().optional(),
  reason: z.string().optional(),
});

/** The latest decision on where the run goes; taken inside a step, it names it. */
export const RouteSelectedSchema = z.object({
  event: z.literal('workflow.route.selected'),
  ...eventFields,
  from_step: z.string().optional(),
  from_step_key: z.string().optional(),
  decision: z.enum(PLANNER_STATUSES).optional(),
  target: z.string(),
  reason: z.string().optional(),
  retry_requested: z.boolean().optional(),
  awaiting: z.enum(['human', 'policy']).optional(),
});

export const RunDispatchRefusedSchema = z.object({
  event: z.literal('workflow.run.dispatch_refused'),
  ...eventFields,
  run_id: z.undefined().optional(),
  reason: z.string(),
  business_event_id: z.string().optional(),
  tenant_id: z.string().optional(),
  target: z.string().optional(),
});

export const RunEnqueueFailedSchema = z.object({
  event: z.literal('workflow.run.enqueue_failed'),
  ...eventFields,
  reason: z.string().optional(),
  error: ErrorInfoSchema,
});

export const RunSucceededSchema = z.object({ event: z.literal('workflow.run.succeeded'), ...endFields });

export const RunIncompleteSchema = z.object({
  event: z.literal('workflow.run.incomplete'),
  ...endFields,
  reason: z.string(),
});

export const RunFailedSchema = z.object({
  event: z.literal('workflow.run.failed'),
  ...endFields,
  ...failedStepFields,
  error: ErrorInfoSchema,
  /** True when the handler reported the failure itself, absent when it threw. */
  reported: z.boolean().optional(),
});

export const RunCancelledSchema = z.object({
  event: z.literal('workflow.run.cancelled'),
  ...endFields,
  actor: z.string().optional(),
});

export const RunTimedOutSchema = z.object({
  event: z.literal('workflow.run.timed_out'),
  ...endFields,
  ...failedStepFields,
  error: ErrorInfoSchema,
  timeout_ms: DurationMsSchema.optional(),
});

export const RunLostSchema = z.object({
  event: z.literal('workflow.run.lost'),
  ...endFields,
  error: ErrorInfoSchema,
  inferred: z.literal(true),
  last_seen_at: TimestampSchema.optional(),
});

export const RunCompletedSchema = z.object({
  event: z.literal('workflow.run.completed'),
  ...eventFields,
  outcome: z.enum(RUN_OUTCOMES),
  duration_ms: DurationMsSchema,
  waiting_ms: DurationMsSchema,
  queue_wait_ms: DurationMsSchema.optional(),
  steps: CountSchema,
  retries: CountSchema,
  /** Succeeded without a retried step, and not itself a re-run. */
  first_pass: z.boolean(),
  error_category: ErrorInfoSchema.shape.category.optional(),
  usage: UsageSchema.optional(),
  inferred: z.boolean().optional(),
});

export const RunAnnotatedSchema = z.object({
  event: z.literal('workflow.run.annotated'),
  ...eventFields,
  actor: z.string().optional(),
  note: z.string(),
});

export const RunTaggedSchema = z.object({
  event: z.literal('workflow.run.tagged'),
  ...eventFields,
  actor: z.string().optional(),
  add: z.array(z.string()),
  remove: z.array(z.string()),
});

export const RunRerunRequestedSchema = z.object({
  event: z.literal('workflow.run.rerun_requested'),
  ...eventFields,
  actor: z.string().optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  new_run_id: z.string().optional(),
});
