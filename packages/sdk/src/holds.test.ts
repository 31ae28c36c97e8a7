import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { currentHold, statusOf, waitingMs } from '@runlight/contract';
import { expect, test } from 'vitest';

import { HeldTime } from './held-time.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

interface Latch {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function latch(): Latch {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test('a run waits as long as what it waits for, and says for whom, why and until when', async () => {
  const until = Date.UTC(2026, 3, 24, 14, 30);
  const value = await withRun({ workflow: 'orders' }, (run) =>
    run.wait({ kind: 'timer', reason: 'rates come at noon', until }, async () => {
      expect(statusOf(kit.telemetry.stateOf(run.id))).toBe('waiting');
      return 7;
    }),
  );
  expect(value).toBe(7);
  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'run.waiting',
    'run.resumed',
    'run.succeeded',
    'run.completed',
  ]);
  const waiting = kit.telemetry.event('workflow.run.waiting');
  expect(waiting).toMatchObject({
    wait_kind: 'timer',
    reason: 'rates come at noon',
    until: '2026-04-24T14:30:00.000000Z',
  });
  const resumed = kit.telemetry.event('workflow.run.resumed');
  expect(resumed.wait_id).toBe(waiting.wait_id);
  const { duration_ms, waiting_ms } = kit.telemetry.event('workflow.run.completed');
  expect(waiting_ms).toBe(resumed.waited_ms);
  expect(waiting_ms).toBeLessThanOrEqual(duration_ms);
});

test('a block says what it needs, in the step that it is in', () => {
  withRun({ workflow: 'orders' }, (run) =>
    withStep({ name: 'post', key: 'a' }, () =>
      run.block({ reason: 'the ledger is closed', needs: 'an open period' }, () => {
        expect(currentHold(kit.telemetry.stateOf(run.id))).toMatchObject({
          status: 'blocked',
          step: 'post:a',
        });
      }),
    ),
  );
  expect(kit.telemetry.story().slice(1, -3)).toEqual([
    'step.started post:a',
    'run.blocked',
    'step.blocked post:a',
    'run.resumed',
    'step.resumed post:a',
  ]);
  expect(kit.telemetry.event('workflow.step.blocked')).toMatchObject({
    reason: 'the ledger is closed',
    needs: 'an open period',
  });
});

test('a wait that throws is over, and the very error comes through', () => {
  const error = new Error('broken');
  expect(() =>
    withRun({ workflow: 'orders' }, (run) =>
      run.wait('for the rate service', () => {
        throw error;
      }),
    ),
  ).toThrow(error);
  expect(kit.telemetry.story()).toContain('run.resumed');
});

test('waiting time is the union of waits that overlap, of the run and of each step', async () => {
  const [first, second] = [latch(), latch()];
  const runId = await withRun({ workflow: 'orders' }, async (run) => {
    const both = withStep('ask', () =>
      Promise.all([run.wait('first', () => first.opened), run.wait('second', () => second.opened)]),
    );
    await Promise.resolve();
    first.open();
    await Promise.resolve();
    second.open();
    await both;
    return run.id;
  });
  const [one, two] = kit.telemetry.eventsNamed('workflow.run.resumed');
  expect(one?.waited_ms).toBe(0);
  const { waiting_ms } = kit.telemetry.event('workflow.run.completed');
  expect(waiting_ms).toBe(two?.waited_ms);
  const step = kit.telemetry.event('workflow.step.completed');
  expect(step.waiting_ms).toBeLessThanOrEqual(step.duration_ms);
  expect(step.waiting_ms).toBeGreaterThan(0);
  const state = kit.telemetry.stateOf(runId);
  expect(state.holds).toEqual({});
  expect(waitingMs(state, 0)).toBe(waiting_ms);
});

test('the union of holds is exact', () => {
  const held = new HeldTime(5);
  held.begin(100);
  held.begin(150);
  expect(held.totalMs(160)).toBe(65);
  expect(held.end(170)).toBe(0);
  expect(held.end(200)).toBe(100);
  expect(held.totalMs(1000)).toBe(105);
  held.begin(1000);
  expect(held.end(1000.25)).toBe(0.25);
  expect(held.totalMs(2000)).toBe(105.25);
});

test('a wait that is still open when the run ends counts up to the end', () => {
  const { open } = withRun({ workflow: 'orders' }, (run) => {
    const waited = latch();
    void run.wait('nobody awaits this', () => waited.opened);
    return waited;
  });
  open();
  const { waiting_ms, duration_ms } = kit.telemetry.event('workflow.run.completed');
  expect(waiting_ms).toBeGreaterThan(0);
  expect(waiting_ms).toBeLessThanOrEqual(duration_ms);
  expect(kit.telemetry.story().at(-1)).toBe('run.completed');
});

test('a wait in a run that is over only runs its function', () => {
  const run = withRun({ workflow: 'orders' }, (run) => run);
  expect(run.wait('late', () => 7)).toBe(7);
  expect(kit.telemetry.story()).toHaveLength(3);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1e17, 'tomorrow'])(
  'a time like %s is left out',
  (until) => {
    withRun({ workflow: 'orders' }, (run) => run.wait({ until: until as number }, () => undefined));
    expect(kit.telemetry.event('workflow.run.waiting')).not.toHaveProperty('until');
  },
);
