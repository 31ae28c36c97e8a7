import { shiftTimestamp, type RunEvent, type StepState } from '@runlight/contract';

import { blockNote, waitNote } from './hold-notes.ts';
import type { Interval } from './intervals.ts';

/** A part of what a step did; `to` is where it stops for now if the step goes on. */
export interface Segment extends Interval {
  readonly kind: 'run' | 'wait' | 'backoff';
  readonly attempt: number;
  readonly status: string;
  readonly note: string | null;
}

/** A step between its start and its end, inside of its run. */
export interface StepSpan extends Interval {
  readonly step: StepState;
  readonly fate: 'ended' | 'goes_on' | 'abandoned';
}

/**
 * What a step did from its start to its end, without gap or overlap: executed, waited, backed off before it tried again.
 * `pauses` are the step's own events of that kind, in order. A step that took no time is one segment of no length.
 */
export function segmentsOf({ step, from, to, fate }: StepSpan, pauses: readonly RunEvent[]): Segment[] {
  const parts: Omit<Segment, 'status'>[] = [];
  let attempt = step.attempt;
  let open: { kind: Segment['kind']; from: string; note: string | null } = { kind: 'run', from, note: null };
  let backoffUntil = from;
  const close = (at: string): void => {
    if (open.kind === 'backoff' && backoffUntil < at) {
      if (open.from < backoffUntil) parts.push({ ...open, to: backoffUntil, attempt });
      open = { kind: 'run', from: backoffUntil, note: null };
    }
    if (open.from < at) parts.push({ ...open, to: at, attempt });
  };
  for (const event of pauses) {
    const at = clamp(event.timestamp, { from: open.from, to });
    close(at);
    switch (event.event) {
      case 'workflow.step.waiting':
        open = { kind: 'wait', from: at, note: waitNote(event.wait_kind, event.reason) };
        break;
      case 'workflow.step.blocked':
        open = { kind: 'wait', from: at, note: blockNote(event.reason, event.needs) };
        break;
      case 'workflow.step.retrying':
        fail(parts, attempt, event.error.message);
        attempt += 1;
        backoffUntil = shiftTimestamp(at, event.delay_ms ?? 0);
        open = { kind: 'backoff', from: at, note: event.error.message };
        break;
      default:
        open = { kind: 'run', from: at, note: null };
    }
  }
  close(to);
  if (step.error !== null) fail(parts, attempt, step.error.message);
  if (parts.length === 0)
    parts.push({ kind: 'run', from, to, attempt, note: step.error?.message ?? step.reason });
  const status = fate === 'abandoned' ? 'abandoned' : step.status;
  return parts.map((part) => ({ ...part, status: part.attempt < attempt ? 'failed' : status }));
}

/** Says why an attempt failed where it did. */
function fail(parts: Omit<Segment, 'status'>[], attempt: number, message: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'run' && last.attempt === attempt) parts[parts.length - 1] = { ...last, note: message };
}

/** A time, or the nearest one inside of an interval. */
export function clamp(time: string, { from, to }: Interval): string {
  if (time <= from) return from;
  return time < to ? time : to;
}
