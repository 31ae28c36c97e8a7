import { stepLabel, type StepState } from '@runlight/contract';

import type { StepRow } from '../store/schema.ts';

/** A step's row. */
export function stepRow(runId: string, step: StepState): StepRow {
  return {
    run_id: runId,
    span_id: step.span_id,
    label: stepLabel(step),
    name: step.name,
    type: step.type,
    status: step.status,
    attempt: step.attempt,
    began_at: step.started?.[0] ?? step.ended_at ?? '',
    started_at: step.started?.[0] ?? null,
    ended_at: step.ended_at,
    duration_ms: step.duration_ms,
    retries: step.retries,
    error_code: step.error?.code ?? step.error?.type ?? null,
    error_category: step.error?.category ?? null,
    error_message: step.error?.message ?? null,
    tokens: step.usage?.['tokens'] ?? null,
    compute_ms: step.usage?.['compute_ms'] ?? null,
    state: JSON.stringify(step),
  };
}
