import { isEventName, opcodeOf, type RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';

export type ParsedLine =
  | { readonly kind: 'event'; readonly event: RunEvent }
  /** JSON, but no event that we know: from another producer of OA04.3 files, or from a newer version. */
  | { readonly kind: 'foreign'; readonly line: Readonly<Record<string, unknown>> }
  /** No JSON object: cut off by a crash or a full disk. */
  | { readonly kind: 'torn' };

/** Reads a line of a stream. The events come from files, so they are checked here and trusted from here on. */
export function parseLine(text: string): ParsedLine {
  const line = parseObject(text);
  if (line === undefined) return { kind: 'torn' };
  if (!isEventName(line['event'])) return { kind: 'foreign', line };
  const parsed = RunEventSchema.safeParse(line);
  return parsed.success
    ? { kind: 'event', event: withoutImpliedOpcode(parsed.data) }
    : { kind: 'foreign', line };
}

/** A line spells out the opcode that follows from its step's type; the event that was emitted does not. */
function withoutImpliedOpcode(event: RunEvent): RunEvent {
  if (!('step_seq' in event) || event.opcode !== opcodeOf({ type: event.step_type })) return event;
  const { opcode: _implied, ...emitted } = event;
  return emitted;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined; // just checked
  } catch {
    return undefined;
  }
}
