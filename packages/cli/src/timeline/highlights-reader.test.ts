import { DECLINED, Story } from '@runlight/testing/cli';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Highlights } from './highlights.ts';
import { HighlightsReader } from './highlights-reader.ts';

function highlightsOf(events: Story['events']): Highlights {
  const reader = new HighlightsReader();
  for (const event of events) reader.add(event);
  return reader.finish();
}

function story(): Story {
  const told = new Story().starts();
  const evaluate = told.step('evaluate').starts(0);
  told.tell(10, 'workflow.route.selected', {
    from_step: 'evaluate',
    target: 'approve',
    decision: 'needs_human',
  });
  evaluate.completes(20);
  const gate = told.step('approve').starts(30);
  gate.tell(30, 'workflow.gate.requested', { gate: 'approve', wait_kind: 'human' });
  gate.tell(60, 'workflow.gate.resolved', {
    gate: 'approve',
    wait_kind: 'human',
    gate_outcome: 'approved',
    actor: 'ops',
    waited_ms: 30,
  });
  gate.completes(60);
  told.tell(70, 'workflow.route.selected', { target: 'charge' });
  const charge = told.step('charge').starts(80);
  charge.tell(80, 'workflow.runner.started', { runner: 'stripe', command: ['stripe', 'charge'] });
  charge.tell(90, 'workflow.runner.completed', {
    runner: 'stripe',
    duration_ms: 10,
    exit_code: 1,
    termination: 'error',
  });
  charge.tell(90, 'workflow.artifact.recorded', {
    role: 'log',
    path: 'artifacts/charge/log',
    media_type: 'text/plain',
    required: false,
  });
  charge.fails(100, DECLINED);
  return told.ends(110, 'failed', DECLINED, charge);
}

test('tells the route taken, the gates decided, the programs run, the artifacts of what failed and the error', () => {
  expect(highlightsOf(story().events)).toMatchObject({
    routes: [
      { from: 'evaluate', target: 'approve', decision: 'needs_human' },
      { from: null, target: 'charge' },
    ],
    gates: [{ name: 'approve', outcome: 'approved', actor: 'ops', waitedMs: 30 }],
    runners: [{ name: 'stripe', command: ['stripe', 'charge'], termination: 'error', exitCode: 1 }],
    artifacts: [{ path: 'artifacts/charge/log' }],
    artifactCount: 1,
    error: { error: DECLINED, step: 'charge', attempt: 1 },
  });
});

test('does not depend on the order in which events are read', () => {
  const { events } = story();
  const inOrder = highlightsOf(events);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(highlightsOf(shuffled)).toEqual(inOrder);
    }),
  );
});

test('stays small in a run of many decisions, and knows the latest', () => {
  const told = new Story().starts();
  for (let index = 0; index < 1000; index += 1) {
    told.tell(index, 'workflow.route.selected', { target: `step_${index}` });
  }
  const { routes } = highlightsOf(told.events);
  expect(routes).toHaveLength(200);
  expect(routes.at(-1)).toMatchObject({ target: 'step_999' });
});
