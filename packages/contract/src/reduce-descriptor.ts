import { earlier, type Mark } from './marks.ts';
import type { RunDescriptor, RunState } from './run-state.ts';
import type { EventOf } from './schemas/event.ts';

type DescribingEvent = EventOf<'workflow.run.queued' | 'workflow.run.running'>;

/** Of two events of a kind the earlier one counts; what `running` leaves open, `queued` fills. */
export function describeRun(state: RunState, event: DescribingEvent, mark: Mark): void {
  const by = state.described_by;
  const described = { mark, descriptor: descriptorOf(event) };
  if (event.event === 'workflow.run.running') by.running = earlier(by.running, described);
  else by.queued = earlier(by.queued, described);
  state.workflow_name = event.workflow_name;
  state.descriptor = fillNulls(by.running?.descriptor, by.queued?.descriptor) ?? state.descriptor;
}

function fillNulls(
  first: RunDescriptor | undefined,
  second: RunDescriptor | undefined,
): RunDescriptor | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const given = Object.fromEntries(Object.entries(first).filter(([, value]) => value !== null));
  return { ...second, ...given };
}

function descriptorOf(event: DescribingEvent): RunDescriptor {
  const running = event.event === 'workflow.run.running' ? event : null;
  return {
    trace_id: event.trace_id,
    root_span_id: running?.root_span_id ?? null,
    workflow_version: event.workflow_version ?? null,
    environment: event.environment ?? null,
    tenant_id: event.tenant_id ?? null,
    business_event_id: event.business_event_id ?? null,
    actor: event.actor ?? null,
    inputs: event.inputs ?? null,
    rerun_of: event.rerun_of ?? null,
    parent_run_id: event.parent_run_id ?? null,
    run_attempt: event.run_attempt ?? null,
    caller_trace_id: event.caller_trace_id ?? null,
    caller_span_id: event.caller_span_id ?? null,
    queue: event.queue ?? null,
    queue_wait_ms: running?.queue_wait_ms ?? null,
    worktree_path: running?.worktree_path ?? null,
    timeout_ms: running?.timeout_ms ?? null,
    tags: event.tags ?? null,
  };
}
