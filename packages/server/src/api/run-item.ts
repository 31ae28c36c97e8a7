import { z } from '@hono/zod-openapi';
import {
  ERROR_CATEGORIES,
  isSystem,
  parseTimestamp,
  recordStatusOf,
  RUN_OUTCOMES,
  RUN_RECORD_STATUSES,
  RUN_STATUSES,
} from '@runlight/contract';

import type { RunRow } from '../store/schema.ts';

/** A run as lists show it. */
export const RunItemSchema = z
  .object({
    id: z.string(),
    workflow_name: z.string(),
    workflow_version: z.string().nullable(),
    environment: z.string().nullable(),
    tenant_id: z.string().nullable(),
    status: z.enum(RUN_RECORD_STATUSES).openapi({ description: 'Of the run management spec.' }),
    state: z
      .enum(RUN_STATUSES)
      .openapi({ description: 'The exact state: `status` has one word for several.' }),
    outcome: z.enum(RUN_OUTCOMES).nullable(),
    hitl: z.enum(['requested', 'approved', 'rejected']).nullable(),
    queued_at: z.string().nullable(),
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    updated_at: z.string(),
    duration_ms: z.number().nullable().openapi({ description: 'Of a run that goes on: until now.' }),
    waiting_ms: z.number(),
    retries: z.int(),
    actor: z
      .enum(['system', 'human'])
      .openapi({ description: 'Whether a person or a program asked for it.' }),
    started_by: z.string().nullable().openapi({ description: 'Who that was, by name.' }),
    owner: z.string().nullable(),
    tags: z.array(z.string()),
    business_event_id: z.string().nullable(),
    trace_id: z.string(),
    rerun_of: z.string().nullable(),
    parent_run_id: z.string().nullable(),
    is_backfill: z.boolean(),
    error_code: z.string().nullable(),
    error_category: z.enum(ERROR_CATEGORIES).nullable(),
    error_message: z.string().nullable(),
    failed_step: z.string().nullable(),
    why: z.string().openapi({ description: 'One sentence on why it is as it is.' }),
    resolved: z.object({ at: z.string(), by: z.string(), reason: z.string().nullable() }).nullable(),
    pinned: z.boolean(),
    tokens: z.number().nullable(),
    compute_ms: z.number().nullable(),
    version: z.int().openapi({ description: 'Counts the changes of this run.' }),
  })
  .openapi('RunItem');
export type RunItem = z.infer<typeof RunItemSchema>;

/** What a list reads of a run. */
export const ITEM_COLUMNS = [
  'run_id',
  'tenant_id',
  'workflow_name',
  'workflow_version',
  'environment',
  'status',
  'outcome',
  'hitl',
  'waits_for_person',
  'actor',
  'business_event_id',
  'trace_id',
  'rerun_of',
  'parent_run_id',
  'queued_at',
  'started_at',
  'sort_at',
  'ended_at',
  'updated_at',
  'duration_ms',
  'waiting_ms',
  'retries',
  'error_code',
  'error_category',
  'error_message',
  'failed_step',
  'tokens',
  'compute_ms',
  'is_backfill',
  'why',
  'version',
  'owner',
  'resolved_at',
  'resolved_by',
  'resolution',
  'pinned_at',
] as const satisfies readonly (keyof RunRow)[];
export type ItemRow = Pick<RunRow, (typeof ITEM_COLUMNS)[number]>;

/** `now` in epoch milliseconds. */
export function toRunItem(row: ItemRow, tags: readonly string[], now: number): RunItem {
  return {
    id: row.run_id,
    workflow_name: row.workflow_name,
    workflow_version: row.workflow_version,
    environment: row.environment,
    tenant_id: row.tenant_id === '' ? null : row.tenant_id,
    status: recordStatusOf(row.status, row.waits_for_person === 1),
    state: row.status,
    outcome: row.outcome,
    hitl: row.hitl,
    queued_at: row.queued_at,
    started_at: row.started_at,
    completed_at: row.ended_at,
    updated_at: row.updated_at,
    duration_ms: row.duration_ms ?? (row.status === 'queued' ? null : sinceStart(row, now)),
    waiting_ms: row.waiting_ms,
    retries: row.retries,
    actor: isSystem(row.actor) ? 'system' : 'human',
    started_by: row.actor,
    owner: row.owner,
    tags: [...tags],
    business_event_id: row.business_event_id,
    trace_id: row.trace_id,
    rerun_of: row.rerun_of,
    parent_run_id: row.parent_run_id,
    is_backfill: row.is_backfill === 1,
    error_code: row.error_code,
    error_category: row.error_category as RunItem['error_category'], // only this server writes the column
    error_message: row.error_message,
    failed_step: row.failed_step,
    why: row.why,
    resolved:
      row.resolved_at === null
        ? null
        : { at: row.resolved_at, by: row.resolved_by ?? '', reason: row.resolution },
    pinned: row.pinned_at !== null,
    tokens: row.tokens,
    compute_ms: row.compute_ms,
    version: row.version,
  };
}

/** As the contract's `durationMs`; by the time of its start a run is sorted. */
function sinceStart({ queued_at, started_at, sort_at }: ItemRow, now: number): number {
  return (queued_at ?? started_at) === null ? 0 : Math.max(0, now - parseTimestamp(sort_at));
}
