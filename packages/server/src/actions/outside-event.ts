import { randomBytes } from 'node:crypto';

import { eventIdOf, formatTimestamp, parseTimestamp, type RunEvent, type RunState } from '@runlight/contract';

type Envelope = 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name';
type WithoutEnvelope<E> = E extends RunEvent ? Omit<E, Envelope> : never;
/** An event without what its producer adds. */
export type EventBody = WithoutEnvelope<RunEvent>;

const MICROSECOND_MS = 0.001;

/**
 * Events that somebody who is no process of the run says of it, together: under a producer of their own, and later than
 * all that the run has told, so that they stand after it. `now` in epoch milliseconds.
 */
export function outsideEvents(state: RunState, bodies: readonly EventBody[], now: number): RunEvent[] {
  const producer = randomBytes(8).toString('hex');
  const told = state.updated_at === null ? 0 : parseTimestamp(state.updated_at);
  const from = Math.max(now, told + MICROSECOND_MS);
  return bodies.map((body, seq) => ({
    ...body,
    event_id: eventIdOf(producer, seq),
    timestamp: formatTimestamp(from + seq * MICROSECOND_MS),
    run_id: state.run_id,
    producer,
    seq,
    workflow_name: state.workflow_name,
  }));
}
