import type { Json, RunEvent } from '@runlight/contract';
import { CONTENT_LIMITS, createRedactor, type ContentRedactor } from '@runlight/sdk';

type Redact = (value: never, redactor: ContentRedactor) => unknown;

/** Of tags, reasons and arguments. */
const MAX_ITEMS = 1000;

/** Leaves room for the mark that it was cut. */
const CUT_PAYLOAD = CONTENT_LIMITS.payload - 512;

const textOf =
  (limit: number): Redact =>
  (value: string, redactor) =>
    redactor.text(value, limit);
const text = textOf(CONTENT_LIMITS.text);
const texts: Redact = (values: string[], redactor) =>
  values.slice(0, MAX_ITEMS).map((value) => redactor.text(value, CONTENT_LIMITS.text));
const payload = (field: Parameters<ContentRedactor['payload']>[0]): Redact => {
  return (value: unknown, redactor) => {
    // What is cut is measured again, since a redactor counts about: so that cutting twice is cutting once.
    let limit: number | undefined = isWithinLimit(value) ? undefined : CUT_PAYLOAD;
    for (;;) {
      const kept = redactor.payload(field, value, limit);
      if (kept === undefined || isWithinLimit(kept)) return kept;
      limit = limit === undefined ? CUT_PAYLOAD : limit / 2;
    }
  };
};

function isWithinLimit(value: unknown): boolean {
  return JSON.stringify(value).length <= CONTENT_LIMITS.payload;
}

/** The fields of events that hold content, and what redaction makes of them. */
export const CONTENT_FIELDS: Readonly<Record<string, Redact>> = {
  inputs: payload('inputs'),
  outputs: payload('outputs'),
  details: payload('details'),
  input: payload('input'),
  output: payload('output'),
  reason: text,
  needs: text,
  note: text,
  target: text,
  summary: text,
  tags: texts,
  add: texts,
  remove: texts,
  command: (value: string[], redactor) => redactor.command(value.slice(0, MAX_ITEMS)),
  invocation_mode: text,
  working_directory: text,
  prompt_reference: text,
  capture_format: text,
  error: (value: object, redactor) =>
    within(value, { type: text, message: text, code: text, stack: textOf(CONTENT_LIMITS.stack) }, redactor),
  validation: (value: object, redactor) => within(value, { reasons: texts }, redactor),
};

/** The fields of events by which things are known and told apart; numbers and truth values are never content. */
export const IDENTITY_FIELDS: ReadonlySet<string> = new Set(
  [
    ['event', 'event_id', 'timestamp', 'run_id', 'producer', 'trace_id', 'span_id'],
    ['parent_span_id', 'root_span_id', 'caller_trace_id', 'caller_span_id'],
    ['workflow_name', 'workflow_version', 'environment', 'tenant_id', 'business_event_id', 'actor'],
    ['queue', 'rerun_of', 'new_run_id', 'parent_run_id', 'worktree_path'],
    ['step_name', 'step_key', 'step_type', 'opcode', 'from_step', 'from_step_key'],
    ['outcome', 'error_category', 'failed_step', 'failed_step_key', 'failed_span_id'],
    ['wait_id', 'wait_kind', 'until', 'since', 'last_seen_at'],
    ['gate', 'gate_outcome', 'decision', 'awaiting', 'runner', 'runner_family', 'termination'],
    ['role', 'path', 'media_type', 'sha256', 'usage', 'effectiveness'],
  ].flat(),
);

/**
 * An event without what a redactor takes out of its content, and no longer than the SDK would send it: with the identity,
 * the state and the times that it had, so that it folds as before. What is neither known as content nor as identity is
 * left out.
 */
export function redactEvent(event: RunEvent, redactor: ContentRedactor): RunEvent {
  const redacted: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event)) {
    if (value === undefined) continue;
    const redact = CONTENT_FIELDS[field];
    const kept =
      redact !== undefined
        ? redact(value as never, redactor)
        : isIdentity(field, value)
          ? cutIdentity(value)
          : undefined;
    if (kept !== undefined) redacted[field] = kept;
  }
  return redacted as unknown as RunEvent; // each field has the type that it had
}

/** Where no policy is set, content stays as its sender redacted it. */
const CUTS = createRedactor({ personalData: false }, { hash: (value) => value });
const CUTS_ONLY: ContentRedactor = {
  text: (value, limit = CONTENT_LIMITS.text) => (value.length > limit ? CUTS.text(value, limit) : value),
  command: (command) => command.map((argument) => CUTS_ONLY.text(argument)),
  // An `as`: it was JSON when it arrived.
  payload: (field, value, limit) =>
    limit === undefined ? (value as Json) : CUTS.payload(field, value, limit),
};

/** An event as it was, but for what is longer than the SDK would send it. */
export function cutEvent(event: RunEvent): RunEvent {
  return redactEvent(event, CUTS_ONLY);
}

function isIdentity(field: string, value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || IDENTITY_FIELDS.has(field);
}

/** The same for all that is the same: names that begin alike for so long are one. */
function cutIdentity(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, CONTENT_LIMITS.text);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([name, amount]) => [name.slice(0, CONTENT_LIMITS.text), amount]));
}

function within(
  value: object,
  fields: Readonly<Record<string, Redact>>,
  redactor: ContentRedactor,
): Record<string, unknown> {
  const redacted = Object.entries(value).map(([field, inner]) => {
    const redact = fields[field];
    return [field, redact === undefined ? inner : redact(inner as never, redactor)] as const;
  });
  return Object.fromEntries(redacted);
}
