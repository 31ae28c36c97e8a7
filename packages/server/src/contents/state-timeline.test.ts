import { initialRunState, reduce, statusOf, type RunEvent, type RunState } from '@runlight/contract';
import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { stateTimeline } from './state-timeline.ts';

const NOW = Date.UTC(2027, 0, 1);

function foldOf(events: readonly RunEvent[]): RunState {
  return events.reduce(reduce, initialRunState(events[0]?.run_id ?? ''));
}

describe('the state timeline', () => {
  test.each([
    { clocks: 'agree', disorder: false },
    { clocks: 'disagree', disorder: true },
  ])('has neither gap nor overlap and ends in the state of the run when clocks $clocks', ({ disorder }) => {
    fc.assert(
      fc.property(arbitraryRun({ disorder }), ({ events }) => {
        const state = foldOf(events);
        const spans = stateTimeline(events, state, NOW);
        expect(spans.at(-1)).toMatchObject({ state: statusOf(state), to: null });
        for (const [index, span] of spans.entries()) {
          const next = spans[index + 1];
          if (next === undefined) break;
          expect(span.to).toBe(next.from);
          expect(span.to! > span.from).toBe(true);
          expect(span.duration_ms).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('passes through every state that the run was in for some time, as it happened', () => {
    fc.assert(
      fc.property(arbitraryRun(), ({ events, statuses }) => {
        const lasted = statuses.filter((_, index) => {
          const next = events[index + 1];
          return next === undefined || next.timestamp > (events[index]?.timestamp ?? '');
        });
        const spans = stateTimeline(events, foldOf(events), NOW).map(({ state }) => state);
        expect(withoutRepetitions(spans)).toEqual(withoutRepetitions(lasted));
      }),
    );
  });

  test('does not depend on the order in which events are given', () => {
    fc.assert(
      fc.property(arbitraryRun({ disorder: true }), ({ events }) => {
        const state = foldOf(events);
        expect(stateTimeline(events.toReversed(), state, NOW)).toEqual(stateTimeline(events, state, NOW));
      }),
    );
  });

  test('says what was waited for, and who decided it', () => {
    const run = new SampleRun().queue();
    run.script.pass(2000);
    run.start();
    run.script.pass(1000);
    const gate = run.main.step('approve_total').emit({ event: 'workflow.step.started' });
    gate.emit({ event: 'workflow.gate.requested', gate: 'approve_total', wait_kind: 'human' });
    run.main.emit({
      event: 'workflow.run.waiting',
      wait_id: 'p0.0',
      wait_kind: 'human',
      reason: 'over 10 000',
      step_name: 'approve_total',
    });
    run.script.pass(60_000);
    gate.emit({
      event: 'workflow.gate.resolved',
      gate: 'approve_total',
      wait_kind: 'human',
      gate_outcome: 'approved',
      actor: 'ops',
      waited_ms: 60_000,
    });
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'p0.0', waited_ms: 60_000 });
    run.script.pass(500);
    run.main.emit({ event: 'workflow.run.blocked', wait_id: 'p0.1', reason: 'no access', needs: 'a key' });
    const { events, now } = run.script;
    expect(stateTimeline(events, foldOf(events), now + 250)).toMatchObject([
      { state: 'queued', duration_ms: 2000, note: 'q' },
      { state: 'running', duration_ms: 1000, note: null },
      { state: 'waiting', duration_ms: 60_000, note: 'a person: over 10 000 (approved)', actor: 'ops' },
      { state: 'running', duration_ms: 500, actor: null },
      { state: 'blocked', duration_ms: 250, note: 'no access; needs a key', to: null },
    ]);
  });

  test('is told by the state alone where the events are gone', () => {
    const run = new SampleRun().queue();
    run.script.pass(2000);
    run.start();
    run.script.pass(3000);
    run.end('failed');
    const state = foldOf(run.script.events);
    expect(stateTimeline([], state, NOW)).toMatchObject([
      { state: 'queued', duration_ms: 2000 },
      { state: 'running', duration_ms: 3000 },
      { state: 'failed', duration_ms: 0, to: null, note: 'x is not a function' },
    ]);
  });
});

function withoutRepetitions<T>(items: readonly T[]): T[] {
  return items.filter((item, index) => index === 0 || item !== items[index - 1]);
}
