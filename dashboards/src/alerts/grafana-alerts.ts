import { DATA_SOURCES } from '../data-sources.ts';
import type { Targets } from '../targets.ts';
import type { Alert } from './alert.ts';
import { annotations, labels, type BaseUrls } from './annotations.ts';
import { alertGroups } from './groups.ts';
import { termsInFull } from './terms.ts';

/** A file for Grafana's alert provisioning. */
export interface GrafanaAlerts {
  readonly apiVersion: 1;
  readonly groups: readonly {
    readonly orgId: number;
    readonly name: string;
    readonly folder: string;
    readonly interval: string;
    readonly rules: readonly object[];
  }[];
}

/** The longest time that a query looks back; the queries bring their own windows. */
const LOOK_BACK_SECONDS = 6 * 60 * 60;

export function grafanaAlerts(targets: Targets, urls: BaseUrls): GrafanaAlerts {
  return {
    apiVersion: 1,
    groups: alertGroups(targets, termsInFull(targets)).map(({ name, alerts }) => ({
      orgId: 1,
      name,
      folder: 'Runlight',
      interval: '1m',
      rules: alerts.map((alert) => grafanaRule(alert, urls)),
    })),
  };
}

function grafanaRule(alert: Alert, urls: BaseUrls): object {
  const rule = alert.logs ?? alert.metrics;
  return {
    uid: `runlight-${alert.page}`,
    title: alert.name,
    condition: 'FIRES',
    data: [queryOf(alert), ANY_VALUE_FIRES],
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.for ?? '0s',
    ...(rule.keepFiringFor === undefined ? {} : { keepFiringFor: rule.keepFiringFor }),
    labels: labels(alert, alert.logs ? 'logs' : 'metrics'),
    annotations: withGrafanaValues(annotations(alert, rule, urls)),
    isPaused: false,
  };
}

function queryOf({ logs, metrics }: Alert): object {
  const dataSource = logs ? DATA_SOURCES.loki : DATA_SOURCES.prometheus;
  return {
    refId: QUERY,
    queryType: 'instant',
    relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
    datasourceUid: dataSource.uid,
    model: {
      refId: QUERY,
      datasource: dataSource,
      editorMode: 'code',
      ...(logs
        ? { expr: logs.expr, queryType: 'instant' }
        : { expr: metrics.expr, instant: true, range: false }),
    },
  };
}

const QUERY = 'QUERY';

/** As in Prometheus: the query's own comparison decides, and every series that is left fires. */
const ANY_VALUE_FIRES = {
  refId: 'FIRES',
  relativeTimeRange: { from: LOOK_BACK_SECONDS, to: 0 },
  datasourceUid: '__expr__',
  model: {
    refId: 'FIRES',
    datasource: { type: '__expr__', uid: '__expr__' },
    type: 'math',
    expression: `is_number($${QUERY})`,
  },
} as const;

/** `.Value` is Prometheus' one number; Grafana has one per query. */
function withGrafanaValues(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.replaceAll('.Value ', `.Values.${QUERY}.Value `),
    ]),
  );
}
