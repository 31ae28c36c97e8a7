import { INVALID_SPAN_CONTEXT, trace, type Span } from '@opentelemetry/api';

import { reportTrouble } from './fail-open.ts';
import { encodeHex } from './hex.ts';
import { state } from './shared-state.ts';

const POOL_SIZE = 4096;
let pool: Uint8Array = new Uint8Array(0);
let used = 0;

function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(POOL_SIZE)); // one system call for hundreds of ids
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** A trace id that sorts by time: 48 bits of milliseconds since the epoch, then 80 random bits. */
export function newTraceId(epochMs: number = Date.now()): string {
  return Math.floor(epochMs).toString(16).padStart(12, '0').slice(-12) + encodeHex(randomBytes(10));
}

/** A random span id. */
export function newSpanId(): string {
  const spanId = encodeHex(randomBytes(8));
  return spanId === '0000000000000000' ? newSpanId() : spanId;
}

/** A random id for one process's part in one run. */
export function newProducer(): string {
  return encodeHex(randomBytes(8));
}

/**
 * Calls `startSpan` while the ids of the span that it starts are pinned, for an id generator that asks
 * {@link takePinnedTraceId} and {@link takePinnedSpanId}. Nothing else can run in between: `startSpan` is synchronous.
 *
 * Where it throws, as a span processor may, the span is one that nobody sees and whose context is not valid.
 */
export function withPinnedIds(traceId: string | undefined, spanId: string, startSpan: () => Span): Span {
  state.pinnedTraceId = traceId;
  state.pinnedSpanId = spanId;
  try {
    return startSpan();
  } catch (error) {
    reportTrouble('starting a span', error);
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  } finally {
    state.pinnedTraceId = undefined;
    state.pinnedSpanId = undefined;
  }
}

/** The trace id that the span which is being started must get, if the SDK wants a certain one. */
export function takePinnedTraceId(): string | undefined {
  const traceId = state.pinnedTraceId;
  state.pinnedTraceId = undefined;
  return traceId;
}

/** The span id that the span which is being started must get, if the SDK wants a certain one. */
export function takePinnedSpanId(): string | undefined {
  const spanId = state.pinnedSpanId;
  state.pinnedSpanId = undefined;
  return spanId;
}
