import { group, isNoneOf, isOneOf, LABEL, runs, type Matcher } from '../queries/index.ts';
import type { Targets, WorkflowTargets } from '../targets.ts';
import type { Alert } from './alert.ts';
import type { Terms } from './terms.ts';
import { BY_WORKFLOW, IN_ENVIRONMENT, runListView, WORKFLOW, workflowView } from './views.ts';

type Pace = 'fast' | 'slow';

const PACES = {
  fast: { long: '1h', short: '5m', severity: 'critical', keepFiringFor: '15m' },
  slow: { long: '6h', short: '30m', severity: 'warning', keepFiringFor: '1h' },
} as const;

/** Failures use up what the success rate allows too fast: over the long window, and over the short one still. */
function failureRateBurn(
  pace: Pace,
  { successRate, burn, enoughRuns }: Targets,
  { endedCount, failureRatio }: Terms,
): Alert {
  const { long, short, severity, keepFiringFor } = PACES[pace];
  const limit = rounded(burn[pace] * (1 - successRate));
  return {
    name: pace === 'fast' ? 'RunlightFailureRateBurnFast' : 'RunlightFailureRateBurnSlow',
    page: `failure-rate-burn-${pace}`,
    severity,
    meaning: `more than ${rounded(limit * 100)} % of at least ${enoughRuns} runs did not succeed, over ${long} and still over ${short}`,
    metrics: {
      expr: [
        `${group(failureRatio(long))} > ${limit}`,
        `and ${group(failureRatio(short))} > ${limit}`,
        `and ${endedCount(long)} >= ${enoughRuns}`,
      ].join('\n'),
      keepFiringFor,
      summary: `{{ .Value | humanizePercentage }} of the runs of ${WORKFLOW} do not succeed${IN_ENVIRONMENT}`,
      description: `Over ${long}, {{ .Value | humanizePercentage }} of the runs of ${WORKFLOW} did not succeed${IN_ENVIRONMENT}; ${rounded((1 - successRate) * 100)} % may.`,
      dashboard: runListView(runs.UNSUCCESSFUL),
    },
  };
}

function durationOverTarget(targets: Targets, { endedCount, p95Duration }: Terms): Alert {
  const slow = perWorkflow(
    targets,
    (of) => of.p95DurationSeconds ?? targets.p95DurationSeconds,
    (where, limit) => `${p95Duration(where)} > ${limit}`,
  );
  return {
    name: 'RunlightDurationOverTarget',
    page: 'duration-over-target',
    severity: 'warning',
    meaning: `the p95 duration of at least ${targets.enoughRuns} runs within 1h is over the workflow's target (${targets.p95DurationSeconds} s by default)`,
    metrics: {
      expr: `${group(slow)}\nand ${endedCount('1h')} >= ${targets.enoughRuns}`,
      for: '10m',
      summary: `${WORKFLOW} is slow${IN_ENVIRONMENT}: p95 is {{ .Value | humanizeDuration }}`,
      description: `Within the last hour, 5 of 100 runs of ${WORKFLOW} took longer than {{ .Value | humanizeDuration }}${IN_ENVIRONMENT}, which is over its target.`,
      dashboard: workflowView,
    },
  };
}

function noSuccessfulRun(targets: Targets): Alert {
  return {
    name: 'RunlightNoSuccessfulRun',
    page: 'no-successful-run',
    severity: 'warning',
    meaning: `a workflow that succeeded within the last ${targets.retiredAfterSeconds} s has not done so for longer than its target (${targets.successEverySeconds} s by default)`,
    metrics: {
      expr: perWorkflow(
        targets,
        (of) => (of.successEverySeconds === undefined ? targets.successEverySeconds : of.successEverySeconds),
        (where, limit) =>
          `${runs.sinceLastSuccess(where, BY_WORKFLOW)} > ${limit} < ${targets.retiredAfterSeconds}`,
      ),
      for: '5m',
      summary: `${WORKFLOW} has not succeeded for {{ .Value | humanizeDuration }}${IN_ENVIRONMENT}`,
      description: `The latest successful run of ${WORKFLOW} was {{ .Value | humanizeDuration }} ago${IN_ENVIRONMENT}. Either it fails, or nobody starts it.`,
      dashboard: workflowView,
    },
  };
}

/** One condition for the workflows that have the default, and one for each with a limit of its own; null is none. */
function perWorkflow(
  { workflows }: Targets,
  limitOf: (workflow: WorkflowTargets) => number | null,
  condition: (where: readonly Matcher[], limit: number) => string,
): string {
  const usual = limitOf({}) ?? Number.POSITIVE_INFINITY;
  const special = Object.entries(workflows).filter(([, own]) => limitOf(own) !== usual);
  const names = special.map(([name]) => name);
  const others = names.length === 0 ? [] : [isNoneOf(LABEL.workflow, names)];
  const conditions = [condition(others, usual)];
  for (const [name, own] of special) {
    const limit = limitOf(own);
    if (limit !== null) conditions.push(condition([isOneOf(LABEL.workflow, [name])], limit));
  }
  return conditions.join('\nor ');
}

const rounded = (value: number): number => Number(value.toFixed(6));

/** Alerts about a workflow as a whole: it does not keep its targets. */
export function workflowAlerts(targets: Targets, terms: Terms): Alert[] {
  return [
    failureRateBurn('fast', targets, terms),
    failureRateBurn('slow', targets, terms),
    durationOverTarget(targets, terms),
    noSuccessfulRun(targets),
  ];
}
