import { initialRunState, traceIdFromRunId, type RunEvent, type RunState } from '@runlight/contract';

import { outsideEvents, type EventBody } from '../actions/outside-event.ts';
import type { RunRow } from '../store/schema.ts';
import type { WorkRequest } from './work-request.ts';

/** The original says that it is repeated, the new run that it is queued and what it repeats. */
export function linkingEvents(link: {
  readonly run: RunRow;
  readonly state: RunState;
  readonly request: WorkRequest;
  readonly inputsAreGiven: boolean;
  readonly newRunId: string;
  readonly actor: string;
  /** Epoch milliseconds. */
  readonly now: number;
}): RunEvent[] {
  const { run, state, request, inputsAreGiven, newRunId, actor, now } = link;
  const asked: EventBody = {
    event: 'workflow.run.rerun_requested',
    actor,
    new_run_id: newRunId,
    ...(request.reason !== null && { reason: request.reason }),
    ...(request.note !== null && { note: request.note }),
  };
  const queued: EventBody = {
    event: 'workflow.run.queued',
    trace_id: traceIdFromRunId(newRunId),
    rerun_of: run.run_id,
    actor,
    tags: [...request.tags],
    run_attempt: request.run_attempt,
    ...(run.tenant_id !== '' && { tenant_id: run.tenant_id }),
    ...(run.environment !== null && { environment: run.environment }),
    ...(run.business_event_id !== null && { business_event_id: run.business_event_id }),
    // Those that are given now are told redacted, by the worker.
    ...(!inputsAreGiven && { inputs: request.inputs }),
  };
  const note: EventBody[] =
    request.note === null ? [] : [{ event: 'workflow.run.annotated', actor, note: request.note }];
  return [
    ...outsideEvents(state, [asked], now),
    ...outsideEvents(initialRunState(newRunId, run.workflow_name), [queued, ...note], now),
  ];
}
