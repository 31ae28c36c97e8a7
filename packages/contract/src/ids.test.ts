import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  eventIdOf,
  isRunlightRunId,
  isSpanId,
  isStepId,
  isTraceId,
  rootSpanIdOf,
  runIdFromTraceId,
  spanIdFromStepId,
  stepIdFromSpanId,
  traceIdFromRunId,
} from './ids.ts';

const hex = (digits: number) => (value: bigint) => value.toString(16).padStart(digits, '0');
const traceIds = fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map(hex(32));
const spanIds = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(hex(16));

describe('run ids', () => {
  test('carry the bits of their trace id, there and back', () => {
    fc.assert(
      fc.property(traceIds, (traceId) => {
        const runId = runIdFromTraceId(traceId);
        expect(runId).toMatch(/^run_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
        expect(isRunlightRunId(runId)).toBe(true);
        expect(traceIdFromRunId(runId)).toBe(traceId);
        expect(traceIdFromRunId(runId.toLowerCase())).toBe(traceId);
      }),
    );
  });

  test('sort by the time in their trace id', () => {
    fc.assert(
      fc.property(traceIds, traceIds, (a, b) => {
        expect(runIdFromTraceId(a) < runIdFromTraceId(b)).toBe(a < b);
      }),
    );
  });

  test('of other forms are hashed to a trace id that is always the same', () => {
    expect(isRunlightRunId('20260424T143022Z')).toBe(false);
    const digest = createHash('sha256').update('runlight:20260424T143022Z').digest('hex');
    expect(traceIdFromRunId('20260424T143022Z')).toBe(digest.slice(0, 32));
  });

  test.each([
    ['run_00000000000000000000000000', 'its trace id would be all zeros'],
    ['run_80000000000000000000000000', 'it has more than 128 bits'],
    ['run_01JSM0VD2K7ZQ4X9M3T8W1B6C', 'it is too short'],
    ['run_01JSM0VD2K7ZQ4X9M3T8W1B6CI', 'I is no digit'],
  ])('like %s are hashed too, because %s', (runId) => {
    const digest = createHash('sha256').update(`runlight:${runId}`).digest('hex');
    expect(traceIdFromRunId(runId)).toBe(digest.slice(0, 32));
  });

  test('give different own ids different traces', () => {
    const ownId = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(ownId, ownId, (a, b) => {
        expect(traceIdFromRunId(a) === traceIdFromRunId(b)).toBe(a === b);
        expect(isTraceId(traceIdFromRunId(a))).toBe(true);
      }),
    );
  });

  test('must not be empty', () => {
    expect(() => traceIdFromRunId('')).toThrow(expect.objectContaining({ code: 'invalid_run_id' }));
  });
});

describe('step ids', () => {
  test('carry the bits of their span id, there and back', () => {
    fc.assert(
      fc.property(spanIds, (spanId) => {
        const stepId = stepIdFromSpanId(spanId);
        expect(stepId).toMatch(/^step_[0-9A-F][0-9A-HJKMNP-TV-Z]{12}$/);
        expect(isStepId(stepId)).toBe(true);
        expect(spanIdFromStepId(stepId)).toBe(spanId);
        expect(spanIdFromStepId(stepId.toLowerCase())).toBe(spanId);
      }),
    );
  });

  test.each(['', 'step_', 'step_0000000000000', 'step_G000000000000', '01HXY', 'step_01HXY'])(
    'refuse %j, which is none',
    (text) => {
      expect(isStepId(text)).toBe(false);
      expect(() => spanIdFromStepId(text)).toThrow(expect.objectContaining({ code: 'invalid_step_id' }));
    },
  );
});

test.each(['', '0'.repeat(32), 'A'.repeat(32), 'a'.repeat(31), `${'a'.repeat(32)}\n`])(
  'the trace id %j is invalid',
  (text) => {
    expect(isTraceId(text)).toBe(false);
    expect(() => runIdFromTraceId(text)).toThrow(expect.objectContaining({ code: 'invalid_trace_id' }));
  },
);

test.each(['', '0'.repeat(16), 'A'.repeat(16), 'a'.repeat(15)])('the span id %j is invalid', (text) => {
  expect(isSpanId(text)).toBe(false);
  expect(() => stepIdFromSpanId(text)).toThrow(expect.objectContaining({ code: 'invalid_span_id' }));
});

test('the root span id is the end of the trace id, and valid for every trace id', () => {
  fc.assert(
    fc.property(traceIds, (traceId) => {
      expect(isSpanId(rootSpanIdOf(traceId))).toBe(true);
    }),
  );
  expect(rootSpanIdOf('0196680db453f9ae4ea6b1d229c0b1ad')).toBe('4ea6b1d229c0b1ad');
  expect(rootSpanIdOf(`${'a'.repeat(16)}${'0'.repeat(16)}`)).toBe('0000000000000001');
});

test('an event id names its producer and the event’s number there', () => {
  expect(eventIdOf('p1', 7)).toBe('p1-7');
});
