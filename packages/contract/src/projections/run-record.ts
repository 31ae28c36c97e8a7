import { traceIdFromRunId } from '../ids.ts';
import type { RunState } from '../run-state.ts';
import {
  durationMs,
  endOf,
  holdForPerson,
  isFirstPass,
  recordStatusOf,
  statusOf,
  tagsOf,
} from '../run-view.ts';
import type { Run } from '../schemas/run-record.ts';
import { resourceUsageOf } from './resource-usage.ts';

/** A run as the run management API shows it; `now` in epoch milliseconds. */
export function toRun(state: RunState, now: number): Run {
  const { descriptor } = state;
  const end = endOf(state);
  const status = statusOf(state);
  return {
    id: state.run_id,
    workflow_name: state.workflow_name,
    workflow_version: descriptor.workflow_version,
    environment: descriptor.environment,
    status: recordStatusOf(status, holdForPerson(state) !== null),
    started_at: state.started?.[0] ?? state.entry_step?.mark[0] ?? null,
    completed_at: end?.mark[0] ?? null,
    duration_ms: status === 'queued' ? null : durationMs(state, now),
    actor: isSystem(descriptor.actor) ? 'system' : 'human',
    hitl: state.hitl?.state ?? null,
    business_event_id: descriptor.business_event_id,
    tenant_id: descriptor.tenant_id,
    inputs_summary: descriptor.inputs,
    outputs_summary: end?.outputs ?? null,
    effectiveness: {
      first_pass_success: end === null ? null : (end.effectiveness?.first_pass_success ?? isFirstPass(state)),
      accuracy: end?.effectiveness?.accuracy ?? null,
      throughput_delta: end?.effectiveness?.throughput_delta ?? null,
    },
    diagnostics: {
      trace_id: descriptor.trace_id ?? traceIdFromRunId(state.run_id),
      resource_usage: resourceUsageOf(state.usage),
      error_code: end?.error?.code ?? end?.error?.type ?? null,
      error_message: end?.error?.message ?? null,
    },
    tags: tagsOf(state),
    annotations: state.annotations.map(({ mark, author, note }) => ({ author, note, at: mark[0] })),
  };
}

/** The record knows `system` and `human` only; who exactly it was is the event's `actor`. */
export function isSystem(actor: string | null): boolean {
  return actor === null || actor === 'system';
}
