import { arbitraryEvent } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ATTR } from './attributes.ts';
import { eventToAttributes, fieldsFromAttributes } from './event-attributes.ts';
import { EVENT_NAMES } from './event-names.ts';
import { WorkflowEventSchema } from './schemas/index.ts';

describe.each(EVENT_NAMES)('%s', (name) => {
  const events = arbitraryEvent(name);

  test('comes back from its attributes', () => {
    fc.assert(
      fc.property(events, (event) => {
        const fields = fieldsFromAttributes(eventToAttributes(event), event.timestamp);
        expect(WorkflowEventSchema.parse(fields)).toEqual(withoutEmptyUsage(event));
      }),
    );
  });

  test('has attributes that every backend can hold', () => {
    fc.assert(
      fc.property(events, (event) => {
        for (const [attribute, value] of Object.entries(eventToAttributes(event))) {
          expect(attribute).toMatch(/^(?:event$|workflow\.|error\.|exception\.|deployment\.)/);
          const flat = Array.isArray(value)
            ? value.every((item) => typeof item === 'string')
            : isScalar(value);
          expect(`${attribute}: ${flat}`).toBe(`${attribute}: true`);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('a failed step carries the names that OpenTelemetry has for errors', () => {
  const attributes = eventToAttributes({
    event: 'workflow.step.failed',
    event_id: 'p-3',
    timestamp: '2026-04-24T14:30:22.123456Z',
    run_id: 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD',
    producer: 'p',
    seq: 3,
    workflow_name: 'invoice',
    span_id: '00000000000000ff',
    step_seq: 1,
    step_name: 'charge',
    attempt: 2,
    duration_ms: 12.5,
    usage: { tokens: 7 },
    error: {
      type: 'HTTPError',
      message: '402 card_declined',
      category: 'external_api',
      code: 'E402',
      stack: 'at x',
    },
  });
  expect(attributes).toEqual({
    event: 'workflow.step.failed',
    'workflow.event.id': 'p-3',
    'workflow.event.producer': 'p',
    'workflow.event.seq': 3,
    'workflow.run.id': 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD',
    'workflow.name': 'invoice',
    'workflow.step.id': 'step_000000000007Z',
    'workflow.step.seq': 1,
    'workflow.step.name': 'charge',
    'workflow.step.attempt': 2,
    'workflow.step.duration_ms': 12.5,
    'workflow.usage.tokens': 7,
    'error.type': 'HTTPError',
    'exception.type': 'HTTPError',
    'exception.message': '402 card_declined',
    'workflow.error.category': 'external_api',
    'workflow.error.code': 'E402',
    'exception.stacktrace': 'at x',
  });
});

test('attributes that others stamped on the record are ignored', () => {
  const running = {
    event: 'workflow.run.running',
    event_id: 'p-0',
    timestamp: '2026-04-24T14:30:22.123456Z',
    run_id: 'r',
    producer: 'p',
    seq: 0,
    workflow_name: 'invoice',
    trace_id: 'a'.repeat(32),
  } as const;
  const stamped = {
    ...eventToAttributes(running),
    'http.route': '/x',
    'service.name': 'worker',
    [ATTR.STEP_ID]: 'none',
  };
  expect(WorkflowEventSchema.parse(fieldsFromAttributes(stamped, running.timestamp))).toEqual(running);
});

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** No amounts are no attributes: an empty record of them does not come back. */
function withoutEmptyUsage(event: object): object {
  return Object.fromEntries(
    Object.entries(event).filter(([name, value]) => name !== 'usage' || Object.keys(value).length > 0),
  );
}
