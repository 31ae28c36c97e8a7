import { RunScript, type ScriptedProcess } from '@runlight/testing/runs';
import { expect, test } from 'vitest';

import { advance } from '../reduce.ts';
import { initialRunState } from '../run-state.ts';
import { whyOf } from './why.ts';

const ERROR = { type: 'HTTPError', message: '402 card_declined', category: 'external_api' } as const;

/** Why a run is as it is once `play` has happened in it. */
function whyAfter(play: (main: ScriptedProcess, run: RunScript) => void, afterMs?: number): string {
  const run = new RunScript({ runId: 'r', workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
  const main = run.process('p');
  main.emit({ event: 'workflow.run.running', trace_id: '0196680db453f9ae4ea6b1d229c0b1ad' });
  run.pass(1000);
  play(main, run);
  const state = initialRunState(run.runId);
  for (const event of run.events) advance(state, event);
  return whyOf(state, afterMs === undefined ? undefined : run.now + afterMs);
}

test('counts the tries inside of the attempt that failed', () => {
  const why = whyAfter((main) => {
    const step = main.step('charge', { attempt: 2 });
    step.emit({ event: 'workflow.step.started', retry: true });
    for (let tries = 0; tries < 3; tries += 1) step.emit({ event: 'workflow.step.retrying', error: ERROR });
    step.emit({ event: 'workflow.step.failed', duration_ms: 1, retries: 3, error: ERROR });
    const failed = { failed_step: 'charge', failed_span_id: step.spanId, failed_attempt: 2 };
    main.emit({ event: 'workflow.run.failed', duration_ms: 1, error: ERROR, ...failed });
  });
  expect(why).toBe('Step charge failed after 5 attempts: HTTPError: 402 card_declined');
});

test('says that a failure was reported and not thrown, where no step is to blame', () => {
  const why = whyAfter((main) => {
    main.emit({
      event: 'workflow.run.failed',
      duration_ms: 1,
      error: ERROR,
      reported: true,
      reason: 'no money',
    });
  });
  expect(why).toBe('Reported as failed (no money): HTTPError: 402 card_declined');
});

test('quotes the first line of a message, and of that no more than a screen can show', () => {
  const why = whyAfter((main) => {
    const message = `${'x'.repeat(1000)}\nat line 7`;
    main.emit({ event: 'workflow.run.failed', duration_ms: 1, error: { ...ERROR, type: 'Error', message } });
  });
  expect(why).toBe(`Failed: ${'x'.repeat(300)}…`);
});

test('says what a blocked run needs, in which step, since when', () => {
  const play = (main: ScriptedProcess) => {
    main.emit({
      event: 'workflow.run.blocked',
      wait_id: 'w',
      step_name: 'post:7',
      needs: 'the period to be opened',
    });
  };
  expect(whyAfter(play)).toBe(
    'Blocked in step post:7 since 2026-04-24 14:30:01 UTC; it needs the period to be opened',
  );
  expect(whyAfter(play, 3_720_000)).toBe(
    'Blocked in step post:7 since 2026-04-24 14:30:01 UTC (1h 2m ago); it needs the period to be opened',
  );
});

test.each([
  ['human', 'Waits for a person since 2026-04-24 14:30:01 UTC'],
  ['policy', 'Waits for a policy decision since 2026-04-24 14:30:01 UTC'],
  ['timer', 'Waits for a timer since 2026-04-24 14:30:01 UTC'],
  ['external', 'Waits for something outside since 2026-04-24 14:30:01 UTC'],
] as const)('says who or what is waited for: %s', (wait_kind, expected) => {
  const why = whyAfter((main) => {
    main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind });
  });
  expect(why).toBe(expected);
});

test('says of a step that runs again what went wrong before', () => {
  const why = whyAfter((main, run) => {
    const first = main.step('charge').emit({ event: 'workflow.step.started' });
    first.emit({ event: 'workflow.step.failed', duration_ms: 1, error: ERROR });
    run.pass(500);
    main.step('charge', { attempt: 2 }).emit({ event: 'workflow.step.started', retry: true });
  });
  expect(why).toBe(
    'Step charge, attempt 2, runs since 2026-04-24 14:30:01 UTC, after: HTTPError: 402 card_declined',
  );
});

test('says when a lost run was last heard of, also by the word of the one who found it', () => {
  const lost = {
    event: 'workflow.run.lost',
    duration_ms: 1,
    error: { ...ERROR, message: 'gone' },
    inferred: true,
  } as const;
  expect(whyAfter((main) => void main.emit(lost))).toBe(
    'Lost, last sign of life 2026-04-24 14:30:00 UTC: gone',
  );
  expect(whyAfter((main) => void main.emit({ ...lost, last_seen_at: '2026-04-24T14:31:00.000000Z' }))).toBe(
    'Lost, last sign of life 2026-04-24 14:31:00 UTC: gone',
  );
  const afterHeartbeat = whyAfter((main, run) => {
    main.step('extract').emit({ event: 'workflow.step.started' });
    run.pass(15_000);
    main.heartbeat(1);
    run.pass(60_000);
    main.emit(lost);
  });
  expect(afterHeartbeat).toBe('Lost in step extract, last heartbeat 2026-04-24 14:30:16 UTC: gone');
});

test('says how much of a success was waiting, and that it took more than one try', () => {
  const why = whyAfter((main) => {
    main
      .step('post')
      .emit({ event: 'workflow.step.started' })
      .emit({ event: 'workflow.step.retrying', error: ERROR });
    main.emit({ event: 'workflow.run.succeeded', duration_ms: 3_854_000, waiting_ms: 3_720_000 });
  });
  expect(why).toBe('Succeeded in 1h 4m, 1h 2m of it waiting, with 1 retry');
});
