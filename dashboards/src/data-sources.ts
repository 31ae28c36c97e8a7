import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The uids that Grafana's data sources are provisioned under; dashboards and alerts name no others. */
export const DATA_SOURCES = {
  prometheus: { type: 'prometheus', uid: 'runlight-prometheus' },
  loki: { type: 'loki', uid: 'runlight-loki' },
  tempo: { type: 'tempo', uid: 'runlight-tempo' },
} as const satisfies Record<string, DataSourceRef>;

export type DataSourceType = keyof typeof DATA_SOURCES;

/** What Grafana calls a panel with targets of several data sources. */
export const MIXED: DataSourceRef = { type: 'datasource', uid: '-- Mixed --' };
