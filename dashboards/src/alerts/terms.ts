import type { RunOutcome } from '@runlight/contract';

import { fleet, group, isOneOf, LABEL, ratio, runs, sum, type Matcher } from '../queries/index.ts';
import type { Targets } from '../targets.ts';
import type { Recording } from './alert.ts';
import { BY_WORKFLOW } from './views.ts';

type RunWindow = '5m' | '30m' | '1h' | '6h';
type EventWindow = '5m' | '1h';

/** What several alerts, or both windows of one, are made of. */
export interface Terms {
  /** Runs that ended within a window, by workflow. */
  readonly endedCount: (over: RunWindow) => string;
  /** 1 − success rate, by workflow. */
  readonly failureRatio: (over: RunWindow) => string;
  /** p95 duration of the runs that ended within the last hour, by workflow. */
  readonly p95Duration: (where: readonly Matcher[]) => string;
  /** The share of events that arrived in time. */
  readonly deliveryRatio: (over: EventWindow) => string;
  /** Events that arrived within the last hour. */
  readonly deliveredCount: string;
}

const runsWithin = (over: RunWindow) => ({ where: [], over, by: BY_WORKFLOW });
/** Delivery is a promise of the whole way to the Collector, not of a workflow. */
const eventsWithin = (over: EventWindow) => ({ where: [], over, by: [LABEL.environment] });

/** The terms in full, for Grafana, which has no recordings. */
export function termsInFull({ delivery }: Targets): Terms {
  return {
    endedCount: (over) => runs.ended(runsWithin(over)),
    failureRatio: (over) =>
      ratio(runs.ended(runsWithin(over), runs.UNSUCCESSFUL), runs.ended(runsWithin(over), runs.JUDGED)),
    p95Duration: (where) => group(runs.durationQuantile(0.95, { ...runsWithin('1h'), where })),
    deliveryRatio: (over) => group(fleet.deliveredWithin(delivery.withinSeconds, eventsWithin(over))),
    deliveredCount: fleet.deliveredEvents(eventsWithin('1h')),
  };
}

const ENDED = (over: RunWindow): Recording['name'] => `runlight:runs_ended:count${over}`;
const P95: Recording['name'] = 'runlight:run_duration_seconds:p95_1h';
const IN_TIME = (over: EventWindow): Recording['name'] => `runlight:events_in_time:ratio${over}`;
const DELIVERED: Recording['name'] = 'runlight:events_delivered:count1h';

const endedAs = (over: RunWindow, outcomes: readonly RunOutcome[]): string =>
  sum(BY_WORKFLOW, `${ENDED(over)}{${isOneOf(LABEL.outcome, outcomes)}}`);

/** The terms by what {@link recordings} records of them. */
export const TERMS_RECORDED: Terms = {
  endedCount: (over) => sum(BY_WORKFLOW, ENDED(over)),
  failureRatio: (over) => ratio(endedAs(over, runs.UNSUCCESSFUL), endedAs(over, runs.JUDGED)),
  p95Duration: (where) => (where.length === 0 ? P95 : `${P95}{${where.join(', ')}}`),
  deliveryRatio: IN_TIME,
  deliveredCount: DELIVERED,
};

export function recordings({ delivery: { withinSeconds } }: Targets): Recording[] {
  return [
    ...(['5m', '30m', '1h', '6h'] as const).map((over) => ({
      name: ENDED(over),
      expr: runs.endedByOutcome(runsWithin(over)),
      meaning: `runs that ended within ${over}, by outcome`,
    })),
    {
      name: P95,
      expr: runs.durationQuantile(0.95, runsWithin('1h')),
      meaning: 'p95 duration of the runs that ended within 1h',
    },
    ...(['5m', '1h'] as const).map((over) => ({
      name: IN_TIME(over),
      expr: fleet.deliveredWithin(withinSeconds, eventsWithin(over)),
      meaning: `share of the events that arrived within ${over} and had taken no longer than ${withinSeconds} s`,
    })),
    {
      name: DELIVERED,
      expr: fleet.deliveredEvents(eventsWithin('1h')),
      meaning: 'events that arrived within 1h',
    },
  ];
}
