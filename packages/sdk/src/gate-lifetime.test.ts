import { TestChild } from '@runlight/testing';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';

const kit = useTelemetry();

test('a gate that nobody waits for ends with its run, as rejected', async () => {
  const pending = withRun({ workflow: 'orders' }, (run) => ({ decision: run.decision('approve') }));
  expect(await pending.decision).toMatchObject({ approved: false, outcome: 'rejected' });
  expect(kit.telemetry.story()).toContain('step.cancelled approve');
});

test('in a run that is over only a rule can decide a gate', async () => {
  const run = withRun({ workflow: 'orders' }, (run) => run);
  await expect(run.decision('approve')).rejects.toMatchObject({ code: 'run_ended' });
  const decide = (): { outcome: 'approved'; actor: string } => ({ outcome: 'approved', actor: 'rule' });
  expect(await run.gate('approve', { decide })).toBe(true);
});

test('an open gate keeps the process alive, and one of a run that has ended does not', async () => {
  const program = (body: string): TestChild =>
    new TestChild(`
      const { withRun } = await import('@runlight/sdk');
      console.log('started');
      ${body}
    `);
  const open =
    program(`await withRun({ workflow: 'orders' }, (run) => run.gate('approve', { timeoutMs: 50 }));
    console.log('decided');`);
  const ended = program(`withRun({ workflow: 'orders' }, (run) => void run.gate('approve'));`);
  expect((await open.exited).stdout).toBe('started\ndecided\n');
  expect(await ended.exited).toMatchObject({ code: 0, stdout: 'started\n', stderr: '' });
});

test('a run stops listening to what is asked of it when it ends', () => {
  const store = kit.connectStore();
  const run = withRun({ workflow: 'orders' }, (run) => {
    expect(store.watchersOf(run.id)).toBe(1);
    return run;
  });
  expect(store.watchersOf(run.id)).toBe(0);
  store.request(run.id, { kind: 'cancel' });
  expect(run.signal.aborted).toBe(false);
});
