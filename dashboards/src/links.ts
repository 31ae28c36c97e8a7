import type { RunOutcome } from '@runlight/contract';

import { FAILED, UNSUCCESSFUL } from './queries/runs.ts';

export const DASHBOARD_UIDS = {
  runs: 'runlight-runs',
  run: 'runlight-run',
  steps: 'runlight-steps',
  fleet: 'runlight-fleet',
} as const;

export type DashboardName = keyof typeof DASHBOARD_UIDS;

/** Panels that links lead to: their ids stay the same, whatever stands before them. */
export const PANEL_IDS = { runList: 100, waitList: 101, failedSteps: 110, lostRuns: 120 } as const;

export interface Link {
  readonly title: string;
  readonly url: string;
}

export function dashboardUrl(name: DashboardName, parameters: readonly string[] = []): string {
  const query = parameters.join('&');
  return `/d/${DASHBOARD_UIDS[name]}${query === '' ? '' : `?${query}`}`;
}

/** What a link takes along: the time range and the selection. */
const KEEP_TIME = '${__url_time_range}';
const variable = (name: string): string => `\${${name}:queryparam}`;
const SELECTION = ['environment', 'version', 'tenant'].map(variable);
const set = (name: string, value: string): string => `var-${name}=${value}`;
const outcomes = (chosen: readonly RunOutcome[]): string[] => chosen.map((value) => set('outcome', value));
const only = (panel: number): string => `viewPanel=panel-${panel}`;
/** A field of the row that was clicked. */
const field = (name: string): string => `\${__data.fields.${name}}`;

/** From a number on Runs to the runs behind it. */
function toRunList(title: string, chosen: readonly RunOutcome[]): Link {
  const selection = [KEEP_TIME, variable('workflow'), ...SELECTION, ...outcomes(chosen)];
  return { title, url: dashboardUrl('runs', [...selection, only(PANEL_IDS.runList)]) };
}

export const toUnsuccessfulRuns = toRunList('Runs that did not succeed', UNSUCCESSFUL);

/** From a row of a workflow to its runs. */
export function toRunsOfWorkflow(workflowField: string): Link {
  const selection = [
    KEEP_TIME,
    set('workflow', field(workflowField)),
    ...SELECTION,
    ...outcomes(UNSUCCESSFUL),
  ];
  return {
    title: 'Its runs that did not succeed',
    url: dashboardUrl('runs', [...selection, only(PANEL_IDS.runList)]),
  };
}

export function toRunsOfCategory(categoryField: string): Link {
  const selection = [KEEP_TIME, variable('workflow'), ...SELECTION, ...outcomes(FAILED)];
  return {
    title: 'Its failed runs',
    url: dashboardUrl('runs', [...selection, set('category', field(categoryField)), only(PANEL_IDS.runList)]),
  };
}

export const toWaitList: Link = {
  title: 'Runs that wait',
  url: dashboardUrl('runs', [KEEP_TIME, variable('workflow'), ...SELECTION, only(PANEL_IDS.waitList)]),
};

export const toLostRuns: Link = {
  title: 'Lost runs',
  url: dashboardUrl('fleet', [KEEP_TIME, only(PANEL_IDS.lostRuns)]),
};

/** From a run back to its workflow. */
export function toWorkflow(workflowField: string): Link {
  return {
    title: 'This workflow',
    url: dashboardUrl('runs', [KEEP_TIME, set('workflow', field(workflowField))]),
  };
}

export function toStepsOfWorkflow(workflowField: string): Link {
  return {
    title: 'Its steps',
    url: dashboardUrl('steps', [KEEP_TIME, set('workflow', field(workflowField)), ...SELECTION]),
  };
}

/** The fields that a row has to have for {@link toRun}. */
export const RUN_LINK_FIELDS = { runId: 'workflow_run_id', traceId: 'trace_id' } as const;

/** From a row to its run. `from` and `to` are fields that hold milliseconds, or Grafana's words for times. */
export function toRun(range: { readonly from: string; readonly to: string }): Link {
  return {
    title: 'This run',
    url: dashboardUrl('run', [
      set('run_id', field(RUN_LINK_FIELDS.runId)),
      set('trace_id', field(RUN_LINK_FIELDS.traceId)),
      `from=${range.from}`,
      `to=${range.to}`,
    ]),
  };
}

/** The range that {@link withTimeRange} put into the row. */
export const OF_ROW = { from: field('from_ms'), to: field('to_ms') } as const;
/** For a run that has not ended, and whose start isn't known here. */
export const OF_LATE = { from: 'now-7d', to: 'now' } as const;
/** From one panel of a run to another: the same time range. */
export const KEEP = { from: '${__from}', to: '${__to}' } as const;
