import type { EventName } from '@runlight/contract';

import type { ExpectedEvent, ExpectedRun } from './expected-run.ts';

/** What a run adds that works on and then succeeds, in real time: how long it takes nobody knows. */
export function finished(run: ExpectedRun): ExpectedRun {
  const ends = (['workflow.run.succeeded', 'workflow.run.completed'] as const).map((event) => ({
    event,
    at: undefined,
  }));
  const { category: _, ...rest } = run;
  return {
    ...rest,
    status: 'succeeded',
    outcome: 'succeeded',
    events: [...run.events, ...ends],
    firstPass: true,
    hasRootSpan: true,
  };
}

/** What the Collector adds when a run is heard of again that it took for stalled or lost. */
export function heardOf(run: ExpectedRun): ExpectedRun {
  const { outcome, category: _, ...rest } = run;
  const events = [...run.events, inferred('workflow.run.resumed')];
  return { ...rest, status: 'running', events, ...(outcome === 'lost' && { wasCalledLost: true }) };
}

/** What the Collector adds when a run of which nothing is heard any more is stalled. */
export function stalled(run: ExpectedRun): ExpectedRun {
  return { ...run, status: 'stalled', events: [...run.events, inferred('workflow.run.stalled')] };
}

/** What the Collector adds when a stalled run is lost: its end, which nobody else told, and its root span. */
export function lost(run: ExpectedRun): ExpectedRun {
  const events = [...run.events, inferred('workflow.run.lost'), inferred('workflow.run.completed')];
  return { ...run, status: 'lost', outcome: 'lost', category: 'transient', events, hasRootSpan: true };
}

/** What the Collector adds once the wait has lasted for an hour. */
export function reminded(run: ExpectedRun): ExpectedRun {
  return { ...run, events: [...run.events, inferred('workflow.run.reminded')] };
}

function inferred(event: EventName): ExpectedEvent {
  return { event, at: undefined, isInferred: true };
}
