import type { DashboardName } from '../links.ts';
import type { Dashboard } from './dashboard.ts';
import { fleetDashboard } from './fleet.ts';
import { runDashboard } from './run.ts';
import { runsDashboard } from './runs.ts';
import { stepsDashboard } from './steps.ts';

/** Every dashboard, as `json/<name>.json` has it. */
export const dashboards: Readonly<Record<DashboardName, Dashboard>> = {
  runs: runsDashboard,
  run: runDashboard,
  steps: stepsDashboard,
  fleet: fleetDashboard,
};
