import { decodeBase32, encodeBase32, hex64ToBase32 } from './crockford.ts';
import { RunlightError } from './errors.ts';
import { sha256Hex } from './sha256.ts';

const RUN_PREFIX = 'run_';
const STEP_PREFIX = 'step_';
const RUN_ID = /^run_[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const STEP_ID = /^step_[0-9A-F][0-9A-HJKMNP-TV-Z]{12}$/i;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** Tells whether an id is of Runlight's own form (`run_` + ULID), so that its trace id is the same 128 bits. */
export function isRunlightRunId(runId: string): boolean {
  return RUN_ID.test(runId) && !/^run_0+$/i.test(runId); // all zeros is no trace id
}

/** Tells whether a text is a step id, so that {@link spanIdFromStepId} has an answer. */
export function isStepId(text: string): boolean {
  return STEP_ID.test(text) && !/^step_0+$/i.test(text);
}

export function isTraceId(text: string): boolean {
  return TRACE_ID.test(text);
}

export function isSpanId(text: string): boolean {
  return SPAN_ID.test(text);
}

/** The run id with the same 128 bits as a trace id (32 lower-case hex digits). Throws `invalid_trace_id`. */
export function runIdFromTraceId(traceId: string): string {
  if (!isTraceId(traceId))
    throw new RunlightError('invalid_trace_id', `Not a trace id: ${JSON.stringify(traceId)}`);
  return RUN_PREFIX + encodeBase32(BigInt(`0x${traceId}`), 26);
}

/**
 * The trace id of a run: the same 128 bits for a `run_` + ULID id, else the first 16 bytes of
 * SHA-256(`runlight:` + id).
 *
 * Throws `invalid_run_id` for an empty id.
 */
export function traceIdFromRunId(runId: string): string {
  if (isRunlightRunId(runId)) {
    const value = decodeBase32(runId.slice(RUN_PREFIX.length)) ?? 0n;
    return value.toString(16).padStart(32, '0');
  }
  if (runId === '') throw new RunlightError('invalid_run_id', 'A run id must not be empty');
  return sha256Hex(`runlight:${runId}`).slice(0, 32);
}

/** The step id with the same 64 bits as a span id (16 lower-case hex digits). Throws `invalid_span_id`. */
export function stepIdFromSpanId(spanId: string): string {
  if (!isSpanId(spanId))
    throw new RunlightError('invalid_span_id', `Not a span id: ${JSON.stringify(spanId)}`);
  return STEP_PREFIX + hex64ToBase32(spanId);
}

/** The span id of a step id. Throws `invalid_step_id`. */
export function spanIdFromStepId(stepId: string): string {
  const value = isStepId(stepId) ? decodeBase32(stepId.slice(STEP_PREFIX.length)) : undefined;
  if (value === undefined) {
    throw new RunlightError('invalid_step_id', `Not a step id: ${JSON.stringify(stepId)}`);
  }
  return value.toString(16).padStart(16, '0');
}

/** The span id of a run's root span: the last 8 bytes of its trace id, so that a run id gives the whole context. */
export function rootSpanIdOf(traceId: string): string {
  const spanId = traceId.slice(16);
  // A span id of zeros is invalid; 80 bits of a trace id are random, but ids from elsewhere need not be.
  return isSpanId(spanId) ? spanId : `${spanId.slice(0, 15)}1`;
}

/** The id of an event: unique for good, because a producer is one process's part in one run and never reuses a seq. */
export function eventIdOf(producer: string, seq: number): string {
  return `${producer}-${seq}`;
}
