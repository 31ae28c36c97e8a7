import { arbitraryRun, type ArbitraryRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compareMarks, type Mark } from './marks.ts';
import { advance, reduce } from './reduce.ts';
import { initialRunState, type RunState } from './run-state.ts';
import { activeSteps, illegalTransitions, statusOf, tagsOf } from './run-view.ts';
import type { RunEvent } from './schemas/event.ts';
import { canTransition, isOutcome } from './states.ts';

const ANNOTATING = new Set<string>([
  'workflow.run.annotated',
  'workflow.run.tagged',
  'workflow.run.rerun_requested',
  'workflow.run.heartbeat',
]);

/** A run, and its events in another order with some of them twice. */
const shuffledRun = (options: { disorder: boolean }) =>
  arbitraryRun(options).chain((run) =>
    fc
      .subarray([...run.events])
      .chain((again) => shuffleOf([...run.events, ...again]))
      .map((shuffled) => ({ run, shuffled })),
  );

describe('the fold', () => {
  test('comes to what the run came to, event by event', () => {
    fc.assert(
      fc.property(arbitraryRun(), (run) => {
        const state = initialRunState(run.runId);
        const statuses = run.events.map((event) => {
          advance(state, event);
          return statusOf(state);
        });
        expect(statuses).toEqual(run.statuses);
        for (const [index, to] of statuses.entries()) {
          const from = statuses[index - 1] ?? 'queued';
          expect(`${from} → ${to}: ${from === to || canTransition(from, to)}`).toBe(`${from} → ${to}: true`);
        }
        expect(summaryOf(state)).toEqual(run.expected);
      }),
      { numRuns: 500 },
    );
  });

  test('comes to the same state in any order, however often an event arrives', () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((disorder) => shuffledRun({ disorder })),
        ({ run, shuffled }) => {
          expect(fold(run, shuffled)).toEqual(fold(run, run.events));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('comes to the same state in any order also when events are missing', () => {
    const lossyRun = arbitraryRun({ disorder: true }).chain((run) =>
      fc
        .subarray([...run.events])
        .chain((kept) => shuffleOf(kept).map((shuffled) => ({ run, kept, shuffled }))),
    );
    fc.assert(
      fc.property(lossyRun, ({ run, kept, shuffled }) => {
        expect(fold(run, shuffled)).toEqual(fold(run, kept));
      }),
      { numRuns: 500 },
    );
  });

  test('leaves a state alone in `reduce`, which gives what `advance` makes of it', () => {
    fc.assert(
      fc.property(shuffledRun({ disorder: true }), ({ run, shuffled }) => {
        const inPlace = initialRunState(run.runId);
        let state = deepFreeze(initialRunState(run.runId));
        for (const event of shuffled) {
          advance(inPlace, event);
          state = deepFreeze(reduce(state, deepFreeze(event)));
          expect(state).toEqual(inPlace);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('says of an event that was folded before that nothing was applied', () => {
    fc.assert(
      fc.property(arbitraryRun(), ({ runId, events }) => {
        const state = initialRunState(runId);
        for (const event of events) expect(advance(state, event).applied).toBe(true);
        const before = structuredClone(state);
        for (const event of events) expect(advance(state, event)).toEqual({ applied: false, closed: null });
        expect(state).toEqual(before);
      }),
    );
  });

  test('hands out the same steps in any order', () => {
    fc.assert(
      fc.property(shuffledRun({ disorder: true }), ({ run, shuffled }) => {
        const stepsOf = (events: readonly RunEvent[]) => {
          const state = initialRunState(run.runId);
          const closed = events.flatMap((event) => advance(state, event).closed ?? []);
          return closed.toSorted((a, b) => (a.span_id < b.span_id ? -1 : 1));
        };
        expect(stepsOf(shuffled)).toEqual(stepsOf(run.events));
      }),
    );
  });

  test('hands out each step that ended once, whole, and forgets it', () => {
    fc.assert(
      fc.property(shuffledRun({ disorder: true }), ({ run, shuffled }) => {
        const state = initialRunState(run.runId);
        const closed = shuffled.flatMap((event) => advance(state, event).closed ?? []);
        const ends = run.events.filter((event) =>
          /^workflow\.step\.(?:completed|failed|cancelled|skipped)$/.test(event.event),
        );
        expect(closed.map(({ span_id }) => span_id).toSorted()).toEqual(
          ends.map((event) => ('span_id' in event ? event.span_id : '')).toSorted(),
        );
        for (const step of closed) {
          expect(step.ended_at).not.toBeNull();
          expect(step.events_seen).toBe(step.events_expected);
          expect(state.open_steps[step.span_id]).toBeUndefined();
        }
      }),
    );
  });
});

describe('a terminal state', () => {
  test('absorbs everything but what annotates the run', () => {
    const ended = shuffledRun({ disorder: true }).filter(({ run }) => authoritativeEnd(run) !== undefined);
    fc.assert(
      fc.property(ended, ({ run, shuffled }) => {
        const end = authoritativeEnd(run);
        const state = initialRunState(run.runId);
        let seenEnd = false;
        for (const event of shuffled) {
          const before = seenEnd ? structuredClone(state) : undefined;
          advance(state, event);
          seenEnd ||= event === end;
          if (before === undefined || ANNOTATING.has(event.event)) continue;
          expect(statusOf(state)).toBe(statusOf(before));
          expect(state.end).toEqual(before.end);
          expect([state.annotations, state.tags, state.rerun]).toEqual([
            before.annotations,
            before.tags,
            before.rerun,
          ]);
        }
      }),
    );
  });

  test('that is inferred yields to an authoritative one, whichever arrives first', () => {
    const both = shuffledRun({ disorder: true }).filter(
      ({ run }) => authoritativeEnd(run) !== undefined && run.events.some(isLost),
    );
    fc.assert(
      fc.property(both, ({ run, shuffled }) => {
        const end = authoritativeEnd(run);
        const state = fold(run, shuffled);
        expect(`workflow.run.${statusOf(state)}`).toBe(end?.event);
        expect(state.end?.inferred).toBe(false);
        expect(state.end?.mark[0]).toBe(end?.timestamp);
      }),
    );
  });
});

describe('a run that was found lost', () => {
  test('is lost if it showed no progress later than that, whatever arrives first', () => {
    const found = shuffledRun({ disorder: true }).filter(
      ({ run }) => authoritativeEnd(run) === undefined && run.events.some(isLost),
    );
    fc.assert(
      fc.property(found, ({ run, shuffled }) => {
        const telling = run.events.filter((event) => isLost(event) || isProgress(event));
        const [latest] = telling.toSorted((a, b) => compareMarks(markOf(b), markOf(a)));
        const state = fold(run, shuffled);
        expect(statusOf(state) === 'lost').toBe(latest?.event === 'workflow.run.lost');
        expect(illegalTransitions(state)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a run that waits or is blocked', () => {
  test('is never stalled', () => {
    const silent = shuffledRun({ disorder: true }).filter(({ run }) =>
      run.events.some(({ event }) => event === 'workflow.run.stalled'),
    );
    fc.assert(
      fc.property(silent, ({ run, shuffled }) => {
        const state = initialRunState(run.runId);
        for (const event of shuffled) {
          advance(state, event);
          expect([statusOf(state), isHeld(state)]).not.toEqual(['stalled', true]);
        }
      }),
    );
  });
});

/** Whether a wait is open that began after the latest take-over. */
function isHeld(state: RunState): boolean {
  return Object.values(state.holds).some(
    ({ opened }) =>
      opened !== null && (state.taken_over === null || compareMarks(opened.mark, state.taken_over) > 0),
  );
}

function fold(run: ArbitraryRun, events: readonly RunEvent[]): RunState {
  const state = initialRunState(run.runId);
  for (const event of events) advance(state, event);
  return state;
}

function summaryOf(state: RunState): ArbitraryRun['expected'] {
  const status = statusOf(state);
  return {
    status,
    outcome: isOutcome(status) ? status : null,
    steps: state.steps,
    retries: state.retries,
    waitingMs: state.waiting_ms,
    tokens: state.usage['tokens'] ?? 0,
    tags: tagsOf(state),
    notes: state.annotations.map(({ note }) => note),
    activeSpanIds: activeSteps(state)
      .map(({ span_id }) => span_id)
      .toReversed(),
    illegalTransitions: illegalTransitions(state),
  };
}

/** The end that counts: of several authoritative ones that with the earliest mark. */
function authoritativeEnd(run: ArbitraryRun): RunEvent | undefined {
  return run.events.find(({ event }) => isOutcome(event.slice('workflow.run.'.length)) && !isLost({ event }));
}

function isLost({ event }: Pick<RunEvent, 'event'>): boolean {
  return event === 'workflow.run.lost';
}

/** What the run's own processes tell, and a watcher that hears of them again. */
function isProgress(event: RunEvent): boolean {
  if (event.event === 'workflow.run.resumed') return true;
  return !ANNOTATING.has(event.event) && event.producer !== 'watcher';
}

function markOf({ timestamp, producer, seq }: RunEvent): Mark {
  return [timestamp, producer, seq];
}

function shuffleOf<T>(items: T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
