import { advance, initialRunState, toRun, type RunEvent } from '@runlight/contract';
import { RunEventSchema } from '@runlight/contract/schemas';
import { createRedactor, type ContentRedactor } from '@runlight/sdk';
import { arbitraryRun } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { CONTENT_FIELDS, cutEvent, IDENTITY_FIELDS, redactEvent } from './redact-event.ts';

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

describe('what is longer than the SDK would send it', () => {
  const opening = (fields: object): RunEvent =>
    RunEventSchema.parse({
      event: 'workflow.run.running',
      event_id: 'p-0',
      timestamp: '2026-04-24T14:30:00.000000Z',
      run_id: 'run',
      producer: 'p',
      seq: 0,
      workflow_name: 'invoice',
      trace_id: '0196680db453f9ae4ea6b1d229c0b1ad',
      ...fields,
    });
  const large = fc.oneof(
    fc.integer({ min: 0, max: 400_000 }).map((length) => 'x'.repeat(length)),
    fc.integer({ min: 0, max: 400_000 }).map((length) => '\u0001"\\'.repeat(length / 3)),
    fc.integer({ min: 0, max: 60_000 }).map((length) => Array.from({ length }, () => 7)),
    fc.integer({ min: 0, max: 30_000 }).map((length) => Array.from({ length }, () => ({}))),
    fc
      .integer({ min: 0, max: 10_000 })
      .map((length) => Object.fromEntries(Array.from({ length }, (_, nth) => [`key ${nth}`, { nth }]))),
  );

  test.each([
    ['without a policy', (event: RunEvent) => cutEvent(event)],
    ['with one', (event: RunEvent) => redactEvent(event, HARMLESS)],
  ])('is cut, and cut only once, %s', (_, cut) => {
    fc.assert(
      fc.property(large, (inputs) => {
        const event = opening({ inputs });
        const once = cut(event);
        expect(JSON.stringify(once).length).toBeLessThan(65_536 + 1000);
        expect(cut(once)).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  test('has a mark', () => {
    expect(cutEvent(opening({ inputs: { a: 'x'.repeat(100_000), b: 1 } }))).toMatchObject({
      inputs: { a: expect.stringMatching(/x…$/) as string, '[truncated]': 'more than 65024 characters' },
    });
  });

  test('is cut in every field', () => {
    const long = 'word '.repeat(20_000);
    const many = Array.from({ length: 100_000 }, (_, nth) => `${nth}`);
    const usage = Object.fromEntries(many.map((name) => [name, 1]));
    const step = { span_id: '00f067aa0ba902b7', step_seq: 0, attempt: 1, step_name: long };
    const failed = opening({
      ...step,
      event: 'workflow.step.failed',
      duration_ms: 1,
      error: { type: long, message: long, code: long, stack: long, category: 'bug' },
      usage,
      validation: { passed: false, reasons: many },
    });
    const runner = opening({
      ...step,
      event: 'workflow.runner.started',
      runner: long,
      command: [...many, long],
      working_directory: long,
    });
    for (const event of [
      failed,
      runner,
      opening({ actor: long, business_event_id: long, environment: long, tags: many }),
      opening({ event: 'workflow.run.annotated', note: long, actor: long }),
    ]) {
      const cut = cutEvent(event);
      expect(JSON.stringify(cut).length).toBeLessThan(40_000);
      expect(RunEventSchema.parse(cut)).toEqual(cut);
      expect(cutEvent(cut)).toEqual(cut);
    }
  });

  test('what is not too long stays as it is', () => {
    const longest = opening({ inputs: 'x'.repeat(65_534) });
    expect(cutEvent(longest)).toEqual(longest);
    fc.assert(
      fc.property(arbitraryRun(), ({ events }) => {
        for (const event of events) expect(cutEvent(event)).toEqual(event);
      }),
    );
  });
});
