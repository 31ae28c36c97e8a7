import { dashboardUrl } from '../links.ts';
import type { Alert, Rule } from './alert.ts';

/** Where the links of alerts lead. */
export interface BaseUrls {
  /** Grafana's own address, as the people who get alerts reach it. */
  readonly grafana: string;
  /** The directory that holds the runbook pages. */
  readonly runbooks: string;
}

export const DEFAULT_URLS: BaseUrls = {
  grafana: 'http://localhost:3000',
  runbooks: 'https://github.com/runlight/runlight/blob/main/dashboards/docs/runbooks',
};

export function annotations(alert: Alert, rule: Rule, urls: BaseUrls): Record<string, string> {
  return {
    summary: rule.summary,
    description: rule.description,
    runbook_url: `${withoutSlash(urls.runbooks)}/${alert.page}.md`,
    dashboard_url: withoutSlash(urls.grafana) + dashboardUrl(rule.dashboard.name, rule.dashboard.parameters),
  };
}

/** Routes and silences go by these. `source` lets the alert from logs inhibit its twin from metrics. */
export function labels(alert: Alert, source: 'metrics' | 'logs'): Record<string, string> {
  return { severity: alert.severity, source, service: 'runlight' };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
