import { arbitraryEvent } from '@runlight/testing/runs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { EVENT_NAMES } from './event-names.ts';
import { sentenceOf } from './sentence.ts';

describe.each(EVENT_NAMES)('%s', (name) => {
  test('is a sentence, whatever it holds and lacks', () => {
    fc.assert(
      fc.property(arbitraryEvent(name), (event) => {
        const sentence = sentenceOf(event);
        expect(sentence.length).toBeGreaterThan(5);
        const ours = textsOf(event).reduce((rest, text) => rest.replaceAll(text, ''), sentence);
        expect(ours).not.toMatch(/undefined|null|NaN|\[object/);
      }),
      { numRuns: 50 },
    );
  });
});

test('says what happened to whom', () => {
  const fields = {
    event_id: 'p-1',
    timestamp: '2026-04-24T14:30:22.123456Z',
    run_id: 'r',
    producer: 'p',
    seq: 1,
    workflow_name: 'invoice',
  };
  const error = { type: 'HTTPError', message: '402 card_declined', category: 'external_api' } as const;
  expect(
    sentenceOf({
      ...fields,
      event: 'workflow.run.failed',
      duration_ms: 134_000,
      failed_step: 'charge',
      error,
    }),
  ).toBe('Run of invoice failed after 2m 14s in step charge: 402 card_declined');
  expect(
    sentenceOf({
      ...fields,
      event: 'workflow.run.resumed',
      waited_ms: 0,
      inferred: true,
      reason: 'a heartbeat',
    }),
  ).toBe('Run of invoice is heard of again: a heartbeat');
  const reminder = {
    ...fields,
    event: 'workflow.run.reminded',
    wait_id: 'w',
    reason: 'over 10 000',
    since: '2026-04-24T10:30:22.123456Z',
    waited_ms: 14_400_000,
    inferred: true,
  } as const;
  expect(sentenceOf(reminder)).toBe('Run of invoice is still blocked after 4h: over 10 000');
  const ofWait = { ...reminder, wait_kind: 'human' } as const;
  expect(sentenceOf(ofWait)).toBe('Run of invoice still waits (human) after 4h: over 10 000');
  expect(sentenceOf({ ...fields, event: 'workflow.run.tagged', add: ['eu'], remove: ['us'] })).toBe(
    'Tags changed: +eu -us',
  );
  const step = {
    span_id: '00000000000000ff',
    step_seq: 0,
    step_name: 'extract',
    step_key: 'inv-7',
    attempt: 2,
  };
  expect(sentenceOf({ ...fields, ...step, event: 'workflow.step.started' })).toBe(
    'Step extract:inv-7 started, attempt 2',
  );
  expect(
    sentenceOf({
      ...fields,
      ...step,
      event: 'workflow.gate.resolved',
      gate: 'approve',
      wait_kind: 'human',
      gate_outcome: 'timed_out',
      waited_ms: 9,
    }),
  ).toBe('Gate approve was timed out');
});

/** The texts of an event's own, longest first: what its author wrote may well say “null”. */
function textsOf(event: object): string[] {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value !== '') texts.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const part of Object.values(value)) collect(part);
  };
  collect(event);
  return texts.toSorted((a, b) => b.length - a.length);
}
