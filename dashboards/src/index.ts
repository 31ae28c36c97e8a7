export { alerts, recordings } from './alerts/all.ts';
export {
  DEFAULT_URLS,
  grafanaAlerts,
  lokiRules,
  prometheusRules,
  type Alert,
  type BaseUrls,
  type Recording,
  type Rule,
} from './alerts/index.ts';
export { DATA_SOURCES, type DataSourceType } from './data-sources.ts';
export { dashboards } from './dashboards/index.ts';
export { interpolate, variablesIn, type VariableValues } from './interpolate.ts';
export { panelQueries, panelsOf, type PanelQuery } from './panel-queries.ts';
export { TARGETS, type Targets, type WorkflowTargets } from './targets.ts';
