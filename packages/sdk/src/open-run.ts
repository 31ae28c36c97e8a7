import { parseTimestamp, rootSpanAttributes, rootSpanIdOf } from '@runlight/contract';

import { durationBetween, RunClock } from './clock.ts';
import { heartbeatIntervalMs } from './configuration.ts';
import { attempt, failOpen } from './fail-open.ts';
import { amountOf, delayOf, idOf, labelOf } from './given-values.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { RunOptions, RunOptionsWithTicket } from './options.ts';
import { rootIdsOf, startRootSpan } from './root-span.ts';
import { callerOf, describingFields, readDescription } from './run-description.ts';
import { Run } from './run.ts';

/** Starts a run in this process: its root span, its `running` event, its heartbeat, its control. */
export function openRun(options: RunOptions | RunOptionsWithTicket): Run {
  const { ticket } = options;
  const description = readDescription(options, ticket?.description);
  const { workflow } = description;
  const caller = callerOf(ticket);
  const clock = new RunClock();
  const startedAtMs = clock.now();
  const ownId = idOf(ticket?.runId) ?? idOf(options.id);
  const ids = rootIdsOf(ownId);
  const fields = describingFields(ids.traceId, description, caller, labelOf(ticket?.queue));
  const root = startRootSpan(ids, rootSpanAttributes(ids.runId, workflow, fields), {
    workflow,
    startedAtMs,
    caller: caller.spanContext,
    ownRunId: ownId !== undefined,
    join: options.parent === 'join' && caller.spanContext !== undefined,
  });
  const queuedAtMs = ticket === undefined ? Number.NaN : parseTimestamp(ticket.queuedAt);
  const run = new Run({
    id: root.runId,
    traceId: root.traceId,
    rootSpanId: root.spanId,
    workflow,
    tenant: description.tenant,
    rerunOf: description.rerunOf,
    tags: [...(readDescription({}, ticket?.description).tags ?? []), ...(description.tags ?? [])],
    span: root.span,
    context: root.context,
    parentSpanId: undefined,
    role: 'owner',
    startedAtMs,
    queueWaitMs: amountOf(durationBetween(queuedAtMs, startedAtMs)),
    heartbeatMs: amountOf(options.heartbeatIntervalMs) ?? heartbeatIntervalMs(),
    clock,
  });
  const timeoutMs = delayOf(options.timeoutMs);
  run.record(
    {
      event: 'workflow.run.running',
      ...fields,
      trace_id: root.traceId,
      root_span_id: root.spanId === rootSpanIdOf(root.traceId) ? undefined : root.spanId,
      queue_wait_ms: run.identity.queueWaitMs,
      timeout_ms: timeoutMs,
      heartbeat_interval_ms: run.heartbeatMs > 0 ? run.heartbeatMs : undefined,
      worktree_path: workingDirectory(),
    },
    startedAtMs,
  );
  run.control.start();
  startHeartbeat(run);
  if (timeoutMs !== undefined) run.abort.timeOutAfter(timeoutMs);
  const { signal } = options;
  if (signal !== undefined) attempt('following a signal', () => run.abort.follow(signal));
  return run;
}

/** There is none when it was deleted. */
function workingDirectory(): string | undefined {
  return failOpen(
    'reading the working directory',
    () => process.cwd(),
    () => undefined,
  );
}
