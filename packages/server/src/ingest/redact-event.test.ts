import { advance, initialRunState, toRun, type RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';
import { createRedactor, type ContentRedactor } from '@runlight/sdk';
import { arbitraryRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { CONTENT_FIELDS, IDENTITY_FIELDS, redactEvent } from './redact-event.ts';

const HARMLESS = createRedactor({ personalData: false }, { hash: (value) => value });
/** What of an event is left when nothing of its content is. */
const NOTHING: ContentRedactor = { text: () => '', command: () => [], payload: () => undefined };

test('every field of every event is either content or identity, a number or a truth value', () => {
  const unknown = RunEventSchema.options.flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([field, schema]) =>
      isPlain(schema as z.ZodType) || field in CONTENT_FIELDS || IDENTITY_FIELDS.has(field) ? [] : [field],
    ),
  );
  expect(unknown).toEqual([]);
  expect([...IDENTITY_FIELDS].filter((field) => field in CONTENT_FIELDS)).toEqual([]);
});

test('an event in which there is nothing to redact is what it was', () => {
  fc.assert(
    fc.property(arbitraryRun(), ({ events }) => {
      for (const event of events) expect(redactEvent(event, HARMLESS)).toEqual(event);
    }),
  );
});

test('a run folds to the same states and times without all of its content', () => {
  const skeleton = (events: readonly RunEvent[]) => {
    const state = initialRunState(events[0]?.run_id ?? '');
    const folded = events.map((event) => advance(state, event).applied);
    const { status, started_at, completed_at, duration_ms, hitl, tenant_id } = toRun(state, 0);
    const { steps, retries, waiting_ms, seen } = state;
    return {
      folded,
      status,
      started_at,
      completed_at,
      duration_ms,
      hitl,
      tenant_id,
      steps,
      retries,
      waiting_ms,
      seen,
    };
  };
  fc.assert(
    fc.property(arbitraryRun(), ({ events }) => {
      const redacted = events.map((event) => RunEventSchema.parse(redactEvent(event, NOTHING)));
      expect(skeleton(redacted)).toEqual(skeleton(events));
    }),
  );
});

test('what nobody knows the meaning of is left out', () => {
  const event = {
    event: 'workflow.run.succeeded',
    event_id: 'p-1',
    timestamp: '2026-04-24T14:30:00.000000Z',
    run_id: 'run',
    producer: 'p',
    seq: 1,
    workflow_name: 'invoice',
    duration_ms: 1,
  } as const;
  const strange = { ...event, comment: 'call 555 0100', nested: { password: 'x' }, count: 3 };
  expect(redactEvent(strange, HARMLESS)).toEqual({ ...event, count: 3 });
});

/** Whether values are numbers, truth values or one of a few words. */
function isPlain(schema: z.ZodType): boolean {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  return inner instanceof z.ZodNumber || inner instanceof z.ZodBoolean || inner instanceof z.ZodLiteral;
}
