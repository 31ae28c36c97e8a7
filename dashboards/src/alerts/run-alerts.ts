import { RUN_OUTCOMES, type EventName } from '@runlight/contract';

import { fieldLabel, is, LABEL, logs, runs } from '../queries/index.ts';
import type { Targets } from '../targets.ts';
import type { Alert } from './alert.ts';
import {
  BY_WORKFLOW,
  IN_ENVIRONMENT,
  RUN,
  runListView,
  runView,
  waitListView,
  WORKFLOW,
  workflowView,
} from './views.ts';

const BY_RUN = [...BY_WORKFLOW, LABEL.runId, LABEL.traceId];
/** Long enough that an event that arrives late is still seen: log records have the time of the event. */
const LOG_WINDOW = '30m';

const failedEvents = runs.FAILED.map((outcome) => logs.endEvent(outcome));

const runFailed: Alert = {
  name: 'RunlightRunFailed',
  page: 'run-failed',
  severity: 'warning',
  meaning: 'a run failed or timed out within the last 10 minutes',
  metrics: {
    expr: `${runs.ended({ where: [], over: '10m', by: BY_WORKFLOW }, runs.FAILED)} > 0`,
    summary: `${WORKFLOW} failed${IN_ENVIRONMENT}`,
    description: `{{ .Value | humanize }} run(s) of ${WORKFLOW} failed or timed out in the last 10 minutes${IN_ENVIRONMENT}.`,
    dashboard: runListView(runs.FAILED),
  },
  logs: {
    expr: `${logs.recordCount(logs.eventRecords(failedEvents), LOG_WINDOW, BY_RUN)} > 0`,
    summary: `${WORKFLOW} failed${IN_ENVIRONMENT}: ${RUN}`,
    description: `Run ${RUN} of ${WORKFLOW} failed or timed out${IN_ENVIRONMENT}.`,
    dashboard: runView,
  },
};

/** Runs that were declared lost, without those that then ended themselves or were heard of again. */
function lostInLogs(): string {
  const ends: readonly EventName[] = RUN_OUTCOMES.filter((outcome) => outcome !== 'lost').map(logs.endEvent);
  const lost = logs.eventRecords(['workflow.run.lost']);
  const heardOf = logs.eventRecords(
    ['workflow.run.resumed'],
    [is(fieldLabel('workflow.run.resumed', 'inferred'), 'true')],
  );
  const ofRun = `unless on (${LABEL.runId})`;
  const heardOfSince = `${logs.latestAt(heardOf, '1h', [LABEL.runId])} > ${logs.latestAt(lost, LOG_WINDOW, [LABEL.runId])}`;
  return [
    `${logs.recordCount(lost, LOG_WINDOW, BY_RUN)} > 0`,
    `${ofRun} ${logs.recordCount(logs.eventRecords(ends), '1h', [LABEL.runId])}`,
    `${ofRun} (${heardOfSince})`,
  ].join('\n');
}

const runLost: Alert = {
  name: 'RunlightRunLost',
  page: 'run-lost',
  severity: 'warning',
  meaning: 'a run was declared lost within the last 15 minutes and has not been heard of again',
  metrics: {
    expr: `${runs.ended({ where: [], over: '15m', by: BY_WORKFLOW }, ['lost'])} > 0`,
    summary: `${WORKFLOW} lost a run${IN_ENVIRONMENT}`,
    description: `{{ .Value | humanize }} run(s) of ${WORKFLOW} went silent and were declared lost in the last 15 minutes${IN_ENVIRONMENT}.`,
    dashboard: runListView(['lost']),
  },
  logs: {
    expr: lostInLogs(),
    summary: `${WORKFLOW} lost a run${IN_ENVIRONMENT}: ${RUN}`,
    description: `Run ${RUN} of ${WORKFLOW} went silent and was declared lost${IN_ENVIRONMENT}.`,
    dashboard: runView,
  },
};

const runStalled: Alert = {
  name: 'RunlightRunStalled',
  page: 'run-stalled',
  severity: 'warning',
  meaning: 'a run shows no sign of life, and is neither waiting nor blocked nor given up',
  metrics: {
    expr: `${runs.active([], ['stalled'], BY_WORKFLOW)} > 0`,
    summary: `${WORKFLOW} has stalled${IN_ENVIRONMENT}`,
    description: `{{ .Value | humanize }} run(s) of ${WORKFLOW} show no sign of life${IN_ENVIRONMENT}. If they stay silent they will be declared lost.`,
    dashboard: workflowView,
  },
};

function waitingTooLong({ waitingTooLongSeconds }: Targets): Alert {
  return {
    name: 'RunlightWaitingTooLong',
    page: 'waiting-too-long',
    severity: 'warning',
    meaning: `a run has waited or been blocked for more than ${waitingTooLongSeconds} s without a break`,
    metrics: {
      expr: `${runs.longestWait([], BY_WORKFLOW)} > ${waitingTooLongSeconds}`,
      summary: `${WORKFLOW} has waited for {{ .Value | humanizeDuration }}${IN_ENVIRONMENT}`,
      description: `A run of ${WORKFLOW} has waited or been blocked for {{ .Value | humanizeDuration }}${IN_ENVIRONMENT}. Somebody may not know that it waits for them.`,
      dashboard: waitListView,
    },
  };
}

/** Alerts about single runs: something happened, or lasts, that wants somebody. */
export function runAlerts(targets: Targets): Alert[] {
  return [runFailed, runLost, runStalled, waitingTooLong(targets)];
}
