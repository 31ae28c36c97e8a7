import { toUnsuccessfulRuns } from '../../links.ts';
import { atLeast, below, instant, neutral, stat } from '../../panels/index.ts';
import { orZero, runs } from '../../queries/index.ts';
import { TARGETS } from '../../targets.ts';
import { NO_RUNS, WHOLE } from './scopes.ts';

export const successRate = stat({
  title: 'Success rate',
  description:
    'Runs that succeeded ÷ (runs that ended − cancelled), in the time range. A step that was retried and then succeeded is a success.',
  unit: 'percentunit',
  decimals: 1,
  width: 4,
  noValue: NO_RUNS,
  thresholds: atLeast(TARGETS.successRate),
  targets: [instant(runs.successRate(WHOLE))],
  links: [toUnsuccessfulRuns],
});

export const firstPass = stat({
  title: 'First-pass success rate',
  description:
    'Runs that succeeded without a retried step and are no re-runs ÷ (runs that ended − cancelled), in the time range.',
  unit: 'percentunit',
  decimals: 1,
  width: 4,
  noValue: NO_RUNS,
  thresholds: atLeast(TARGETS.firstPassSuccessRate),
  targets: [instant(runs.firstPassSuccessRate(WHOLE))],
  links: [toUnsuccessfulRuns],
});

export const endedRuns = stat({
  title: 'Runs ended',
  description:
    'Runs that ended in the time range, in any outcome. A run that was declared lost and then was heard of again is not counted as lost.',
  unit: 'short',
  decimals: 0,
  width: 4,
  noValue: '0',
  thresholds: neutral,
  targets: [instant(orZero(runs.ended(WHOLE)))],
  links: [toUnsuccessfulRuns],
});

export const duration = stat({
  title: 'Duration',
  description:
    'Half of the runs that ended in the time range took no longer than p50, 95 of 100 no longer than p95, from their first to their last moment, waiting included. "runs" is how many that is of: a p95 of fewer than 20 runs is just one of the slowest. Lost runs have no duration.',
  unit: 's',
  width: 6,
  noValue: NO_RUNS,
  thresholds: neutral,
  targets: [
    instant(runs.durationQuantile(0.5, WHOLE), 'p50'),
    instant(runs.durationQuantile(0.95, WHOLE), 'p95'),
    instant(orZero(runs.timedRuns(WHOLE)), 'runs'),
  ],
  units: { runs: 'short' },
});

export const retries = stat({
  title: 'Retries per 100 runs',
  description:
    'Step retries ÷ runs that ended × 100, in the time range. Retried: attempted again after a failure.',
  unit: 'short',
  decimals: 1,
  width: 3,
  noValue: NO_RUNS,
  thresholds: below(TARGETS.retriesPer100),
  targets: [instant(runs.retriesPer100(WHOLE))],
});

export const repair = stat({
  title: 'Mean time to repair',
  description:
    'Mean time from the first failure of a workflow in an environment to its next success, of those that recovered in the time range.',
  unit: 's',
  width: 3,
  noValue: 'nothing to repair',
  thresholds: below(TARGETS.mttrSeconds),
  targets: [instant(runs.meanTimeToRepair(WHOLE))],
});
