import type { EventName } from '@runlight/contract';

import type { ExpectedRun } from '../population/expected-run.ts';
import { sumOf } from '../population/population.ts';
import { recordOf, type ExpectedRecord } from './log-queries.ts';
import { exactly, positive, type ExpectedSample } from './samples.ts';

const STATES: readonly EventName[] = [
  'workflow.run.queued',
  'workflow.run.running',
  'workflow.run.waiting',
  'workflow.run.blocked',
  'workflow.run.resumed',
  'workflow.run.stalled',
  'workflow.run.cancelling',
  'workflow.run.succeeded',
  'workflow.run.incomplete',
  'workflow.run.failed',
  'workflow.run.cancelled',
  'workflow.run.timed_out',
  'workflow.run.lost',
];
const STEP_ENDS: readonly EventName[] = [
  'workflow.step.completed',
  'workflow.step.failed',
  'workflow.step.skipped',
];

/** What the Run dashboard must list of a run, by panel and query. */
export const runRecords: Readonly<Record<string, (run: ExpectedRun) => readonly ExpectedRecord[]>> = {
  'State A': events(...STATES),
  'What it is A': events('workflow.run.queued', 'workflow.run.running'),
  'States A': events(...STATES),
  'Steps A': events(...STEP_ENDS),
  'Events A': events(),
  'Artifacts A': events('workflow.artifact.recorded'),
  'Logs A': events(),
};

/** What its single values must be: of a run that goes on, none. */
export const runSamples: Readonly<Record<string, (run: ExpectedRun) => readonly ExpectedSample[]>> = {
  // A lost run lasted until it was last heard of.
  'Duration A': ({ outcome, durationMs }) =>
    durationMs === undefined ? (outcome === 'lost' ? [positive()] : []) : [exactly(durationMs)],
  'Of that waiting A': atEnd(({ waitingMs }) => waitingMs),
  'Steps A': atEnd(({ steps }) => steps.filter(({ status }) => status !== 'skipped').length),
  'Retries A': atEnd(({ retries }) => retries),
  'Tokens A': atEnd(({ steps }) => sumOf(steps, ({ tokens }) => tokens)),
};

/** Without names, all of them. */
function events(...names: readonly EventName[]): (run: ExpectedRun) => ExpectedRecord[] {
  return ({ runId, events: ofRun }) =>
    ofRun
      .filter(({ event }) => names.length === 0 || names.includes(event))
      .map(({ event, step }) => recordOf(event, runId, step));
}

function atEnd(value: (run: ExpectedRun) => number): (run: ExpectedRun) => ExpectedSample[] {
  return (run) => (run.outcome === undefined || value(run) === 0 ? [] : [exactly(value(run))]);
}
