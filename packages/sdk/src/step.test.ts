import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR } from '@runlight/contract';
import { expect, test } from 'vitest';

import type { Step } from './step.ts';
import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

function completed(act: (step: Step) => unknown): ReturnType<typeof endOf> {
  withRun({ workflow: 'orders' }, () => withStep('step', act));
  return endOf();
}

function endOf() {
  return kit.telemetry.event('workflow.step.completed');
}

test('a step says what it is from its first event on, and on its span', () => {
  const details = { model: 'small', parameters: { temperature: 0 } };
  withRun({ workflow: 'orders' }, () =>
    withStep({ name: 'extract', key: 'a', type: 'model', opcode: 'EVALUATE', details }, (step) => {
      expect(step).toMatchObject({ name: 'extract', key: 'a', label: 'extract:a', attempt: 1, ended: false });
      expect(step.signal).toBe(step.run.signal);
    }),
  );
  const identity = {
    step_name: 'extract',
    step_key: 'a',
    step_type: 'model',
    opcode: 'EVALUATE',
    attempt: 1,
  };
  expect(kit.telemetry.event('workflow.step.started')).toMatchObject({ ...identity, details });
  expect(endOf()).toMatchObject(identity);
  expect(kit.telemetry.span('extract').attributes).toMatchObject({
    [ATTR.STEP_KEY]: 'a',
    [ATTR.STEP_TYPE]: 'model',
    [ATTR.STEP_STATUS]: 'completed',
    [ATTR.STEP_DURATION_MS]: endOf().duration_ms,
  });
});

test('usage is summed within a step and over a run', () => {
  withRun({ workflow: 'orders' }, () => {
    withStep('a', (step) => {
      step.usage({ tokens: 1000, computeMs: 0.1 });
      step.usage({ tokens: 24, computeMs: 0.2, pages: 2 });
    });
    withStep('b', (step) => step.usage({ tokens: 76 }));
    withStep('c', () => undefined);
  });
  const [a] = kit.telemetry.eventsNamed('workflow.step.completed');
  expect(a?.usage).toEqual({ tokens: 1024, compute_ms: 0.3, pages: 2 });
  const rollUp = kit.telemetry.event('workflow.run.completed');
  expect(rollUp.usage).toEqual({ tokens: 1100, compute_ms: 0.3, pages: 2 });
  expect(kit.telemetry.stateOf(rollUp.run_id).usage).toEqual(rollUp.usage);
});

test('usage that is no number counts for nothing', () => {
  const end = completed((step) =>
    step.usage({ tokens: 1, broken: Number.NaN, huge: Infinity, text: '5' as never }),
  );
  expect(end.usage).toEqual({ tokens: 1 });
});

test('a step that used nothing says nothing of usage', () => {
  expect(completed(() => undefined)).not.toHaveProperty('usage');
  expect(kit.telemetry.event('workflow.run.completed')).not.toHaveProperty('usage');
});

test('a validation stands with its step and does not fail it', () => {
  const end = completed((step) =>
    step.validation({ passed: false, score: 0.4, reasons: ['total is off', 'no date'] }),
  );
  expect(end.validation).toEqual({ passed: false, score: 0.4, reasons: ['total is off', 'no date'] });
});

test('a score that is no number is left out', () => {
  expect(completed((step) => step.validation({ passed: true, score: Number.NaN })).validation).toEqual({
    passed: true,
  });
});

test('details that come later are added to those of the start', () => {
  withRun({ workflow: 'orders' }, (run) => {
    withStep({ name: 'step', details: { model: 'small' } }, (step) => {
      step.details({ pages: 2 });
      step.details({ pages: 3, language: 'de' });
    });
    withStep('open', () => {
      const [step] = Object.values(kit.telemetry.stateOf(run.id).open_steps);
      expect(step?.details).toBeNull();
    });
  });
  const [end] = kit.telemetry.eventsNamed('workflow.step.completed');
  expect(end?.details).toEqual({ pages: 3, language: 'de' });
});

test('input and output are captured only when they are handed over', () => {
  expect(completed(() => ({ secret: 1 }))).not.toHaveProperty('output');
});

test('input and output are told with the end, the latest of each', () => {
  const end = completed((step) => {
    step.io({ input: { file: 'a.txt' } });
    step.io({ output: [1, 2] });
    step.io({ output: [1, 2, 3] });
  });
  expect(end).toMatchObject({ input: { file: 'a.txt' }, output: [1, 2, 3] });
});

test('a deciding step says what it came to', () => {
  expect(completed((step) => step.decision('needs_human')).decision).toBe('needs_human');
});

test('a step that was left out has a span and one event of no duration', () => {
  withRun({ workflow: 'orders' }, (run) => {
    withStep('outer', () => run.skip({ name: 'convert', key: 'a', type: 'tool' }, 'same currency'));
    run.skip('approve');
  });
  const [convert, approve] = kit.telemetry.eventsNamed('workflow.step.skipped');
  expect(convert).toMatchObject({
    step_name: 'convert',
    step_key: 'a',
    step_type: 'tool',
    reason: 'same currency',
  });
  expect(convert?.parent_span_id).toBe(kit.telemetry.span('outer').spanContext().spanId);
  expect(approve).not.toHaveProperty('reason');
  const span = kit.telemetry.span('convert');
  expect(span.duration).toEqual([0, 0]);
  expect(span.attributes[ATTR.STEP_STATUS]).toBe('skipped');
  expect(kit.telemetry.event('workflow.run.completed').steps).toBe(1);
});

test('a rollback is a step that says what it went back to', async () => {
  const value = await withRun({ workflow: 'orders' }, (run) =>
    run.rollback({ target: 'draft', reason: 'posting failed' }, async () => 7),
  );
  expect(value).toBe(7);
  expect(kit.telemetry.event('workflow.rollback.completed')).toMatchObject({
    step_name: 'rollback',
    opcode: 'ROLLBACK',
    target: 'draft',
    reason: 'posting failed',
  });
});

test('a rollback that fails has failed, and rolled back nothing', () => {
  expect(() =>
    withRun({ workflow: 'orders' }, (run) =>
      run.rollback({ name: 'undo' }, () => {
        throw new Error('broken');
      }),
    ),
  ).toThrow('broken');
  expect(kit.telemetry.story()).toContain('step.failed undo');
  expect(kit.telemetry.eventsNamed('workflow.rollback.completed')).toEqual([]);
});

test('what is said of a step after its end is not recorded', () => {
  let late: Step | undefined;
  withRun({ workflow: 'orders' }, () => {
    withStep('step', (step) => (late = step));
    late?.retrying(new Error('late'));
    late?.details({ late: true });
    late?.usage({ tokens: 1 });
    expect(late?.artifact('report', 'late')).toBeUndefined();
  });
  expect(kit.telemetry.story()).toEqual([
    'run.running',
    'step.started step',
    'step.completed step',
    'run.succeeded',
    'run.completed',
  ]);
  expect(kit.telemetry.event('workflow.run.completed').retries).toBe(0);
});
