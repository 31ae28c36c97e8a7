export type { Alert, Recording, Rule } from './alert.ts';
export { DEFAULT_URLS, type BaseUrls } from './annotations.ts';
export { grafanaAlerts } from './grafana-alerts.ts';
export { lokiRules, prometheusRules } from './rule-files.ts';
