import {
  advance,
  EVENT_NAMES,
  eventToAttributes,
  fieldsFromAttributes,
  initialRunState,
  isOutcome,
  reduce,
  RUN_STATUSES,
  spanIdFromStepId,
  statusOf,
  toEventLine,
  traceIdFromRunId,
  type RunEvent,
  type RunState,
  type StepState,
} from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { readCases, readVocabulary } from './read-case.ts';
import { vocabularyFiles } from './scripts/vocabulary.ts';
import { viewsOf } from './views.ts';

const CASES = readCases();

describe.each(CASES)('$name', ({ runId, context, events, expected }) => {
  const viewsIn = (order: readonly RunEvent[]) => {
    const { state, steps } = fold(runId, order);
    // Through JSON, as the expected files are.
    return JSON.parse(JSON.stringify(viewsOf(state, steps, context))) as Record<string, unknown>;
  };

  test('gives the expected state and files', () => {
    const views = viewsIn(events);
    for (const [file, content] of Object.entries(views))
      expect([file, content]).toEqual([file, expected.get(file)]);
    const inOrder = ['lines.ndjson', 'attributes.ndjson'];
    expect([...Object.keys(views), ...inOrder].toSorted()).toEqual([...expected.keys()].toSorted());
  });

  test('gives them in any order of arrival, also when events arrive again', () => {
    const arrivals = fc
      .subarray([...events])
      .chain((again) =>
        fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
      );
    fc.assert(
      fc.property(arrivals, (order) => {
        expect(viewsIn(order)).toEqual(viewsIn(events));
      }),
      { numRuns: 20 },
    );
  });

  test('gives the expected lines, which hold the events', () => {
    const kept = events.filter(({ event }) => event !== 'workflow.run.heartbeat');
    const state = initialRunState(runId);
    const lines = events.map((event) => {
      advance(state, event);
      return toEventLine(event, state);
    });
    const written = lines.filter(({ event }) => event !== 'workflow.run.heartbeat');
    expect(written).toEqual(expected.get('lines.ndjson'));
    for (const [index, line] of written.entries()) {
      expect(RunEventSchema.parse(line)).toMatchObject(kept[index] ?? {});
    }
  });

  test('gives the expected attributes, which carry the events', () => {
    const attributes = events.map((event) => eventToAttributes(event));
    expect(attributes).toEqual(expected.get('attributes.ndjson'));
    const back = attributes.map((carried, index) =>
      fieldsFromAttributes(carried, events[index]?.timestamp ?? ''),
    );
    expect(back).toEqual(events);
  });
});

describe('all cases together', () => {
  test('come to every state, and hold every event but a refused dispatch', () => {
    const statuses = CASES.map(({ runId, events }) => statusOf(fold(runId, events).state));
    expect([...new Set(statuses)].toSorted()).toEqual(RUN_STATUSES.toSorted());
    const names = CASES.flatMap(({ events }) => events.map(({ event }) => event));
    expect([...new Set(names)].toSorted()).toEqual(
      EVENT_NAMES.filter((name) => name !== 'workflow.run.dispatch_refused').toSorted(),
    );
  });

  test('have a roll-up that agrees with the fold, unless it was inferred of a run that goes on', () => {
    for (const { name, runId, events } of CASES) {
      const { state } = fold(runId, events);
      const rollUp = events.filter((event) => event.event === 'workflow.run.completed').at(-1);
      const status = statusOf(state);
      if (rollUp?.inferred === true && !isOutcome(status)) continue;
      expect([name, isOutcome(status) ? status : undefined]).toEqual([name, rollUp?.outcome]);
    }
  });
});

describe('vocabulary', () => {
  test.each(Object.entries(vocabularyFiles()))('%s is what the contract says', (file, content) => {
    expect(JSON.parse(JSON.stringify(content))).toEqual(readVocabulary(file));
  });

  test('ids lead back to where they come from', () => {
    // An `as`: the file was compared with what the contract says just above.
    const ids = readVocabulary('ids.json') as ReturnType<typeof vocabularyFiles>['ids.json'];
    for (const { run_id, trace_id } of [...ids.runs, ...ids.own_runs])
      expect(traceIdFromRunId(run_id)).toBe(trace_id);
    for (const { step_id, span_id } of ids.steps) expect(spanIdFromStepId(step_id)).toBe(span_id);
  });
});

/** Folds with `reduce`, and collects the steps as they close. */
function fold(runId: string, events: readonly RunEvent[]): { state: RunState; steps: StepState[] } {
  const steps: StepState[] = [];
  const inPlace = initialRunState(runId);
  for (const event of events) {
    const { closed } = advance(inPlace, event);
    if (closed !== null) steps.push(closed);
  }
  const state = events.reduce(reduce, initialRunState(runId));
  expect(inPlace).toEqual(state);
  return { state, steps: [...steps, ...Object.values(state.open_steps)] };
}
