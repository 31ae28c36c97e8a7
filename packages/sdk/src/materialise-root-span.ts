import { context, trace, type Attributes, type SpanContext } from '@opentelemetry/api';
import { epochMsToHrTime, eventToAttributes, timestampToHrTime } from '@runlight/contract';

import { attempt } from './fail-open.ts';
import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';
import { withPinnedIds } from './new-ids.ts';
import { endRootSpan, remoteContext, type RootIds, type RootSpanEnd } from './root-span.ts';
import { loadRun } from './shared-state.ts';

/** What a root span says from its start. */
interface RootSpanStart {
  readonly workflow: string;
  readonly startedAtMs: number;
  readonly attributes: Attributes;
  readonly caller: SpanContext | undefined;
}

/** Makes the root span of a run that other processes began: pinned ids, original start, all of its events. */
export function materialiseRootSpan(ids: RootIds, start: RootSpanStart, end: RootSpanEnd): void {
  const { caller, attributes } = start;
  const joined = caller?.traceId === ids.traceId ? caller : undefined;
  const tracer = trace.getTracer(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
  const span = withPinnedIds(joined === undefined ? ids.traceId : undefined, ids.spanId, () =>
    tracer.startSpan(
      start.workflow,
      {
        root: joined === undefined,
        startTime: epochMsToHrTime(start.startedAtMs),
        attributes,
        links: caller === undefined || joined !== undefined ? [] : [{ context: caller }],
      },
      joined === undefined ? context.active() : remoteContext(joined.traceId, joined.spanId),
    ),
  );
  // With another id generator the span would be a trace of its own, with nothing in it.
  if (span.spanContext().traceId !== ids.traceId) return;
  attempt('adding the events of a run to its root span', () => {
    for (const event of loadRun(ids.runId)?.events ?? []) {
      if ('step_seq' in event || event.event === 'workflow.run.queued') continue; // the span begins after the queue
      span.addEvent(event.event, eventToAttributes(event), timestampToHrTime(event.timestamp));
    }
  });
  endRootSpan(span, end);
}
