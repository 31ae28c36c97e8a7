import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { expect, test } from 'vitest';

import type { RunnerOptions } from './runner.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

const inStep = <T>(options: RunnerOptions, fn: () => T): T =>
  withRun({ workflow: 'orders' }, () => withStep('implement', (step) => step.runner(options, fn)));

const completed = () => kit.telemetry.event('workflow.runner.completed');

test('a runner is told from start to end, with what it was called with', async () => {
  const options = {
    name: 'claude_cli',
    command: ['claude', '--print', 'implement it'],
    workingDirectory: '/srv/repo',
    invocationMode: 'print',
    promptReference: 'artifacts/implement/prompt.md',
    captureFormat: 'text',
    pid: 4711,
  };
  const result = { exitCode: 0 };
  expect(await inStep(options, async () => result)).toBe(result);
  expect(kit.telemetry.event('workflow.runner.started')).toMatchObject({
    step_name: 'implement',
    runner: 'claude_cli',
    runner_family: 'claude_cli',
    command: ['claude', '--print', 'implement it'],
    working_directory: '/srv/repo',
    invocation_mode: 'print',
    prompt_reference: 'artifacts/implement/prompt.md',
    capture_format: 'text',
    pid: 4711,
  });
  expect(completed()).toMatchObject({ runner: 'claude_cli', exit_code: 0, termination: 'completed' });
});

test('a runner of no family that OA04 knows keeps its name', () => {
  inStep({ name: 'make' }, () => undefined);
  const started = kit.telemetry.event('workflow.runner.started');
  expect(started.runner).toBe('make');
  expect(started).not.toHaveProperty('runner_family');
  expect(completed()).not.toHaveProperty('exit_code');
});

test.each([
  ['exitCode', { exitCode: 2 }],
  ['code', { code: 2 }],
])('a runner that returns a bad exit code as %s ended with an error', (_, result) => {
  inStep({ name: 'make' }, () => result);
  expect(completed()).toMatchObject({ exit_code: 2, termination: 'error' });
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('succeeded');
});

test('a runner that throws ended with an error, and its exit code is read from that', async () => {
  const error = Object.assign(new Error('make failed'), { code: 2 });
  await expect(inStep({ name: 'make' }, () => Promise.reject(error))).rejects.toBe(error);
  expect(completed()).toMatchObject({ exit_code: 2, termination: 'error' });
});

test('an error code that is no exit code is none', () => {
  const error = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  expect(() =>
    inStep({ name: 'make' }, () => {
      throw error;
    }),
  ).toThrow(error);
  expect(completed()).not.toHaveProperty('exit_code');
});

test('a runner that is stopped with its run was killed', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, (run) =>
      withStep('implement', (step) =>
        step.runner({ name: 'make' }, () => {
          run.cancel();
          step.signal.throwIfAborted();
        }),
      ),
    ),
  ).toThrow('cancelled');
  expect(completed().termination).toBe('killed_policy');
});

test('a runner whose run is out of time was killed by that', async () => {
  const work = withRun({ workflow: 'orders', timeoutMs: 1 }, (run) =>
    withStep('implement', (step) =>
      step.runner({ name: 'make' }, async () => {
        await new Promise((resolve) => run.signal.addEventListener('abort', resolve));
        run.signal.throwIfAborted();
      }),
    ),
  );
  await expect(work).rejects.toThrow('longer than 1 ms');
  expect(completed().termination).toBe('killed_timeout');
});

test('a runner that streams ends with its stream, and only once', async () => {
  const lines = inStep({ name: 'make' }, async function* () {
    yield 'line';
  });
  expect(await Array.fromAsync(lines)).toEqual(['line']);
  await lines.next();
  expect(kit.telemetry.eventsNamed('workflow.runner.completed')).toHaveLength(1);
});

test('steps of a runner’s code are below its step', () => {
  inStep({ name: 'make' }, () => withStep('compile', () => undefined));
  const { spanId } = kit.telemetry.span('implement').spanContext();
  expect(kit.telemetry.span('compile').parentSpanContext?.spanId).toBe(spanId);
});
