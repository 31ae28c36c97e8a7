import { SpanStatusCode } from '@opentelemetry/api';
import { useTelemetry } from '@runlight/testing/telemetry/vitest';
import { ATTR, type EventOf } from '@runlight/contract';
import { expect, test } from 'vitest';

import { withRun } from './with-run.ts';
import { withStep } from './with-step.ts';

const kit = useTelemetry();

/** Runs a function that throws, and gives the event that tells of it. */
function failureOf(fn: () => unknown): EventOf<'workflow.run.failed'> {
  try {
    withRun({ workflow: 'orders' }, fn);
  } catch {
    // the event tells
  }
  return kit.telemetry.event('workflow.run.failed');
}

function fail(error: unknown): never {
  throw error;
}

test('a failed run names its error and the step that it came from, and both spans say so', () => {
  const failure = failureOf(() =>
    withStep({ name: 'fetch', key: 'a' }, () => fail(new RangeError('broken'))),
  );
  const span = kit.telemetry.span('fetch');
  expect(failure).toMatchObject({
    error: { type: 'RangeError', message: 'broken', category: 'bug' },
    failed_step: 'fetch',
    failed_step_key: 'a',
    failed_span_id: span.spanContext().spanId,
    failed_attempt: 1,
  });
  expect(failure).not.toHaveProperty('reported');
  for (const failed of [span, kit.telemetry.span('orders')]) {
    expect(failed.status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });
    expect(failed.attributes).toMatchObject({
      [ATTR.ERROR_TYPE]: 'RangeError',
      [ATTR.ERROR_CATEGORY]: 'bug',
    });
  }
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({
    outcome: 'failed',
    error_category: 'bug',
  });
});

test.each([
  ['an error', new Error('broken')],
  ['a frozen error', Object.freeze(new Error('broken'))],
  ['a text', 'broken'],
  ['undefined', undefined],
])('of nested steps the innermost that %s came from has failed', (_, error) => {
  const failure = failureOf(() =>
    withStep('outer', () => withStep('middle', () => withStep('inner', () => fail(error)))),
  );
  expect(failure.failed_step).toBe('inner');
});

test('an error that wraps another one points at the step of the other', () => {
  const failure = failureOf(() => {
    try {
      withStep('fetch', () => fail(new Error('connection lost')));
    } catch (cause) {
      throw new Error('could not load', { cause: new Error('in between', { cause }) });
    }
  });
  expect(failure.failed_step).toBe('fetch');
  expect(failure.error.message).toBe('could not load: in between: connection lost');
});

test('a step that wraps the error of an inner one points at the inner one', () => {
  const failure = failureOf(() =>
    withStep('outer', () => {
      try {
        withStep('inner', () => fail(new Error('connection lost')));
      } catch (cause) {
        throw new Error('outer failed', { cause });
      }
    }),
  );
  expect(failure.failed_step).toBe('inner');
  expect(failure.error.message).toBe('outer failed: connection lost');
});

test('an error of no step names none', () => {
  const failure = failureOf(() => {
    try {
      withStep('fetch', () => fail(new Error('dealt with')));
    } catch {
      // dealt with
    }
    throw new Error('something else');
  });
  expect(failure).not.toHaveProperty('failed_step');
});

test.each([
  ['an error object', new Error('the same every time')],
  ['a text', 'the same every time'],
])('%s that is thrown a second time points at its last step', (_, error) => {
  const failure = failureOf(() => {
    try {
      withStep('first', () => fail(error));
    } catch {
      // tried again below
    }
    withStep('second', () => fail(error));
  });
  expect(failure.failed_step).toBe('second');
});

test('the failed attempt is the one that failed last', () => {
  const failure = failureOf(() => {
    try {
      withStep('fetch', () => fail(new Error('first')));
    } catch {
      withStep('fetch', () => fail(new Error('second')));
    }
  });
  expect(failure).toMatchObject({ failed_step: 'fetch', failed_attempt: 2, error: { message: 'second' } });
});

test('a failure that the handler reports is a failure, but a warning', () => {
  const returned = withRun({ workflow: 'orders' }, (run) => {
    withStep('fetch', (step) => step.fail(new Error('empty answer')));
    run.fail(new Error('nothing to do'));
    return 'handled';
  });
  expect(returned).toBe('handled');
  expect(kit.telemetry.event('workflow.step.failed')).toMatchObject({
    reported: true,
    error: { message: 'empty answer' },
  });
  expect(kit.telemetry.event('workflow.run.failed')).toMatchObject({
    reported: true,
    error: { message: 'nothing to do' },
  });
  const severities = kit.telemetry.logRecords
    .filter(({ eventName }) => eventName?.endsWith('.failed'))
    .map(({ severityText }) => severityText);
  expect(severities).toEqual(['WARN', 'WARN']);
  expect(kit.telemetry.span('orders').status.code).toBe(SpanStatusCode.ERROR);
});

test('a run that is reported failed with the error of a step points at that step', () => {
  withRun({ workflow: 'orders' }, (run) => {
    try {
      withStep('fetch', () => fail(new Error('broken')));
    } catch (error) {
      run.fail(error);
    }
  });
  expect(kit.telemetry.event('workflow.run.failed').failed_step).toBe('fetch');
});

test('what is thrown counts, whatever was declared before', () => {
  try {
    withRun({ workflow: 'orders' }, (run) => {
      run.incomplete('half done');
      throw new Error('broken');
    });
  } catch {
    // the event tells
  }
  expect(kit.telemetry.event('workflow.run.completed').outcome).toBe('failed');
});

test('a run that says it is incomplete ends so, with its reason, and is no error', () => {
  withRun({ workflow: 'orders' }, (run) => run.incomplete('2 of 5 files could not be read'));
  expect(kit.telemetry.event('workflow.run.incomplete').reason).toBe('2 of 5 files could not be read');
  expect(kit.telemetry.span('orders').status.code).toBe(SpanStatusCode.UNSET);
  expect(kit.telemetry.event('workflow.run.completed')).toMatchObject({
    outcome: 'incomplete',
    first_pass: false,
  });
});
