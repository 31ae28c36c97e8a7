import {
  advance,
  initialRunState,
  statusOf,
  type RunEvent,
  type RunOutcome,
  type RunStatus,
} from '@runlight/contract';
import { arbitraryRun, SampleRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { noticesOf, type Notice } from './notices.ts';

const KINDS: Readonly<Record<RunOutcome, string>> = {
  succeeded: 'run.completed',
  incomplete: 'run.completed',
  failed: 'run.failed',
  timed_out: 'run.failed',
  lost: 'run.failed',
  cancelled: 'run.canceled',
};

describe('what webhooks are told', () => {
  test('a run that starts, waits for a person, goes on and ends is told as that', () => {
    const run = new SampleRun().queue();
    run.script.pass(1);
    run.start().step('extract');
    run.script.pass(1);
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human' });
    run.script.pass(1);
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'w', waited_ms: 1 });
    run.script.pass(1);
    run.end();
    const told = ['run.started', 'step.completed', 'run.waiting_human', 'run.completed'];
    expect(kinds(noticesIn([run.script.events]))).toEqual(told);
    expect(kinds(noticesIn(run.script.events.map((event) => [event])))).toEqual(told);
    expect(kinds(noticesIn([run.script.events.toReversed()]))).toEqual(told);
  });

  test('a wait for anything but a person is not told', () => {
    const run = new SampleRun().start();
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'timer' });
    expect(kinds(noticesIn([run.script.events]))).toEqual(['run.started']);
  });

  test('a run that was called lost and lives on corrects that, and starts no second time', () => {
    const run = new SampleRun().start();
    run.script.pass(1);
    run.end('lost', run.script.process('watcher'));
    run.script.pass(1);
    run.step('extract').end();
    const told = noticesIn(run.script.events.map((event) => [event]));
    expect(told.map(({ kind, corrects }) => (corrects ? `${kind}, corrects` : kind))).toEqual([
      'run.started',
      'run.failed',
      'run.started, corrects',
      'step.completed',
      'run.completed',
    ]);
  });

  test('a run that was called lost and says how it ended corrects that once', () => {
    const run = new SampleRun().start();
    run.script.pass(1);
    run.end('lost', run.script.process('watcher'));
    run.script.pass(1);
    const before = run.script.events.length;
    run.end('failed');
    const told = noticesIn([run.script.events.slice(0, before), run.script.events.slice(before)]);
    expect(told.map(({ kind, corrects }) => [kind, corrects])).toEqual([
      ['run.started', false],
      ['run.failed', false],
      ['run.failed', true],
    ]);
  });

  test('whatever happens in a run, its steps are all told, and what was told last of its end is true', () => {
    fc.assert(
      fc.property(
        arbitraryRun(),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (run, sizes) => {
          const told = noticesIn(portions(run.events, sizes));
          const stepEnds = run.events.filter(({ event }) =>
            /^workflow\.step\.(?:completed|failed)$/.test(event),
          );
          expect(told.filter(({ kind }) => kind.startsWith('step.'))).toHaveLength(stepEnds.length);
          const ofRun = told.filter(({ kind }) => kind.startsWith('run.') && kind !== 'run.waiting_human');
          const { outcome } = run.expected;
          const expected = outcome === null ? 'run.started' : KINDS[outcome];
          expect(ofRun.at(-1)?.kind ?? 'run.started').toBe(expected);
        },
      ),
    );
  });
});

function kinds(notices: readonly Notice[]): string[] {
  return notices.map(({ kind }) => kind);
}

/** What is told of a run whose events arrive in portions. */
function noticesIn(arrivals: readonly (readonly RunEvent[])[]): Notice[] {
  const runId = arrivals[0]?.[0]?.run_id ?? '';
  const state = initialRunState(runId);
  let before: RunStatus | null = null;
  return arrivals.flatMap((arrival, nth) => {
    const events = arrival.filter((event) => advance(state, event).applied);
    const status = statusOf(state);
    const change = { seq: nth + 1, tenantId: '', runId, status, version: nth + 1, at: '' };
    const told = noticesOf({ runId, tenantId: '', before, state, events, change });
    before = status;
    return told;
  });
}

function portions(events: readonly RunEvent[], sizes: readonly number[]): RunEvent[][] {
  const all: RunEvent[][] = [];
  for (let at = 0; at < events.length;) {
    const size = sizes[all.length % sizes.length] ?? 1;
    all.push(events.slice(at, at + size));
    at += size;
  }
  return all;
}
