import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

import type { Dashboard } from './dashboards/dashboard.ts';
import { DATA_SOURCES, type DataSourceType } from './data-sources.ts';

/** One query of a panel, as it stands in the dashboard's JSON. */
export interface PanelQuery {
  readonly panelId: number;
  readonly panel: string;
  /** What the panel shows, in words: what the query's result is to be compared with. */
  readonly description: string;
  readonly refId: string;
  /** What the series is called, which tells the queries of a panel apart. */
  readonly legend: string;
  readonly dataSource: DataSourceType;
  /** Of metrics one value or many; of logs their lines; of traces a search or, by a bare id, a look-up. */
  readonly kind: 'instant' | 'range' | 'lines' | 'traces';
  /** With variables, see `interpolate`. */
  readonly expr: string;
}

/** The fields that the targets of the three data sources have between them. */
interface AnyTarget {
  readonly refId?: string;
  readonly expr?: string;
  readonly query?: string;
  readonly instant?: boolean;
  readonly queryType?: string;
  readonly legendFormat?: string;
  readonly datasource?: { readonly type?: string };
}

/** Every query of a dashboard, in the order of its panels. */
export function panelQueries(dashboard: Dashboard): PanelQuery[] {
  return panelsOf(dashboard).flatMap(
    (panel) => (panel.targets ?? []).map((target) => queryOf(panel, target as AnyTarget)), // what our own builders made
  );
}

export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

function queryOf(panel: Panel, target: AnyTarget): PanelQuery {
  const dataSource = target.datasource?.type;
  if (!isDataSourceType(dataSource)) throw new Error(`${panel.title}: a target without a data source`);
  return {
    panelId: panel.id ?? 0,
    panel: panel.title ?? '',
    description: panel.description ?? '',
    refId: target.refId ?? '',
    legend: target.legendFormat ?? '',
    dataSource,
    kind: kindOf(dataSource, target),
    expr: target.expr ?? target.query ?? '',
  };
}

function kindOf(dataSource: DataSourceType, target: AnyTarget): PanelQuery['kind'] {
  if (dataSource === 'tempo') return 'traces';
  if (dataSource === 'prometheus') return target.instant === true ? 'instant' : 'range';
  if (target.queryType === 'instant') return 'instant';
  return target.expr?.startsWith('{') === true ? 'lines' : 'range';
}

function isDataSourceType(type: string | undefined): type is DataSourceType {
  return type !== undefined && Object.hasOwn(DATA_SOURCES, type);
}
