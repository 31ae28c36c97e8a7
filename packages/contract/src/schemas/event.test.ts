import { describe, expect, expectTypeOf, test } from 'vitest';

import type { EventName } from '../event-names.ts';
import type { EventOf, RunEvent, StepEvent, WorkflowEvent } from './event.ts';
import { WorkflowEventSchema } from './index.ts';

const event = {
  event_id: 'p-1',
  timestamp: '2026-04-24T14:30:22.123456Z',
  run_id: 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD',
  producer: 'p',
  seq: 1,
  workflow_name: 'invoice',
};
const step = { ...event, span_id: '00000000000000ff', step_seq: 1, step_name: 'extract', attempt: 1 };
const error = { type: 'TypeError', message: 'x is not a function', category: 'bug' };

describe('an event', () => {
  test.each([
    ['a failed run', { ...event, event: 'workflow.run.failed', duration_ms: 5 }, 'error'],
    ['a run that timed out', { ...event, event: 'workflow.run.timed_out', duration_ms: 5 }, 'error'],
    ['a failed step', { ...step, event: 'workflow.step.failed', duration_ms: 5 }, 'error'],
    ['a failed run', { ...event, event: 'workflow.run.failed', error }, 'duration_ms'],
    ['a run that succeeded', { ...event, event: 'workflow.run.succeeded' }, 'duration_ms'],
    ['a cancelled run', { ...event, event: 'workflow.run.cancelled' }, 'duration_ms'],
    ['an incomplete run', { ...event, event: 'workflow.run.incomplete', duration_ms: 5 }, 'reason'],
    ['a lost run', { ...event, event: 'workflow.run.lost', duration_ms: 5, error }, 'inferred'],
    ['a completed step', { ...step, event: 'workflow.step.completed' }, 'duration_ms'],
    ['a roll-up', { ...event, event: 'workflow.run.completed', duration_ms: 5, waiting_ms: 0 }, 'outcome'],
    ['a running run', { ...event, event: 'workflow.run.running' }, 'trace_id'],
    ['a reminder', { ...event, event: 'workflow.run.reminded', wait_id: 'w', waited_ms: 5 }, 'since'],
    ['a wait', { ...event, event: 'workflow.run.waiting', wait_id: 'w' }, 'wait_kind'],
  ])('of %s is refused: %j lacks its %s', (_what, incomplete, missing) => {
    const result = WorkflowEventSchema.safeParse(incomplete);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(missing);
  });

  test('of a dispatch that was refused has no run', () => {
    const refused = { ...event, event: 'workflow.run.dispatch_refused', reason: 'in flight' };
    expect(WorkflowEventSchema.safeParse(refused).success).toBe(false);
    expect(WorkflowEventSchema.safeParse({ ...refused, run_id: undefined }).success).toBe(true);
  });

  test('of an unknown name is refused', () => {
    expect(WorkflowEventSchema.safeParse({ ...event, event: 'workflow.run.exploded' }).success).toBe(false);
  });

  test('loses fields that are not its own, so that a line of the stream can carry others', () => {
    const line = { ...event, event: 'workflow.run.handed_off', step_id: 'START', lifecycle_state: 'running' };
    expect(WorkflowEventSchema.parse(line)).toEqual({ ...event, event: 'workflow.run.handed_off' });
  });
});

test('the union has every event by its name, with the fields that are its own', () => {
  expectTypeOf<WorkflowEvent['event']>().toEqualTypeOf<EventName>();
  expectTypeOf<RunEvent['event']>().toEqualTypeOf<Exclude<EventName, 'workflow.run.dispatch_refused'>>();
  expectTypeOf<StepEvent>().toExtend<RunEvent>();
  expectTypeOf<EventOf<'workflow.run.failed'>>().toHaveProperty('error');
  expectTypeOf<EventOf<'workflow.run.failed'>['duration_ms']>().toEqualTypeOf<number>();
  expectTypeOf<EventOf<'workflow.run.succeeded'>>().not.toHaveProperty('error');
  expectTypeOf<RunEvent['run_id']>().toEqualTypeOf<string>();
  expect(handled('workflow.gate.resolved')).toBe('workflow.gate.resolved');
});

/** Compiles only while every event is named: a new one must be decided on here too. */
function handled(name: WorkflowEvent['event']): string {
  switch (name) {
    case 'workflow.run.queued':
    case 'workflow.run.running':
    case 'workflow.run.waiting':
    case 'workflow.run.blocked':
    case 'workflow.run.resumed':
    case 'workflow.run.stalled':
    case 'workflow.run.reminded':
    case 'workflow.run.heartbeat':
    case 'workflow.run.cancelling':
    case 'workflow.run.handed_off':
    case 'workflow.run.dispatch_refused':
    case 'workflow.run.enqueue_failed':
    case 'workflow.run.succeeded':
    case 'workflow.run.incomplete':
    case 'workflow.run.failed':
    case 'workflow.run.cancelled':
    case 'workflow.run.timed_out':
    case 'workflow.run.lost':
    case 'workflow.run.completed':
    case 'workflow.run.annotated':
    case 'workflow.run.tagged':
    case 'workflow.run.rerun_requested':
    case 'workflow.step.started':
    case 'workflow.step.waiting':
    case 'workflow.step.blocked':
    case 'workflow.step.resumed':
    case 'workflow.step.retrying':
    case 'workflow.step.completed':
    case 'workflow.step.failed':
    case 'workflow.step.skipped':
    case 'workflow.step.cancelled':
    case 'workflow.runner.started':
    case 'workflow.runner.completed':
    case 'workflow.route.selected':
    case 'workflow.gate.requested':
    case 'workflow.gate.resolved':
    case 'workflow.rollback.completed':
    case 'workflow.artifact.recorded':
      return name;
    default:
      return name satisfies never;
  }
}
