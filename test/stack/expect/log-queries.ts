import type { EventName, RunOutcome } from '@runlight/contract';

import type { ExpectedEvent } from '../population/expected-run.ts';
import type { Population } from '../population/population.ts';
import { exactly, type ExpectedSample } from './samples.ts';
import type { Scene } from './scene.ts';

/** A record as far as it is compared: its event, its run, its step. */
export type ExpectedRecord = `${string} ${string} ${string}`;

export function recordOf(event: string, runId: string, step: string | undefined): ExpectedRecord {
  return `${event} ${runId} ${step ?? ''}`;
}

type Records = (scene: Scene) => readonly ExpectedRecord[];

/** What the list of runs shows unless other outcomes are chosen. */
export const LISTED_OUTCOMES: readonly RunOutcome[] = ['incomplete', 'failed', 'timed_out', 'lost'];
const LISTED_ENDS = LISTED_OUTCOMES.map((outcome): EventName => `workflow.run.${outcome}`);

/** What the log queries of the dashboards about many runs must list, by panel and query. */
export const recordLists: Readonly<Record<string, Records>> = {
  'Runs by outcome A': (scene) => recordsOf(inLogs(scene), ({ event }) => LISTED_ENDS.includes(event)),
  'Failed executions A': (scene) =>
    recordsOf(
      inLogs(scene),
      ({ event, step }) =>
        event === 'workflow.step.failed' &&
        (scene.selection.step === undefined || step === scene.selection.step),
    ),
  'Lost runs A': (scene) => recordsOf(inLogs(scene), ({ event }) => event === 'workflow.run.lost'),
};

/** What the metric queries to logs must give. */
export const logSamples: Readonly<Record<string, (scene: Scene) => readonly ExpectedSample[]>> = {
  'Runs that wait A': (scene) =>
    inLogs(scene)
      .inStatus('waiting', 'blocked')
      .map(({ runId, workflow, traceId, heldSince = 0 }) =>
        exactly(heldSince, { workflow_run_id: runId, workflow_name: workflow, trace_id: traceId }),
      ),
};

/** A record names neither version nor tenant, but for the first of its run. */
function inLogs({ everything, selection: { workflow, environment } }: Scene): Population {
  return everything.where({
    ...(workflow !== undefined && { workflow }),
    ...(environment !== undefined && { environment }),
  });
}

function recordsOf(population: Population, isListed: (event: ExpectedEvent) => boolean): ExpectedRecord[] {
  return population.runs.flatMap((run) =>
    run.events.filter(isListed).map(({ event, step }) => recordOf(event, run.runId, step)),
  );
}
