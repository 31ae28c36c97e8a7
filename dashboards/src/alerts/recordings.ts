import type { RunOutcome } from '@runlight/contract';

import { fleet, isOneOf, LABEL, ratio, runs, sum } from '../queries/index.ts';
import type { Targets } from '../targets.ts';
import type { Recording } from './alert.ts';
import { BY_WORKFLOW } from './views.ts';

type Window = '5m' | '30m' | '1h' | '6h';

const byWorkflow = (over: Window) => ({ where: [], over, by: BY_WORKFLOW });
/** Delivery is a promise of the whole way to the Collector, not of a workflow. */
const byEnvironment = (over: Window) => ({ where: [], over, by: [LABEL.environment] });

const ended = (over: Window): Recording['name'] => `runlight:runs_ended:count${over}`;
const endedIn = (over: Window, outcomes: readonly RunOutcome[]): string =>
  sum(BY_WORKFLOW, `${ended(over)}{${isOneOf(LABEL.outcome, outcomes)}}`);

/** Runs that ended within a window. */
export const endedCount = (over: Window): string => sum(BY_WORKFLOW, ended(over));
/** 1 − success rate. */
export const failureRatio = (over: Window): string =>
  ratio(endedIn(over, runs.UNSUCCESSFUL), endedIn(over, runs.JUDGED));
export const p95Duration: Recording['name'] = 'runlight:run_duration_seconds:p95_1h';
export const deliveryRatio = (over: Window): Recording['name'] => `runlight:events_in_time:ratio${over}`;
export const deliveredCount: Recording['name'] = 'runlight:events_delivered:count1h';

/** What several alerts, or both windows of one, need. */
export function recordings(targets: Targets): Recording[] {
  return [
    ...(['5m', '30m', '1h', '6h'] as const).map((over) => ({
      name: ended(over),
      expr: runs.endedByOutcome(byWorkflow(over)),
      meaning: `runs that ended within ${over}, by outcome`,
    })),
    {
      name: p95Duration,
      expr: runs.durationQuantile(0.95, byWorkflow('1h')),
      meaning: 'p95 duration of the runs that ended within 1h',
    },
    ...(['5m', '1h'] as const).map((over) => ({
      name: deliveryRatio(over),
      expr: fleet.deliveredWithin(targets.delivery.withinSeconds, byEnvironment(over)),
      meaning: `share of the events that arrived within ${over} and had taken no longer than ${targets.delivery.withinSeconds} s`,
    })),
    {
      name: deliveredCount,
      expr: fleet.deliveredEvents(byEnvironment('1h')),
      meaning: 'events that arrived within 1h',
    },
  ];
}
