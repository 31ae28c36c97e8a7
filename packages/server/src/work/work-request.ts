import type { Json } from '@runlight/contract';

/** What a work item asks for, as `work_items.request` keeps it. */
export interface WorkRequest {
  /** As given, for the worker alone: gone when the item is over. The run's own events have them redacted. */
  readonly inputs: Json;
  readonly from: 'start' | 'failed_step';
  readonly reason: string | null;
  readonly note: string | null;
  readonly tags: readonly string[];
  readonly run_attempt: number;
  readonly business_event_id: string | null;
}

/** A kept request, of an item that is over. */
export function withoutInputs(request: string): string {
  const parsed = JSON.parse(request) as WorkRequest; // only this server writes the column
  return JSON.stringify({ ...parsed, inputs: null });
}
