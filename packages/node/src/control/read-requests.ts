import type { ControlRequest } from '@runlight/contract';

/** What a server says is asked of a run. */
export interface AskedRequest {
  readonly requestId: string;
  readonly runId: string;
  /** Undefined for what this version does not understand. */
  readonly request: ControlRequest | undefined;
}

/** Reads a server's answer. */
export function readRequests(answer: unknown): AskedRequest[] {
  const { requests } = fieldsOf(answer);
  return Array.isArray(requests) ? requests.map(readRequest) : [];
}

function readRequest(value: unknown): AskedRequest {
  const fields = fieldsOf(value);
  const [requestId, runId] = [textOf(fields['request_id']) ?? '', textOf(fields['run_id']) ?? ''];
  return { requestId, runId, request: requestIn(fields, requestId) };
}

function requestIn(fields: Readonly<Record<string, unknown>>, id: string): ControlRequest | undefined {
  const { kind, gate, outcome } = fields;
  const by = { id, actor: textOf(fields['actor']) };
  if (kind === 'cancel') return { kind, ...by, reason: textOf(fields['reason']) };
  if (kind !== 'gate' || typeof gate !== 'string') return undefined;
  if (outcome !== 'approved' && outcome !== 'rejected') return undefined;
  return { kind, ...by, gate, outcome, note: textOf(fields['note']) };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // each is checked
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
