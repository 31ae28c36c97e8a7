import type { RunEvent } from '@runlight/contract';
import type { ContentRedactor } from '@runlight/sdk';

type Redact = (value: never, redactor: ContentRedactor) => unknown;

const text: Redact = (value: string, redactor) => redactor.text(value, Number.POSITIVE_INFINITY);
const texts: Redact = (values: string[], redactor) =>
  values.map((value) => redactor.text(value, Number.POSITIVE_INFINITY));
const payload = (field: Parameters<ContentRedactor['payload']>[0]): Redact => {
  return (value: unknown, redactor) => redactor.payload(field, value);
};

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
  command: (value: string[], redactor) => redactor.command(value),
  invocation_mode: text,
  working_directory: text,
  prompt_reference: text,
  capture_format: text,
  error: (value: object, redactor) =>
    within(value, { type: text, message: text, code: text, stack: text }, redactor),
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
 * An event without what a redactor takes out of its content: with the identity, the state and the times that it had, so
 * that it folds as before. What is neither known as content nor as identity is left out.
 */
export function redactEvent(event: RunEvent, redactor: ContentRedactor): RunEvent {
  const redacted: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event)) {
    const redact = CONTENT_FIELDS[field];
    const kept =
      redact === undefined
        ? isIdentity(field, value)
          ? value
          : undefined
        : redact(value as never, redactor);
    if (kept !== undefined) redacted[field] = kept;
  }
  return redacted as unknown as RunEvent; // each field has the type that it had
}

function isIdentity(field: string, value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || IDENTITY_FIELDS.has(field);
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
