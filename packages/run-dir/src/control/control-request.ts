import type { ControlRequest } from '@runlight/contract';

/** A request as it lies in `control/`: what was asked, and when. */
export function controlText(request: ControlRequest, requestedAt: string): string {
  return `${JSON.stringify({ format_version: 1, requested_at: requestedAt, ...request })}\n`;
}

/** Reads a request back; undefined for anything that is none. Other fields are let pass. */
export function parseControl(value: unknown): ControlRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>; // each one is checked
  const { kind, gate, outcome } = fields;
  const by = { id: textOf(fields['id']), actor: textOf(fields['actor']) };
  if (kind === 'cancel') return { kind, ...by, reason: textOf(fields['reason']) };
  if (kind !== 'gate' || typeof gate !== 'string') return undefined;
  if (outcome !== 'approved' && outcome !== 'rejected') return undefined;
  return { kind, gate, outcome, ...by, note: textOf(fields['note']) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
