import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';

import {
  advance,
  eventIdOf,
  formatTimestamp,
  parseTimestamp,
  toEventLine,
  type RunEvent,
  type RunState,
} from '@runlight/contract';

import { FILES } from '../layout.ts';
import { readRun } from '../read/read-run.ts';
import { RunDirError } from '../run-dir-error.ts';
import { EventStream, OpenStreams } from '../write/event-stream.ts';

const FILE_MODE = 0o600;
const MICROSECOND_MS = 0.001;

type Envelope = 'event_id' | 'timestamp' | 'run_id' | 'producer' | 'seq' | 'workflow_name';
type WithoutEnvelope<E> = E extends RunEvent ? Omit<E, Envelope> : never;
/** An event without what its producer adds. */
export type EventBody = WithoutEnvelope<RunEvent>;

/**
 * Numbers the events of somebody who is no process of the run, on a clock that is always ahead of the run's: what is
 * found out about the run is later than all that it has told.
 */
export class OutsideProducer {
  readonly #producer = randomBytes(8).toString('hex');
  readonly #state: RunState;
  readonly #now: number;
  #seq = 0;

  constructor(state: RunState, now: number) {
    this.#state = state;
    this.#now = Math.max(
      now,
      state.updated_at === null ? 0 : parseTimestamp(state.updated_at) + MICROSECOND_MS,
    );
  }

  /** Makes an event and folds it. */
  emit(body: EventBody): RunEvent {
    const event: RunEvent = {
      ...body,
      event_id: eventIdOf(this.#producer, this.#seq),
      timestamp: formatTimestamp(this.#now),
      run_id: this.#state.run_id,
      producer: this.#producer,
      seq: this.#seq,
      workflow_name: this.#state.workflow_name,
    };
    this.#seq += 1;
    advance(this.#state, event);
    return event;
  }
}

/**
 * Appends one event to a run from outside: to its stream or, once the run has ended, to the stream beside it.
 *
 * Throws `run_not_found` for anything but a run of ours, `unsafe_path` and system errors.
 */
export function appendEvent(directory: string, body: EventBody, now: number = Date.now()): RunEvent {
  const state = stateIn(directory);
  const event = new OutsideProducer(state, now).emit(body);
  write(directory, event, state);
  return event;
}

/**
 * Appends an event that was made elsewhere, as {@link appendEvent} does with one that it makes: where somebody else keeps
 * it too, it stays one event. Throws `run_not_found`, `unsafe_path` and system errors.
 */
export function addEvent(directory: string, event: RunEvent): void {
  write(directory, event, stateIn(directory));
}

function stateIn(directory: string): RunState {
  const { state } = readRun(directory);
  if (state === null)
    throw new RunDirError('run_not_found', `Another producer's run, not ours to add to: ${directory}`);
  return state;
}

function write(directory: string, event: RunEvent, state: RunState): void {
  const hasEnded = statSync(join(directory, FILES.final), { throwIfNoEntry: false }) !== undefined;
  const stream = new EventStream(join(directory, hasEnded ? FILES.afterEnd : FILES.events), {
    mode: FILE_MODE,
    open: new OpenStreams(1),
  });
  try {
    stream.append(JSON.stringify(toEventLine(event, state)));
  } finally {
    stream.close();
  }
}
