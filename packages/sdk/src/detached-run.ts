import { context, TraceFlags, trace } from '@opentelemetry/api';
import { rootSpanIdOf, runIdFromTraceId } from '@runlight/contract';

import { RunClock } from './clock.ts';
import { newTraceId } from './new-ids.ts';
import { Run } from './run.ts';

let detached: Run | undefined;

/** The run of code that is in no run: it is over, so that nothing is recorded, and everything still works. */
export function detachedRun(): Run {
  if (detached !== undefined) return detached;
  const traceId = newTraceId();
  const rootSpanId = rootSpanIdOf(traceId);
  const spanContext = { traceId, spanId: rootSpanId, traceFlags: TraceFlags.NONE };
  detached = new Run({
    id: runIdFromTraceId(traceId),
    traceId,
    rootSpanId,
    workflow: 'detached',
    tenant: undefined,
    rerunOf: undefined,
    tags: [],
    span: trace.wrapSpanContext(spanContext),
    context: context.active(),
    parentSpanId: undefined,
    role: 'guest',
    startedAtMs: 0,
    queueWaitMs: undefined,
    heartbeatMs: 0,
    clock: new RunClock(),
  });
  detached.ended = true;
  return detached;
}
