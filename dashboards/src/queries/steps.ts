import type { StepStatus } from '@runlight/contract';

import { LABEL } from './labels.ts';
import { is, isNot } from './matchers.ts';
import { METRICS, series } from './metrics.ts';
import { observed, quantile, sum, type Scope } from './promql.ts';

export function stepDurationQuantile(share: number, { where, over, by }: Scope): string {
  return quantile(share, sum(by, observed(series(METRICS.stepDuration, where), over)));
}

/** Executions that ended: every attempt is one. */
export function stepExecutions({ where, over, by }: Scope, status?: StepStatus): string {
  const matchers = status === undefined ? where : [...where, is(LABEL.stepStatus, status)];
  return countOf(sum(by, observed(series(METRICS.stepDuration, matchers), over)));
}

export function stepFailuresByCategory({ where, over }: Omit<Scope, 'by'>): string {
  const failed = series(METRICS.stepDuration, [...where, isNot(LABEL.errorCategory, '')]);
  return countOf(sum([LABEL.errorCategory], observed(failed, over)));
}

/** Rounded: a histogram that is younger than the window is extrapolated, by less than one flush of the Collector. */
function countOf(histogram: string): string {
  return `round(histogram_count(${histogram}))`;
}
