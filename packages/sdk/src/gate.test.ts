import { currentHold, statusOf, type ControlRequest } from '@runlight/contract';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test, vi } from 'vitest';

import type { GateOptions } from './gate.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const approval = (gate: string, note?: string): ControlRequest => ({
  kind: 'gate',
  gate,
  outcome: 'approved',
  actor: 'alice',
  note,
});

async function untilAsked(gate: string): Promise<void> {
  await vi.waitUntil(() =>
    kit.telemetry.eventsNamed('workflow.gate.requested').some((event) => event.gate === gate),
  );
}

test('a gate waits for a person and resumes with the decision from outside', async () => {
  const store = kit.connectStore();
  const options: GateOptions = { reason: 'over 10 000', timeoutMs: 60_000 };
  const running = withRun({ workflow: 'orders' }, async (run) => ({
    id: run.id,
    decision: await run.decision('approve_total', options),
  }));
  await untilAsked('approve_total');
  const { run_id } = kit.telemetry.event('workflow.run.running');
  const waiting = kit.telemetry.stateOf(run_id);
  expect(statusOf(waiting)).toBe('waiting');
  expect(currentHold(waiting)).toMatchObject({ kind: 'human', reason: 'over 10 000', step: 'approve_total' });
  expect(waiting.hitl).toMatchObject({ state: 'requested', gate: 'approve_total' });

  store.request(run_id, approval('approve_total', 'looks right'));
  const { decision } = await running;
  expect(decision).toEqual({ approved: true, outcome: 'approved', actor: 'alice', note: 'looks right' });
  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'step.started approve_total',
    'gate.requested approve_total',
    'run.waiting',
    'step.waiting approve_total',
    'gate.resolved approve_total',
    'run.resumed',
    'step.resumed approve_total',
    'step.completed approve_total',
    'run.succeeded',
    'run.completed',
  ]);
  expect(kit.telemetry.event('workflow.gate.resolved')).toMatchObject({
    gate_outcome: 'approved',
    actor: 'alice',
    note: 'looks right',
  });
  expect(kit.telemetry.event('workflow.step.started')).toMatchObject({
    opcode: 'GATE',
    step_type: 'decision',
  });
});

test('a rejected gate is no approval', async () => {
  const store = kit.connectStore();
  const approved = withRun({ workflow: 'orders' }, (run) => run.gate('approve'));
  await untilAsked('approve');
  store.request(kit.telemetry.event('workflow.run.running').run_id, { ...approval('approve'), outcome: 'rejected' } as ControlRequest); // prettier-ignore
  expect(await approved).toBe(false);
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});

test('a rule decides without asking, and the event names it as the actor', async () => {
  const decide = (): { outcome: 'approved'; actor: string; note: string } => ({
    outcome: 'approved',
    actor: 'rule:small-total',
    note: 'below the limit',
  });
  const approved = await withRun({ workflow: 'orders' }, (run) =>
    run.gate('approve', { decide, kind: 'policy' }),
  );
  expect(approved).toBe(true);
  expect(kit.telemetry.event('workflow.gate.resolved')).toMatchObject({
    wait_kind: 'policy',
    gate_outcome: 'approved',
    actor: 'rule:small-total',
    note: 'below the limit',
  });
});

test.each([
  ['anything else', { decide: () => ({ outcome: 'yes', actor: 'rule' }) }],
  ['true', { decide: () => true }],
])('a rule that answers %s approves nothing', async (_, options) => {
  const approved = await withRun({ workflow: 'orders' }, (run) =>
    run.gate('approve', options as GateOptions),
  );
  expect(approved).toBe(false);
});

test('a rule may leave the decision to the person', async () => {
  const store = kit.connectStore();
  const approved = withRun({ workflow: 'orders' }, (run) =>
    run.gate('approve', { decide: async () => undefined }),
  );
  await untilAsked('approve');
  store.request(kit.telemetry.event('workflow.run.running').run_id, approval('approve'));
  expect(await approved).toBe(true);
});

test('a rule that never answers holds up neither a person, nor the time-out, nor a cancellation', async () => {
  const store = kit.connectStore();
  const decide = (): Promise<undefined> => new Promise(() => undefined);
  await withRun({ workflow: 'orders' }, async (run) => {
    const byPerson = run.decision('by a person', { decide });
    store.request(run.id, approval('by a person'));
    expect(await byPerson).toMatchObject({ outcome: 'approved', actor: 'alice' });
    expect(await run.decision('by time', { decide, timeoutMs: 1 })).toMatchObject({ outcome: 'timed_out' });
    const cancelled = run.gate('cancelled', { decide });
    run.cancel();
    expect(await cancelled.catch((error: unknown) => error)).toBe(run.signal.reason);
  });
});

test('a rule that throws fails the gate with the very error', async () => {
  const error = new Error('no rules today');
  const decide = (): never => {
    throw error;
  };
  await expect(withRun({ workflow: 'orders' }, (run) => run.gate('approve', { decide }))).rejects.toBe(error);
  expect(kit.telemetry.event('workflow.run.failed').failed_step).toBe('approve');
});

test('a gate whose time is up is no approval', async () => {
  const decision = await withRun({ workflow: 'orders' }, (run) => run.decision('approve', { timeoutMs: 1 }));
  expect(decision).toMatchObject({ approved: false, outcome: 'timed_out' });
  expect(kit.telemetry.event('workflow.gate.resolved').gate_outcome).toBe('timed_out');
  expect(kit.telemetry.event('workflow.gate.requested').timeout_ms).toBe(1);
});

test('a cancelled run’s gate rejects with the signal’s reason', async () => {
  const store = kit.connectStore();
  const running = withRun({ workflow: 'orders' }, async (run) => {
    const decided = run.gate('approve');
    await untilAsked('approve');
    store.request(run.id, { kind: 'cancel', actor: 'bob', reason: 'changed my mind' });
    expect(await decided.catch((error: unknown) => error)).toBe(run.signal.reason);
    await run.gate('too late');
  });
  await expect(running).rejects.toThrow('changed my mind');
  expect(kit.telemetry.event('workflow.run.cancelled')).toMatchObject({
    actor: 'bob',
    reason: 'changed my mind',
  });
  expect(kit.telemetry.eventsNamed('workflow.step.cancelled').map(({ step_name }) => step_name)).toEqual([
    'approve',
    'too late',
  ]);
});

test('a decision that came while nobody had asked is taken when the gate asks', async () => {
  const store = kit.connectStore();
  await withRun({ workflow: 'orders' }, async (run) => {
    store.request(run.id, approval('second'));
    store.request(run.id, approval('first'));
    expect(await run.gate('first')).toBe(true);
    expect(await run.gate('second')).toBe(true);
  });
});

test('a decision that is repeated decides nothing else', async () => {
  const store = kit.connectStore();
  await withRun({ workflow: 'orders' }, async (run) => {
    store.request(run.id, approval('approve'));
    expect(await run.gate('approve')).toBe(true);
    store.request(run.id, approval('approve'));
    expect(await run.decision('approve', { timeoutMs: 1 })).toMatchObject({ outcome: 'timed_out' });
  });
});

test('of two gates with one name each decision decides one, in the order in which they asked', async () => {
  const store = kit.connectStore();
  await withRun({ workflow: 'orders' }, async (run) => {
    const [first, second] = [run.decision('approve'), run.decision('approve')];
    store.request(run.id, approval('approve', 'for the first'));
    store.request(run.id, approval('approve', 'for the second'));
    expect((await first).note).toBe('for the first');
    expect((await second).note).toBe('for the second');
  });
});

test('a gate with a key is decided by name and key', async () => {
  const store = kit.connectStore();
  await withRun({ workflow: 'orders' }, async (run) => {
    const decided = run.gate('approve', { key: 'invoice-7' });
    store.request(run.id, approval('approve'));
    store.request(run.id, approval('approve:invoice-7'));
    expect(await decided).toBe(true);
  });
  expect(kit.telemetry.event('workflow.gate.resolved').gate).toBe('approve:invoice-7');
});

test('a gate is a step below the step that asks', async () => {
  await withRun({ workflow: 'orders' }, (run) =>
    withStep('post', () => run.gate('approve', { decide: () => ({ outcome: 'approved', actor: 'rule' }) })),
  );
  const { spanId } = kit.telemetry.span('post').spanContext();
  expect(kit.telemetry.span('approve').parentSpanContext?.spanId).toBe(spanId);
});

test.each([Number.POSITIVE_INFINITY, Number.NaN])(
  'a gate with a time-out of %s waits for a decision',
  async (timeoutMs) => {
    const store = kit.connectStore();
    const approved = withRun({ workflow: 'orders' }, (run) => run.gate('approve', { timeoutMs }));
    await untilAsked('approve');
    store.request(kit.telemetry.event('workflow.run.running').run_id, approval('approve'));
    expect(await approved).toBe(true);
  },
);
