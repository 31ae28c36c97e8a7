import { parseTimestamp } from '@runlight/contract';

import { durationBetween, RunClock } from './clock.ts';
import { heartbeatIntervalMs } from './configuration.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { RunOptions, RunOptionsWithTicket } from './options.ts';
import { rootIdsOf, startRootSpan } from './root-span.ts';
import { currentCaller, describingFields, rootSpanAttributes } from './run-description.ts';
import { Run } from './run.ts';

/** Starts a run in this process: its root span, its `running` event, its heartbeat, its control. */
export function openRun(options: RunOptions | RunOptionsWithTicket): Run {
  const { ticket } = options;
  const workflow = options.workflow ?? ticket?.description.workflow ?? 'workflow';
  const description = { ...ticket?.description, ...options, workflow };
  const caller = currentCaller();
  const clock = new RunClock();
  const startedAtMs = clock.now();
  const ownId = ticket?.runId ?? (options.id === '' ? undefined : options.id);
  const ids = rootIdsOf(ownId);
  const fields = describingFields(ids.traceId, description, caller, ticket?.queue);
  const root = startRootSpan(ids, rootSpanAttributes(ids.runId, workflow, fields), {
    workflow,
    startedAtMs,
    caller: caller.spanContext,
    ownRunId: ownId !== undefined,
    join: options.parent === 'join' && caller.spanContext !== undefined,
  });
  const run = new Run({
    id: root.runId,
    traceId: root.traceId,
    workflow,
    tenant: description.tenant,
    rerunOf: description.rerunOf,
    span: root.span,
    context: root.context,
    parentSpanId: undefined,
    role: 'owner',
    startedAtMs,
    queueWaitMs:
      ticket === undefined ? undefined : durationBetween(parseTimestamp(ticket.queuedAt), startedAtMs),
    heartbeatMs: options.heartbeatIntervalMs ?? heartbeatIntervalMs(),
    clock,
  });
  run.record(
    {
      event: 'workflow.run.running',
      ...fields,
      trace_id: root.traceId,
      queue_wait_ms: run.identity.queueWaitMs,
      timeout_ms: options.timeoutMs,
      heartbeat_interval_ms: run.heartbeatMs > 0 ? run.heartbeatMs : undefined,
      worktree_path: process.cwd(),
    },
    startedAtMs,
  );
  run.control.start();
  startHeartbeat(run);
  if (options.timeoutMs !== undefined) run.abort.timeOutAfter(options.timeoutMs);
  if (options.signal !== undefined) run.abort.follow(options.signal);
  return run;
}
