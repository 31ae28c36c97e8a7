import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import * as loki from '@grafana/grafana-foundation-sdk/loki';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as tempo from '@grafana/grafana-foundation-sdk/tempo';

import { DATA_SOURCES, type DataSourceType } from '../data-sources.ts';

/** A query of a panel; the panel gives it its `refId`. */
export interface Target {
  readonly dataSource: DataSourceType;
  readonly build: (refId: string) => Builder<Dataquery>;
}

const promql = (expr: string, refId: string): prometheus.DataqueryBuilder =>
  new prometheus.DataqueryBuilder()
    .datasource(DATA_SOURCES.prometheus)
    .editorMode(prometheus.QueryEditorMode.Code)
    .expr(expr)
    .refId(refId);

/** One value per series, at the end of the time range. */
export function instant(expr: string, legend = ''): Target {
  return {
    dataSource: 'prometheus',
    build: (refId) => promql(expr, refId).instant().legendFormat(legend),
  };
}

/** The same as rows of a table, its labels as columns. */
export function instantTable(expr: string): Target {
  return {
    dataSource: 'prometheus',
    build: (refId) => promql(expr, refId).instant().format(prometheus.PromQueryFormat.Table),
  };
}

export function range(expr: string, legend = ''): Target {
  return { dataSource: 'prometheus', build: (refId) => promql(expr, refId).range().legendFormat(legend) };
}

const logql = (expr: string, refId: string): loki.DataqueryBuilder =>
  new loki.DataqueryBuilder()
    .datasource(DATA_SOURCES.loki)
    .editorMode(loki.QueryEditorMode.Code)
    .expr(expr)
    .refId(refId);

export interface LogLines {
  readonly maxLines: number;
  readonly oldestFirst?: boolean;
}

export function logLines(expr: string, { maxLines, oldestFirst = false }: LogLines): Target {
  const direction = oldestFirst ? loki.LokiQueryDirection.Forward : loki.LokiQueryDirection.Backward;
  return {
    dataSource: 'loki',
    build: (refId) => logql(expr, refId).queryType('range').direction(direction).maxLines(maxLines),
  };
}

/** One value per group of records, at the end of the time range. */
export function logInstant(expr: string, legend = ''): Target {
  return {
    dataSource: 'loki',
    build: (refId) => logql(expr, refId).queryType('instant').legendFormat(legend),
  };
}

/** TraceQL; a bare trace id is looked up. */
export function traceql(query: string, limit = 20): Target {
  return {
    dataSource: 'tempo',
    build: (refId) =>
      new tempo.DataqueryBuilder()
        .datasource(DATA_SOURCES.tempo)
        .queryType('traceql')
        .query(query)
        .limit(limit)
        .tableType(tempo.SearchTableType.Traces)
        .refId(refId),
  };
}
