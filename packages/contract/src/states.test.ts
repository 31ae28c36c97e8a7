import { describe, expect, test } from 'vitest';

import { canTransition, isOutcome, RUN_OUTCOMES, RUN_STATUSES, type RunStatus } from './states.ts';

const OPEN = RUN_STATUSES.filter((status) => !isOutcome(status));

describe('a run', () => {
  test.each(RUN_STATUSES.filter((status) => isOutcome(status) && status !== 'lost'))(
    'stays %s for good',
    (end) => {
      expect(RUN_STATUSES.filter((status) => canTransition(end, status))).toEqual([]);
    },
  );

  test('that is lost can still end by itself, and show that it never was lost', () => {
    expect(RUN_STATUSES.filter((status) => !canTransition('lost', status))).toEqual(['stalled']);
  });

  test('can be cancelled, fail, time out and get lost in every state before its end', () => {
    const always: RunStatus[] = ['cancelled', 'failed', 'timed_out', 'lost'];
    for (const from of OPEN) {
      for (const to of always)
        expect(`${from} → ${to}: ${canTransition(from, to)}`).toBe(`${from} → ${to}: true`);
    }
  });

  test('never goes back to the queue, unless it was found lost there', () => {
    expect(RUN_STATUSES.filter((status) => canTransition(status, 'queued'))).toEqual(['lost']);
  });

  test('succeeds only if it ran', () => {
    expect(canTransition('queued', 'succeeded')).toBe(false);
    expect(canTransition('running', 'succeeded')).toBe(true);
  });

  test('that waits or is blocked does not stall: it is silent for a reason', () => {
    expect(RUN_STATUSES.filter((status) => canTransition(status, 'stalled'))).toEqual(['running', 'stalled']);
  });

  test('that stalled goes on with the next sign of progress', () => {
    for (const to of ['running', 'waiting', 'blocked'] as const)
      expect(canTransition('stalled', to)).toBe(true);
  });

  test('that is being cancelled can only end', () => {
    expect(RUN_STATUSES.filter((status) => canTransition('cancelling', status))).toEqual([...RUN_OUTCOMES]);
  });
});
