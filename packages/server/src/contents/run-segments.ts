import { isOutcome } from '@runlight/contract';

import type { Interval } from './intervals.ts';
import type { StateSpan } from './state-timeline.ts';
import { clamp } from './step-segments.ts';

/** A part of what a run did; `to` is null while it lasts. */
interface RunSegment extends Pick<StateSpan, 'from' | 'to' | 'note'> {
  readonly kind: 'queue' | 'run' | 'wait';
  readonly status: string;
}

/** What a run itself did, by the states that it was in: queued, went on, was held. Its end takes no time. */
export function runSegments(states: readonly StateSpan[], window: Interval): RunSegment[] {
  return states.flatMap(({ state: status, note, ...span }) => {
    if (span.to === null && isOutcome(status)) return [];
    const to = span.to === null ? null : clamp(span.to, window);
    return { kind: kindOf(status), from: clamp(span.from, window), to, status, note };
  });
}

/** A run that was given up, and then heard of again, was held too. */
function kindOf(state: string): RunSegment['kind'] {
  switch (state) {
    case 'queued':
      return 'queue';
    case 'running':
    case 'cancelling':
      return 'run';
    default:
      return 'wait';
  }
}
