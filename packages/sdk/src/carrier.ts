import { isTraceId, isSpanId } from '@runlight/contract';

/** The keys of our baggage entries. */
const RUN_ID_ENTRY = 'workflow.run.id';
const NAME_ENTRY = 'workflow.name';

export interface RunContext {
  readonly runId: string;
  readonly workflow: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** A run's context as W3C Trace Context and Baggage. The sampled flag is set: a run is always wanted. */
export function toCarrier(run: RunContext): { traceparent: string; baggage: string } {
  return {
    traceparent: `00-${run.traceId}-${run.spanId}-01`,
    baggage: `${RUN_ID_ENTRY}=${encodePercent(run.runId)},${NAME_ENTRY}=${encodePercent(run.workflow)}`,
  };
}

/** The trace and span id of a `traceparent`, if it is a valid one. */
export function fromTraceparent(
  traceparent: string | undefined,
): { traceId: string; spanId: string } | undefined {
  const [, traceId, spanId] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || !isTraceId(traceId) || !isSpanId(spanId))
    return undefined;
  return { traceId, spanId };
}

/** The run that a baggage header names, if it names one. */
export function fromBaggage(baggage: string | undefined): { runId?: string; workflow?: string } {
  const found: { runId?: string; workflow?: string } = {};
  for (const entry of (baggage ?? '').split(',')) {
    const [key, value = ''] =
      entry
        .split(';')[0]
        ?.split('=')
        .map((part) => part.trim()) ?? [];
    if (key === RUN_ID_ENTRY) found.runId = decodePercent(value);
    if (key === NAME_ENTRY) found.workflow = decodePercent(value);
  }
  return found;
}

function encodePercent(text: string): string {
  return encodeURIComponent(text.toWellFormed()); // half a surrogate pair can't be encoded
}

/** Percent-encoded text in the clear; text that is not is left as it is. */
export function decodePercent(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // not percent-encoded
  }
}
