import { isProgress } from './event-meaning.ts';
import { laterMark, markOf } from './marks.ts';
import { ownValue, setOwn } from './own-key.ts';
import { foldRunEvent } from './reduce-run.ts';
import { foldStepEvent, isStepEvent } from './reduce-step.ts';
import type { RunState } from './run-state.ts';
import type { RunEvent } from './schemas/event.ts';
import { markSeen } from './seen-events.ts';
import type { StepState } from './step-state.ts';

/** What folding one event did. */
export interface Advance {
  /** False for an event that was folded before: nothing changed. */
  readonly applied: boolean;
  /** The step whose last missing event this was; the state forgets it now. */
  readonly closed: StepState | null;
}

/**
 * Folds one event into a run's state, in place; for the owner of a stream. {@link reduce} is the same without the
 * mutation.
 *
 * The result does not depend on the order in which events are folded, nor on how often: what counts is an event's
 * {@link Mark}. The state's size follows from the steps and waits that are open, not from how many there have been.
 */
export function advance(state: RunState, event: RunEvent): Advance {
  const seen = ownValue(state.seen, event.producer) ?? [];
  if (seen.length === 0) setOwn(state.seen, event.producer, seen);
  if (!markSeen(seen, event.seq)) return { applied: false, closed: null };

  const mark = markOf(event);
  state.events += 1;
  if (state.workflow_name === '') state.workflow_name = event.workflow_name;
  if (state.updated_at === null || event.timestamp > state.updated_at) state.updated_at = event.timestamp;
  if (isProgress(event)) state.progress = laterMark(state.progress, mark);

  if (isStepEvent(event)) return { applied: true, closed: foldStepEvent(state, event, mark) };
  foldRunEvent(state, event, mark);
  return { applied: true, closed: null };
}

/** The state after one more event. Pure: the state that is passed in stays as it was. */
export function reduce(state: RunState, event: RunEvent): RunState {
  const next = structuredClone(state);
  advance(next, event);
  return next;
}
