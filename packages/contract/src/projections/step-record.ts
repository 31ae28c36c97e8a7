import { stepIdFromSpanId } from '../ids.ts';
import { stepLabel } from '../run-view.ts';
import type { Json } from '../schemas/fields.ts';
import type { Step } from '../schemas/run-record.ts';
import type { StepRecordStatus } from '../state-table.ts';
import type { StepState } from '../step-state.ts';
import { resourceUsageOf } from './resource-usage.ts';

/** A step as the run management API shows it. */
export function toStep(step: StepState, runId: string): Step {
  return {
    id: stepIdFromSpanId(step.span_id),
    run_id: runId,
    name: stepLabel(step),
    type: step.type ?? 'tool',
    status: statusOfStep(step),
    started_at: step.started?.[0] ?? null,
    completed_at: step.ended_at,
    duration_ms: step.duration_ms,
    retries: step.retries,
    details: detailsOf(step.details),
    io: { input_redacted: step.input, output_redacted: step.output },
    diagnostics: {
      span_id: step.span_id,
      resource_usage: resourceUsageOf(step.usage),
      error_code: step.error?.code ?? step.error?.type ?? null,
      error_message: step.error?.message ?? null,
    },
    validation: step.validation,
  };
}

function statusOfStep({ status, gate }: StepState): StepRecordStatus {
  switch (status) {
    case 'waiting':
      return gate?.kind === 'human' && gate.resolved === null ? 'waiting_human' : 'running';
    case 'blocked':
      return 'running';
    case 'cancelled':
      return 'canceled';
    default:
      return status;
  }
}

/** The three details that the record names, and all others as its parameters: nothing an author said gets lost. */
function detailsOf(details: Json): Step['details'] {
  if (details === null) return {};
  if (typeof details !== 'object' || Array.isArray(details)) return { parameters_redacted: details };
  const named: Step['details'] = {};
  const others: Record<string, Json> = {};
  for (const [name, value] of Object.entries(details)) {
    if ((name === 'model' || name === 'tool' || name === 'endpoint') && typeof value === 'string')
      named[name] = value;
    else if (isRecord(value) && (name === 'parameters' || name === 'parameters_redacted'))
      Object.assign(others, value);
    else others[name] = value;
  }
  return Object.keys(others).length === 0 ? named : { ...named, parameters_redacted: others };
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
