import { expect, test } from 'vitest';

import { dashboards } from './dashboards/index.ts';
import { panelQueries, panelsOf } from './panel-queries.ts';

test('has every target of every panel, with what it should equal in words', () => {
  for (const dashboard of Object.values(dashboards)) {
    const targets = panelsOf(dashboard).flatMap((panel) => panel.targets ?? []);
    const queries = panelQueries(dashboard);
    expect(queries).toHaveLength(targets.length);
    for (const { expr, description, refId } of queries) {
      expect(expr).toMatch(/\S/);
      expect(description).toMatch(/\S/);
      expect(refId).toMatch(/^[A-Z]$/);
    }
  }
});

test('tells values, series, lines and traces apart', () => {
  const kindOf = (name: keyof typeof dashboards, title: string) =>
    panelQueries(dashboards[name]).find((query) => query.panel === title);
  expect(kindOf('runs', 'Success rate')).toMatchObject({ dataSource: 'prometheus', kind: 'instant' });
  expect(kindOf('runs', 'Throughput by outcome')).toMatchObject({ dataSource: 'prometheus', kind: 'range' });
  expect(kindOf('runs', 'Runs by outcome')).toMatchObject({ dataSource: 'loki', kind: 'lines' });
  expect(kindOf('run', 'Duration')).toMatchObject({ dataSource: 'loki', kind: 'instant' });
  expect(kindOf('run', 'Trace')).toMatchObject({ dataSource: 'tempo', kind: 'traces', expr: '$trace_id' });
});

test('legends tell the queries of a panel apart', () => {
  const duration = panelQueries(dashboards.runs).filter((query) => query.panel === 'Duration');
  expect(duration.map(({ legend, refId }) => [refId, legend])).toEqual([
    ['A', 'p50'],
    ['B', 'p95'],
    ['C', 'runs'],
  ]);
});
