import type { Targets } from '../targets.ts';
import type { Alert } from './alert.ts';
import { runAlerts } from './run-alerts.ts';
import { telemetryAlerts } from './telemetry-alerts.ts';
import type { Terms } from './terms.ts';
import { workflowAlerts } from './workflow-alerts.ts';

export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** Every alert, in the groups that are evaluated together. */
export function alertGroups(targets: Targets, terms: Terms): AlertGroup[] {
  return [
    { name: 'runlight-runs', alerts: runAlerts(targets) },
    { name: 'runlight-workflows', alerts: workflowAlerts(targets, terms) },
    { name: 'runlight-telemetry', alerts: telemetryAlerts(targets, terms) },
  ];
}
