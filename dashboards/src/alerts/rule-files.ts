import type { Alert, Rule } from './alert.ts';
import { annotations, labels, type BaseUrls } from './annotations.ts';
import { alertGroups } from './groups.ts';
import { recordings, TERMS_RECORDED, type Terms } from './terms.ts';
import type { Targets } from '../targets.ts';

/** A rule file of Prometheus, Mimir or Loki. */
export interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval: string;
    readonly rules: readonly (RecordingRule | AlertingRule)[];
  }[];
}

interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const INTERVAL = '30s';

export function prometheusRules(targets: Targets, urls: BaseUrls): RuleFile {
  const recorded = recordings(targets).map(({ name, expr }) => ({ record: name, expr }));
  return {
    groups: [
      // First, so that the alerts of the same round see what was just recorded.
      { name: 'runlight-recordings', interval: INTERVAL, rules: recorded },
      ...alertingGroups(targets, urls, TERMS_RECORDED),
    ],
  };
}

/** The alerts from metrics, made of terms that are recorded or of terms in full. */
export function alertingGroups(targets: Targets, urls: BaseUrls, terms: Terms): RuleFile['groups'] {
  return alertGroups(targets, terms).map(({ name, alerts }) => ({
    name,
    interval: INTERVAL,
    rules: alerts.map((alert) => alertingRule(alert, alert.metrics, 'metrics', urls)),
  }));
}

export function lokiRules(targets: Targets, urls: BaseUrls): RuleFile {
  const rules = alertGroups(targets, TERMS_RECORDED).flatMap(({ alerts }) =>
    alerts.flatMap((alert) => (alert.logs ? [alertingRule(alert, alert.logs, 'logs', urls)] : [])),
  );
  return { groups: [{ name: 'runlight-runs', interval: INTERVAL, rules }] };
}

function alertingRule(alert: Alert, rule: Rule, source: 'metrics' | 'logs', urls: BaseUrls): AlertingRule {
  return {
    alert: alert.name,
    expr: rule.expr,
    ...(rule.for === undefined ? {} : { for: rule.for }),
    ...(rule.keepFiringFor === undefined ? {} : { keep_firing_for: rule.keepFiringFor }),
    labels: labels(alert, source),
    annotations: annotations(alert, rule, urls),
  };
}
