import { RunScript } from '@runlight/testing/runs';
import { describe, expect, test } from 'vitest';

import { advance } from './reduce.ts';
import { initialRunState, KEPT_ANNOTATIONS, RECENT_TRANSITIONS, type RunState } from './run-state.ts';
import {
  abandonedSteps,
  activeSteps,
  illegalTransitions,
  statusOf,
  stepAt,
  tagsOf,
  waitingMs,
} from './run-view.ts';
import type { RunEvent } from './schemas/event.ts';

const TRACE_ID = '0196680db453f9ae4ea6b1d229c0b1ad';
const ERROR = { type: 'HTTPError', message: '402 card_declined', category: 'external_api' } as const;

const script = () => {
  const run = new RunScript({ runId: 'r', workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
  return { run, main: run.process('p') };
};

describe('what a run is for', () => {
  test('comes from its running event, and where that is silent from its queued event', () => {
    const { run, main } = script();
    main.emit({
      event: 'workflow.run.queued',
      trace_id: TRACE_ID,
      queue: 'invoices',
      actor: 'ops',
      environment: 'prod',
    });
    run
      .pass(1500)
      .process('worker')
      .emit({ event: 'workflow.run.running', trace_id: TRACE_ID, actor: 'system', queue_wait_ms: 1500 });
    const { descriptor } = fold(run.events);
    expect(descriptor).toMatchObject({
      actor: 'system',
      environment: 'prod',
      queue: 'invoices',
      queue_wait_ms: 1500,
    });
  });

  test('keeps what was changed on the way apart from what was given: a tag that was removed stays away', () => {
    const { run, main } = script();
    main.emit({ event: 'workflow.run.queued', trace_id: TRACE_ID, tags: ['eu', 'prod'] });
    run.pass(1);
    main.emit({ event: 'workflow.run.tagged', add: ['urgent', 'big'], remove: ['eu', 'big'] });
    run.pass(1);
    main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID, tags: ['eu', 'prod'] });
    expect(tagsOf(fold(run.events))).toEqual(['prod', 'urgent', 'big']);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'can be tagged %s, use it and be told by it',
    (name) => {
      const { run, main } = script();
      main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
      main.emit({ event: 'workflow.run.tagged', add: [name], remove: [] });
      main.emit({ event: 'workflow.run.waiting', wait_id: name, wait_kind: 'timer' });
      const step = main.step('extract');
      step.emit({ event: 'workflow.step.started' });
      step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
      const [last] = run.events.slice(-1);
      const state = fold(run.events);
      // The schema drops such a name from a record of amounts, so it is put there by hand.
      const usage = JSON.parse(`{ ${JSON.stringify(name)}: 3 }`) as Record<string, number>;
      advance(state, {
        ...last,
        producer: name,
        seq: 0,
        span_id: '00000000000000ff',
        step_seq: 0,
        usage,
      } as RunEvent);
      const copy = JSON.parse(JSON.stringify(state)) as RunState; // plain JSON is what a state is
      expect(copy).toEqual(state);
      expect(tagsOf(copy)).toEqual([name]);
      expect(Object.entries(copy.usage)).toEqual([[name, 3]]);
      expect(statusOf(copy)).toBe('waiting');
    },
  );
});

test('a run that was asked to stop twice has been asked by the first', () => {
  const { run, main } = script();
  main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
  main.emit({ event: 'workflow.run.cancelling', actor: 'ops', reason: 'entered twice' });
  run.pass(5);
  main.emit({ event: 'workflow.run.cancelling', actor: 'jane' });
  expect(fold(run.events).cancelling).toMatchObject({ actor: 'ops', reason: 'entered twice' });
});

describe('a process that takes a run over', () => {
  const takenOver = () => {
    const { run, main } = script();
    main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID, heartbeat_interval_ms: 15_000 });
    const old = main.step('approve');
    old.emit({ event: 'workflow.step.started' });
    main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human' });
    run.pass(60_000);
    const other = run.process('q');
    other.emit({ event: 'workflow.run.resumed', waited_ms: 60_000, heartbeat_interval_ms: 5000 });
    return { run, other };
  };

  test('ends what the other one had open', () => {
    const { run } = takenOver();
    const state = fold(run.events);
    expect(statusOf(state)).toBe('running');
    expect(activeSteps(state)).toEqual([]);
    expect(abandonedSteps(state)).toMatchObject([{ name: 'approve' }]);
    expect(waitingMs(state, run.now)).toBe(60_000);
  });

  test('says how often it will be heard of from now on', () => {
    expect(fold(takenOver().run.events).heartbeat_interval?.ms).toBe(5000);
  });

  test('waits and works on its own', () => {
    const { run, other } = takenOver();
    run.pass(1);
    other.step('post').emit({ event: 'workflow.step.started' });
    other.emit({ event: 'workflow.run.blocked', wait_id: 'w2', needs: 'a key' });
    const state = fold(run.events);
    expect(statusOf(state)).toBe('blocked');
    expect(activeSteps(state)).toMatchObject([{ name: 'post' }]);
    expect(waitingMs(state, run.now + 500)).toBe(60_500);
  });
});

test('several waits at once count once, and the run is held until the last is over', () => {
  const { run, main } = script();
  main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
  main.emit({ event: 'workflow.run.waiting', wait_id: 'a', wait_kind: 'timer' });
  run.pass(1000);
  main.emit({ event: 'workflow.run.waiting', wait_id: 'b', wait_kind: 'human' });
  run.pass(1000);
  main.emit({ event: 'workflow.run.resumed', wait_id: 'a', waited_ms: 0 });
  expect(statusOf(fold(run.events))).toBe('waiting');
  expect(waitingMs(fold(run.events), run.now)).toBe(1000); // of the wait that is still open: `a` said nothing yet
  run.pass(1000);
  main.emit({ event: 'workflow.run.resumed', wait_id: 'b', waited_ms: 3000 });
  expect(statusOf(fold(run.events))).toBe('running');
  expect(waitingMs(fold(run.events), run.now)).toBe(3000);
});

test('a line of the run names START before the first step, then a step, and STOP after the end', () => {
  const { run, main } = script();
  main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
  expect(stepAt(fold(run.events)).name).toBe('START');
  const step = main.step('extract');
  step.emit({ event: 'workflow.step.started' });
  expect(stepAt(fold(run.events)).name).toBe('extract');
  step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
  expect(stepAt(fold(run.events)).name).toBe('extract');
  main.emit({ event: 'workflow.run.succeeded', duration_ms: 2 });
  expect(stepAt(fold(run.events)).name).toBe('STOP');
});

test('of a step that was retried the latest failure is kept with all its tries', () => {
  const { run, main } = script();
  for (const attempt of [1, 2]) {
    const step = main.step('charge', { attempt });
    step.emit({ event: 'workflow.step.started', ...(attempt > 1 && { retry: true }) });
    run.pass(1);
    step.emit({ event: 'workflow.step.retrying', error: ERROR });
    run.pass(1);
    step.emit({ event: 'workflow.step.failed', duration_ms: 2, retries: 1, error: ERROR });
    run.pass(1);
  }
  const state = fold(run.events);
  expect(state.retries).toBe(3);
  expect(state.last_failure).toMatchObject({ name: 'charge', attempt: 2, retries: 1, error: ERROR });
});

test('tags that one event adds keep their order, in whatever order events arrive', () => {
  const { run, main } = script();
  main.emit({ event: 'workflow.run.tagged', add: ['b', 'a'], remove: [] });
  run.pass(1);
  main.emit({ event: 'workflow.run.tagged', add: ['d', 'a', 'c', 'b'], remove: [] });
  expect(tagsOf(fold(run.events))).toEqual(['d', 'a', 'c', 'b']);
  expect(tagsOf(fold(run.events.toReversed()))).toEqual(['d', 'a', 'c', 'b']);
});

describe('the size of a state', () => {
  test('is that of a small file after a million steps', () => {
    const state = initialRunState('r');
    const fields = {
      run_id: 'r',
      workflow_name: 'invoice',
      producer: 'p',
      step_name: 'extract',
      attempt: 1,
    } as const;
    let largest = 0;
    for (let step = 0; step < 500_000; step += 1) {
      const span_id = (step + 1).toString(16).padStart(16, '0');
      const seq = step * 2;
      const timestamp = `2026-04-24T14:30:${String(Math.floor(step / 10_000)).padStart(2, '0')}.${String(step % 10_000).padStart(6, '0')}Z`;
      const common = { ...fields, timestamp, span_id, step_key: `invoice-${step}` };
      advance(state, { ...common, event: 'workflow.step.started', event_id: `p-${seq}`, seq, step_seq: 0 });
      advance(state, {
        ...common,
        event: 'workflow.step.completed',
        event_id: `p-${seq + 1}`,
        seq: seq + 1,
        step_seq: 1,
        duration_ms: 0.5,
        usage: { tokens: 3 },
      });
      if (step % 50_000 === 0) largest = Math.max(largest, JSON.stringify(state).length);
    }
    expect(state.events).toBe(1_000_000);
    expect(state.usage).toEqual({ tokens: 1_500_000 });
    expect(state.steps).toMatchObject({ started: 500_000, completed: 500_000 });
    expect(state.open_steps).toEqual({});
    expect(state.seen).toEqual({ p: [[0, 1_000_000]] });
    expect(Math.max(largest, JSON.stringify(state).length)).toBeLessThan(3000);
  });

  test('is bounded by the notes and transitions that are kept', () => {
    const { run, main } = script();
    for (let count = 0; count < 3 * KEPT_ANNOTATIONS; count += 1) {
      run.pass(1);
      main.emit({ event: 'workflow.run.annotated', note: `note ${count}` });
      main.emit({ event: 'workflow.run.waiting', wait_id: `w${count}`, wait_kind: 'timer' });
      main.emit({ event: 'workflow.run.resumed', wait_id: `w${count}`, waited_ms: 1 });
    }
    const state = fold(run.events);
    expect(state.annotations).toHaveLength(KEPT_ANNOTATIONS);
    expect(state.annotations.at(-1)?.note).toBe(`note ${3 * KEPT_ANNOTATIONS - 1}`);
    expect(state.recent).toHaveLength(RECENT_TRANSITIONS);
    expect(state.holds).toEqual({});
  });

  test('is bounded by the illegal transitions that are counted', () => {
    const { run, main } = script();
    main.emit({ event: 'workflow.run.succeeded', duration_ms: 1 });
    for (let count = 0; count < 2 * RECENT_TRANSITIONS; count += 1) {
      run.pass(1);
      main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID });
    }
    expect(illegalTransitions(fold(run.events))).toBe(RECENT_TRANSITIONS);
  });
});

function fold(events: readonly RunEvent[]): RunState {
  const state = initialRunState('r');
  for (const event of events) advance(state, event);
  return state;
}
