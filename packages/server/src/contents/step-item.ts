import { toStep, type StepState } from '@runlight/contract';

import type { StepItem } from '../api/run-contents.ts';

/** A step as the API shows it. */
export function toStepItem(step: StepState, runId: string): StepItem {
  return {
    ...toStep(step, runId),
    base_name: step.name,
    key: step.key,
    parent_span_id: step.parent_span_id,
    attempt: step.attempt,
    waiting_ms: step.waiting_ms,
    reason: step.reason,
    error_category: step.error?.category ?? null,
  };
}
