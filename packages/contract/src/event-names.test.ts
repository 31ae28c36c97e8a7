import { describe, expect, test } from 'vitest';

import {
  EVENT_NAMES,
  EVENT_PREFIX,
  EVENTS,
  isEventName,
  OA04_EVENT_TYPES,
  severityOf,
} from './event-names.ts';
import { RunEventSchema, WorkflowEventSchema } from './schemas/index.ts';

test('every event has a schema, and every schema an event', () => {
  const literals = WorkflowEventSchema.options.flatMap(({ shape }) => [...shape.event.values]);
  expect(literals.toSorted()).toEqual(EVENT_NAMES.toSorted());
  expect(RunEventSchema.options).toHaveLength(WorkflowEventSchema.options.length - 1);
});

test('every event is written under a type that OA04.3 knows, and every such type is used', () => {
  const used = new Set(EVENT_NAMES.map((name) => EVENTS[name].oa04));
  expect([...used].toSorted()).toEqual(OA04_EVENT_TYPES.toSorted());
});

test('names start with the prefix of the family', () => {
  expect(EVENT_NAMES.filter((name) => !name.startsWith(EVENT_PREFIX))).toEqual([]);
});

test('only names of the family are event names', () => {
  expect(isEventName('workflow.run.failed')).toBe(true);
  for (const name of ['workflow.run', 'constructor', '__proto__', undefined, 7])
    expect(isEventName(name)).toBe(false);
});

describe('severity', () => {
  const named = (severity: string) => EVENT_NAMES.filter((event) => severityOf({ event }) === severity);

  test('is a warning where somebody may have to look', () => {
    expect(named('WARN')).toEqual([
      'workflow.run.waiting',
      'workflow.run.blocked',
      'workflow.run.stalled',
      'workflow.run.reminded',
      'workflow.run.incomplete',
      'workflow.run.cancelled',
      'workflow.step.waiting',
      'workflow.step.blocked',
      'workflow.step.retrying',
      'workflow.step.cancelled',
    ]);
  });

  test('is an error where something broke', () => {
    expect(named('ERROR')).toEqual([
      'workflow.run.enqueue_failed',
      'workflow.run.failed',
      'workflow.run.timed_out',
      'workflow.run.lost',
      'workflow.step.failed',
    ]);
  });

  test('of a failure that the handler reported itself is a warning', () => {
    expect(severityOf({ event: 'workflow.run.failed', reported: true })).toBe('WARN');
    expect(severityOf({ event: 'workflow.step.failed', reported: true })).toBe('WARN');
  });
});
