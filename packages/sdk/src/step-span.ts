import {
  context,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import {
  addFieldAttributes,
  ATTR,
  epochMsToHrTime,
  stepIdFromSpanId,
  type ErrorInfo,
  type EventAttributes,
} from '@runlight/contract';

import { newSpanId, withPinnedIds } from './new-ids.ts';
import type { StepOptions } from './options.ts';
import type { Run } from './run.ts';
import { currentScope } from './scope.ts';
import type { Step } from './step.ts';

/** How a step can end. */
export type EndedStatus = 'completed' | 'failed' | 'cancelled' | 'skipped';

/** The attributes of every event of a step. */
export function stepAttributes(
  run: Run,
  id: string,
  { name, key, type, opcode }: StepOptions,
  number: number,
): EventAttributes {
  const attributes: EventAttributes = {
    ...run.place.attributes,
    [ATTR.STEP_ID]: id,
    [ATTR.STEP_NAME]: name,
    [ATTR.STEP_ATTEMPT]: number,
  };
  if (key !== undefined) attributes[ATTR.STEP_KEY] = key;
  if (type !== undefined) attributes[ATTR.STEP_TYPE] = type;
  if (opcode !== undefined) addFieldAttributes(attributes, { opcode }, true);
  return attributes;
}

/**
 * The context that a step starts in: the active one if it lies inside of the step's parent, so that the user's own spans,
 * baggage and other values in between hold for the step too; else that of the parent.
 */
export function contextBelow(run: Run, parent: Step | undefined): Context {
  const active = context.active();
  const scope = currentScope(active);
  const inside =
    scope?.run === run && scope.step === parent && trace.getSpanContext(active)?.traceId === run.traceId;
  return inside ? active : (parent ?? run).place.context;
}

/** What stands for the span of a step that is not recorded. */
export function unrecordedSpan(run: Run): { span: Span; spanId: string; id: string } {
  const spanId = newSpanId();
  const span = trace.wrapSpanContext({ traceId: run.traceId, spanId, traceFlags: TraceFlags.NONE });
  return { span, spanId, id: stepIdFromSpanId(spanId) };
}

/** Starts a step's span with its id pinned; where that is not heeded, the step follows the span. */
export function startStepSpan(
  run: Run,
  { name, key, type }: StepOptions,
  number: number,
  parent: Context,
  startedAt: number,
): { span: Span; spanId: string; id: string } {
  const pinned = newSpanId();
  const id = stepIdFromSpanId(pinned);
  const own = { traceId: run.traceId, spanId: pinned, traceFlags: TraceFlags.NONE };
  const attributes: Attributes = {
    [ATTR.WORKFLOW_NAME]: run.workflow,
    [ATTR.RUN_ID]: run.id,
    [ATTR.STEP_ID]: id,
    [ATTR.STEP_NAME]: name,
    [ATTR.STEP_ATTEMPT]: number,
  };
  if (key !== undefined) attributes[ATTR.STEP_KEY] = key;
  if (type !== undefined) attributes[ATTR.STEP_TYPE] = type;
  const startTime = epochMsToHrTime(startedAt);
  const span = withPinnedIds(undefined, pinned, () =>
    run.tracer.startSpan(name, { startTime, attributes }, parent),
  );
  const { spanId } = span.spanContext();
  if (spanId === pinned) return { span, spanId, id };
  if (span.isRecording()) {
    // The application's own id generator chose another id: the step follows it.
    const followed = stepIdFromSpanId(spanId);
    span.setAttribute(ATTR.STEP_ID, followed);
    return { span, spanId, id: followed };
  }
  // No SDK is registered: the API hands the parent's context back. The step still needs an id of its own.
  return { span: trace.wrapSpanContext(own), spanId: pinned, id };
}

export function endStepSpan(
  span: Span | undefined,
  status: EndedStatus,
  duration_ms: number,
  error: ErrorInfo | undefined,
  atMs: number,
): void {
  if (span === undefined) return;
  span.setAttributes({ [ATTR.STEP_STATUS]: status, [ATTR.STEP_DURATION_MS]: duration_ms });
  if (error !== undefined) {
    span.setAttributes({ [ATTR.ERROR_TYPE]: error.type, [ATTR.ERROR_CATEGORY]: error.category });
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  }
  span.end(epochMsToHrTime(atMs));
}
