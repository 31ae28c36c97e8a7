import type { RunOutcome } from '@runlight/contract';

import { PANEL_IDS } from '../links.ts';
import { LABEL } from '../queries/index.ts';
import type { DashboardView } from './alert.ts';

/** What every alert about a workflow is split by. */
export const BY_WORKFLOW = [LABEL.workflow, LABEL.environment] as const;

const label = (name: string): string => `{{ .Labels.${name} }}`;
const variable = (name: string, from: string): string => `var-${name}={{ urlquery .Labels.${from} }}`;
/** Nothing where the label is absent: the dashboard then shows all environments. */
const ENVIRONMENT = `{{ with .Labels.${LABEL.environment} }}&var-environment={{ urlquery . }}{{ end }}`;

export const WORKFLOW = label(LABEL.workflow);
export const IN_ENVIRONMENT = `{{ with .Labels.${LABEL.environment} }} in {{ . }}{{ end }}`;
export const RUN = label(LABEL.runId);

const OF_WORKFLOW = `${variable('workflow', LABEL.workflow)}${ENVIRONMENT}`;
const LAST_DAY = ['from=now-24h', 'to=now'];

export const workflowView: DashboardView = { name: 'runs', parameters: [OF_WORKFLOW, ...LAST_DAY] };

/** The list of the workflow's runs that ended so. */
export function runListView(outcomes: readonly RunOutcome[]): DashboardView {
  const listed = outcomes.map((outcome) => `var-outcome=${outcome}`);
  return {
    name: 'runs',
    parameters: [OF_WORKFLOW, ...listed, ...LAST_DAY, `viewPanel=panel-${PANEL_IDS.runList}`],
  };
}

export const waitListView: DashboardView = {
  name: 'runs',
  parameters: [OF_WORKFLOW, 'from=now-7d', 'to=now', `viewPanel=panel-${PANEL_IDS.waitList}`],
};

export const runView: DashboardView = {
  name: 'run',
  parameters: [variable('run_id', LABEL.runId), variable('trace_id', LABEL.traceId), 'from=now-7d', 'to=now'],
};

export const fleetView: DashboardView = { name: 'fleet', parameters: LAST_DAY };
