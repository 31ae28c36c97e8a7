import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import {
  ATTR,
  epochMsToHrTime,
  rootSpanEndAttributes,
  rootSpanIdOf,
  runIdFromTraceId,
  STATE_TABLE,
  traceIdFromRunId,
  type RootSpanOutcome,
} from '@runlight/contract';

import { INSTRUMENTATION_SCOPE } from './instrumentation-scope.ts';
import { newSpanId, newTraceId, withPinnedIds } from './new-ids.ts';

/** A run's ids, as far as we may choose them. */
export interface RootIds {
  readonly runId: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** The ids of a run: of the run id that is given, else new ones. */
export function rootIdsOf(runId: string | undefined): RootIds {
  const traceId = runId === undefined ? newTraceId() : traceIdFromRunId(runId);
  return { runId: runId ?? runIdFromTraceId(traceId), traceId, spanId: rootSpanIdOf(traceId) };
}

export interface RootSpan extends RootIds {
  readonly span: Span;
  readonly context: Context;
}

export interface RootSpanOptions {
  readonly workflow: string;
  readonly startedAtMs: number;
  readonly caller: SpanContext | undefined;
  /** Whether the run id was given, so that it stays whatever trace id the run gets. */
  readonly ownRunId: boolean;
  /** Starts the span in the caller's trace. */
  readonly join: boolean;
}

/**
 * Starts a run's root span with its ids pinned. Where the application's provider chooses ids by itself, the run follows
 * it; where no SDK is registered, the run keeps its own ids, which are then valid though nothing is exported.
 */
export function startRootSpan(ids: RootIds, attributes: Attributes, options: RootSpanOptions): RootSpan {
  const parent = context.active();
  const tracer = trace.getTracer(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
  const pinnedSpanId = options.join ? newSpanId() : ids.spanId;
  const span = withPinnedIds(options.join ? undefined : ids.traceId, pinnedSpanId, () =>
    tracer.startSpan(
      options.workflow,
      {
        root: !options.join,
        startTime: epochMsToHrTime(options.startedAtMs),
        attributes,
        links: options.caller === undefined || options.join ? [] : [{ context: options.caller }],
      },
      parent,
    ),
  );
  const made = span.spanContext();
  const unregistered = !isSpanContextValid(made) || made.spanId === trace.getSpanContext(parent)?.spanId;
  if (unregistered) {
    const traceId = options.join && isSpanContextValid(made) ? made.traceId : ids.traceId;
    const own = { traceId, spanId: pinnedSpanId, traceFlags: TraceFlags.NONE };
    return rootOf(ids.runId, trace.wrapSpanContext(own), own, parent);
  }
  const follows = made.traceId !== ids.traceId && !options.ownRunId && !options.join;
  const runId = follows ? runIdFromTraceId(made.traceId) : ids.runId;
  if (follows) span.setAttribute(ATTR.RUN_ID, runId);
  return rootOf(runId, span, made, parent);
}

function rootOf(runId: string, span: Span, { traceId, spanId }: SpanContext, parent: Context): RootSpan {
  return { runId, traceId, spanId, span, context: trace.setSpan(parent, span) };
}

/** The context below a root span that another process will materialise, or already has. */
export function remoteContext(traceId: string, spanId: string): Context {
  const spanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

export interface RootSpanEnd extends RootSpanOutcome {
  readonly endedAtMs: number;
}

export function endRootSpan(span: Span, end: RootSpanEnd): void {
  span.setAttributes(rootSpanEndAttributes(end));
  if (STATE_TABLE[end.outcome].spanStatus === 'error') {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      ...(end.error != null && { message: end.error.message }),
    });
  }
  span.end(epochMsToHrTime(end.endedAtMs));
}
