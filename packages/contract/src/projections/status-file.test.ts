import { RunScript } from '@runlight/testing/runs';
import { describe, expect, test } from 'vitest';

import { advance } from '../reduce.ts';
import { initialRunState } from '../run-state.ts';
import { RunEventSchema } from '../schemas/index.ts';
import { toManifest } from './manifest.ts';
import { toRunnerMetadata } from './runner-metadata.ts';
import { MAX_ACTIVE_STEPS, toStatusFile } from './status-file.ts';

const runningRun = () => {
  const run = new RunScript({ runId: 'r', workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
  const main = run.process('p');
  main.emit({ event: 'workflow.run.running', trace_id: '0196680db453f9ae4ea6b1d229c0b1ad' });
  return { run, main };
};

const fold = (run: RunScript) => {
  const state = initialRunState(run.runId);
  for (const event of run.events) advance(state, event);
  return state;
};

const statusOfFile = (run: RunScript) =>
  toStatusFile(fold(run), { updatedAt: '2026-04-24T15:00:00.000000Z', process: null, streamOffset: 0 });

describe('status.json', () => {
  test('says that a gate is awaited from the decision that announced it until anything else happens', () => {
    const { run, main } = runningRun();
    main.emit({
      event: 'workflow.route.selected',
      target: 'approve',
      decision: 'needs_human',
      awaiting: 'human',
    });
    expect(statusOfFile(run).route).toMatchObject({ next_step_id: 'approve', awaiting: 'human' });
    run.pass(1);
    main.step('tidy').emit({ event: 'workflow.step.started' });
    expect(statusOfFile(run).route).toMatchObject({ next_step_id: 'approve', awaiting: null });
  });

  test('says that a gate is awaited where no decision was taken', () => {
    const { run, main } = runningRun();
    main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'policy' });
    expect(statusOfFile(run).route).toMatchObject({ next_step_id: null, awaiting: 'policy' });
  });

  test('names the gate that is open, of several that of the step that waits', () => {
    const { run, main } = runningRun();
    for (const gate of ['approve', 'countersign']) {
      main
        .step(gate)
        .emit({ event: 'workflow.step.started' })
        .emit({ event: 'workflow.gate.requested', gate, wait_kind: 'human' });
      main.emit({ event: 'workflow.run.waiting', wait_id: gate, wait_kind: 'human', step_name: gate });
      run.pass(1);
    }
    expect(statusOfFile(run).waiting_for).toMatchObject({ gate: 'approve', step: 'approve' });
  });

  test('lists a bounded number of active steps, the latest first, and counts them all', () => {
    const { run, main } = runningRun();
    for (let item = 0; item < 3 * MAX_ACTIVE_STEPS; item += 1) {
      run.pass(1);
      main.step('extract', { key: `${item}` }).emit({ event: 'workflow.step.started' });
    }
    const { active_steps, counts, current_step_id } = statusOfFile(run);
    expect(active_steps).toHaveLength(MAX_ACTIVE_STEPS);
    expect(active_steps[0]?.step_id).toBe(`extract:${3 * MAX_ACTIVE_STEPS - 1}`);
    expect(current_step_id).toBe(active_steps[0]?.step_id);
    expect(counts.steps_active).toBe(3 * MAX_ACTIVE_STEPS);
  });
});

describe('a step with one runner after the other', () => {
  const secondAtWork = () => {
    const { run, main } = runningRun();
    const step = main.step('implement', { type: 'model' }).emit({ event: 'workflow.step.started' });
    step.emit({ event: 'workflow.runner.started', runner: 'claude', runner_family: 'claude_cli', pid: 1 });
    run.pass(1);
    step.emit({
      event: 'workflow.runner.completed',
      runner: 'claude',
      duration_ms: 1,
      exit_code: 1,
      termination: 'error',
    });
    run.pass(1);
    step.emit({ event: 'workflow.runner.started', runner: 'codex', runner_family: 'codex_cli', pid: 2 });
    return run;
  };

  test('shows the one that works now, without the end of the other', () => {
    const [step] = Object.values(fold(secondAtWork()).open_steps);
    expect(step && toRunnerMetadata(step)).toMatchObject({
      runner: 'codex',
      pid: 2,
      ended_at: null,
      exit_code: null,
    });
    expect(statusOfFile(secondAtWork()).active_runner_family).toBe('codex_cli');
  });

  test('shows the end of the last one, in whatever order the events arrive', () => {
    const run = secondAtWork();
    run.pass(1);
    const [started] = run.events.slice(-1);
    const ended = { runner: 'codex', duration_ms: 1, exit_code: 0, termination: 'completed' };
    const at = { seq: 99, timestamp: '2026-04-24T14:30:01.000000Z' };
    run.events.push(
      RunEventSchema.parse({ ...started, ...ended, ...at, event: 'workflow.runner.completed' }),
    );
    run.events.reverse();
    const [step] = Object.values(fold(run).open_steps);
    expect(step && toRunnerMetadata(step)).toMatchObject({
      runner: 'codex',
      exit_code: 0,
      termination: 'completed',
    });
    expect(statusOfFile(run).active_runner_family).toBeNull();
  });
});

test('a step that was cancelled because the run’s time was up was killed by the timeout', () => {
  const terminationAfter = (ms: number, cancelled: boolean) => {
    const run = new RunScript({ runId: 'r', workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
    const main = run.process('p');
    main.emit({
      event: 'workflow.run.running',
      trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
      timeout_ms: 1000,
    });
    const step = main.step('extract').emit({ event: 'workflow.step.started' });
    if (cancelled) main.emit({ event: 'workflow.run.cancelling' });
    step.emit({ event: 'workflow.step.waiting', wait_kind: 'timer' });
    const state = fold(run);
    run.pass(ms);
    const before = run.events.length;
    step.emit({ event: 'workflow.step.cancelled', duration_ms: ms });
    const closed = run.events.slice(before).flatMap((event) => advance(state, event).closed ?? []);
    return closed.map((ended) => toManifest(ended, state).termination);
  };
  expect(terminationAfter(1000, false)).toEqual(['killed_timeout']);
  expect(terminationAfter(999, false)).toEqual(['killed_policy']);
  expect(terminationAfter(1000, true)).toEqual(['killed_policy']);
});
