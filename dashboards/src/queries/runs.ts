import { RUN_OUTCOMES, type RunOutcome, type RunStatus } from '@runlight/contract';

import { LABEL } from './labels.ts';
import { isNoneOf, isNot, isOneOf } from './matchers.ts';
import { METRICS, series, type Matcher } from './metrics.ts';
import { aggregate, counted, group, observed, orZero, quantile, ratio, sum, type Scope } from './promql.ts';

const ALL: readonly RunOutcome[] = RUN_OUTCOMES;

/** The outcomes that count against the success rate. A cancelled run counts neither way. */
export const UNSUCCESSFUL: readonly RunOutcome[] = RUN_OUTCOMES.filter(
  (outcome) => outcome !== 'succeeded' && outcome !== 'cancelled',
);
/** The outcomes in which a run failed and said so. */
export const FAILED: readonly RunOutcome[] = ['failed', 'timed_out'];

/** The states in which a run goes on. */
export const ACTIVE: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting',
  'blocked',
  'stalled',
  'cancelling',
];

/**
 * Runs that ended, by outcome.
 *
 * An inferred end that was withdrawn is subtracted again; where it was counted before the window began, it leaves 0.
 */
export function endedByOutcome({ where, over, by = [] }: Scope, outcomes = ALL): string {
  const count = counted(series(METRICS.runCount, [...where, ...among(outcomes)]), over);
  const split = [...new Set([...by, LABEL.outcome])];
  if (!outcomes.includes('lost')) return sum(split, count);
  // Only `lost` is ever withdrawn. The extra label tells a correction from the count that it corrects.
  const corrections = counted(series(METRICS.runCorrections, where), over);
  const withdrawn = `label_replace(-${corrections}, "withdrawn", "yes", "", "")`;
  return `clamp_min(${sum(split, `${count}\nor ${withdrawn}`)}, 0)`;
}

/** Runs that ended in one of the outcomes. */
export function ended(scope: Scope, outcomes = ALL): string {
  return outcomes.includes('lost')
    ? sum(scope.by, endedByOutcome(scope, outcomes))
    : sum(scope.by, counted(series(METRICS.runCount, [...scope.where, ...among(outcomes)]), scope.over));
}

/** Nothing for all outcomes; for the others the shorter way to say it. */
function among(outcomes: readonly RunOutcome[]): Matcher[] {
  const others = RUN_OUTCOMES.filter((outcome) => !outcomes.includes(outcome));
  if (others.length === 0) return [];
  return [others.length === 1 ? isNoneOf(LABEL.outcome, others) : isOneOf(LABEL.outcome, outcomes)];
}

/** The outcomes that a success rate divides by: ended − cancelled. */
export const JUDGED: readonly RunOutcome[] = allBut('cancelled');
const TIMED: readonly RunOutcome[] = allBut('lost');

function allBut(outcome: RunOutcome): RunOutcome[] {
  return RUN_OUTCOMES.filter((other) => other !== outcome);
}

/** Succeeded ÷ (ended − cancelled). */
export function successRate(scope: Scope): string {
  return ratio(ended(scope, ['succeeded']), ended(scope, JUDGED));
}

/** First pass ÷ (ended − cancelled). */
export function firstPassSuccessRate(scope: Scope): string {
  const firstPass = sum(scope.by, counted(series(METRICS.runFirstPass, scope.where), scope.over));
  return ratio(group(orZero(firstPass)), ended(scope, JUDGED));
}

/** Step retries ÷ ended runs × 100. */
export function retriesPer100(scope: Scope): string {
  return `100 * ${ratio(group(orZero(retries(scope))), ended(scope))}`;
}

export function retries({ where, over, by }: Scope): string {
  return sum(by, counted(series(METRICS.stepRetries, where), over));
}

/** Mean time from the first failure of a workflow in an environment to its next success. */
export function meanTimeToRepair({ where, over, by }: Scope): string {
  // Comparing drops NaN: the mean of nothing.
  return `histogram_avg(${sum(by, observed(series(METRICS.runRecovery, where), over))}) >= 0`;
}

export function durationQuantile(share: number, { where, over, by }: Scope): string {
  return quantile(share, sum(by, observed(series(METRICS.runDuration, where), over)));
}

export function waitingQuantile(share: number, { where, over, by }: Scope): string {
  return quantile(share, sum(by, observed(series(METRICS.runWaitingDuration, where), over)));
}

/** How many runs a duration is known of: all that ended but the lost ones. */
export function timedRuns(scope: Scope): string {
  return ended(scope, TIMED);
}

/** Failures by category; only a failed run has one. */
export function failuresByCategory({ where, over }: Omit<Scope, 'by'>): string {
  const failed = series(METRICS.runCount, [...where, isNot(LABEL.errorCategory, '')]);
  return sum([LABEL.errorCategory], counted(failed, over));
}

export function active(
  where: readonly Matcher[],
  statuses: readonly RunStatus[],
  by: readonly string[] = [],
): string {
  return sum(by, series(METRICS.runActive, [...where, isOneOf(LABEL.status, statuses)]));
}

/** Seconds that the longest wait lasts that is open now; 0 if none is. */
export function longestWait(where: readonly Matcher[], by: readonly string[] = []): string {
  return aggregate('max', by, series(METRICS.runWaitingAge, where));
}

/** Seconds since the latest success. A restart of the Collector may hide it for less than an hour. */
export function sinceLastSuccess(where: readonly Matcher[], by: readonly string[] = []): string {
  return `time() - ${aggregate('max', by, `last_over_time(${series(METRICS.runLastSuccess, where)}[1h])`)}`;
}

export function tokens({ where, over, by }: Scope): string {
  return sum(by, counted(series(METRICS.tokens, where), over));
}

export function computeSeconds({ where, over, by }: Scope): string {
  return sum(by, counted(series(METRICS.compute, where), over));
}
