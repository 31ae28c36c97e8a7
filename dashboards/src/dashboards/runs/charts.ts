import { RUN_STATUSES } from '@runlight/contract';

import { toUnsuccessfulRuns } from '../../links.ts';
import { bars, instant, lines, neutral, range, stat, STATUS_COLORS } from '../../panels/index.ts';
import { LABEL, orZero, runs } from '../../queries/index.ts';
import { SELECTED } from '../variables.ts';
import { PER_STEP, WHOLE } from './scopes.ts';

export const throughput = bars({
  title: 'Throughput by outcome',
  description: 'Runs that ended in each step of the chart, by outcome.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no run ended in this time range',
  colors: STATUS_COLORS,
  targets: [range(runs.ended({ ...PER_STEP, by: [LABEL.outcome] }), `{{${LABEL.outcome}}}`)],
  links: [toUnsuccessfulRuns],
});

export const durationOverTime = lines({
  title: 'Duration over time',
  description:
    'p50 and p95 duration of the runs that ended in each step of the chart, and how many those were.',
  unit: 's',
  width: 12,
  noValue: 'no run ended in this time range',
  colors: { p50: 'blue', p95: 'orange' },
  countSeries: 'runs',
  targets: [
    range(runs.durationQuantile(0.5, PER_STEP), 'p50'),
    range(runs.durationQuantile(0.95, PER_STEP), 'p95'),
    range(runs.timedRuns(PER_STEP), 'runs'),
  ],
});

export const activeOverTime = lines({
  title: 'Active runs by state',
  description: 'Runs that had not ended, by the state that they were in.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no run was active in this time range',
  colors: Object.fromEntries(RUN_STATUSES.map((status) => [status, STATUS_COLORS[status]])),
  targets: [range(runs.active(SELECTED, runs.ACTIVE, [LABEL.status]), `{{${LABEL.status}}}`)],
});

export const waiting = stat({
  title: 'Time spent waiting',
  description:
    'Of the runs that ended in the time range and waited: half waited no longer than p50 altogether, 95 of 100 no longer than p95. Part of their duration.',
  unit: 's',
  width: 4,
  noValue: 'no run waited',
  thresholds: neutral,
  targets: [
    instant(runs.waitingQuantile(0.5, WHOLE), 'p50'),
    instant(runs.waitingQuantile(0.95, WHOLE), 'p95'),
  ],
});

export const tokens = stat({
  title: 'Tokens',
  description: 'Tokens that steps reported in the time range.',
  unit: 'short',
  width: 4,
  noValue: '0',
  thresholds: neutral,
  targets: [instant(orZero(runs.tokens(WHOLE)))],
});

export const compute = stat({
  title: 'Compute',
  description: 'Compute time that steps reported in the time range.',
  unit: 's',
  width: 4,
  noValue: '0',
  thresholds: neutral,
  targets: [instant(orZero(runs.computeSeconds(WHOLE)))],
});
