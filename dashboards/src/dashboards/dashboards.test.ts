import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { alerts } from '../alerts/all.ts';
import { DATA_SOURCES } from '../data-sources.ts';
import { variablesIn } from '../interpolate.ts';
import { DASHBOARD_UIDS, PANEL_IDS } from '../links.ts';
import { panelQueries, panelsOf } from '../panel-queries.ts';
import { logqlFaults } from '../../testing/logql.ts';
import { sampleOf } from '../../testing/sample.ts';
import type { Dashboard } from './dashboard.ts';
import { dashboards } from './index.ts';

const all = Object.entries(dashboards);
const UIDS = [...Object.values(DATA_SOURCES).map(({ uid }) => uid), '-- Mixed --'];
/** What Grafana gives a value itself. */
const GLOBAL = /^__/;

describe.each(all)('%s', (name, dashboard) => {
  const panels = panelsOf(dashboard);
  const declared = (dashboard.templating.list ?? []).map((variable) => variable.name);

  test('is what the committed file holds', () => {
    const file = join(import.meta.dirname, `../../json/${name}.json`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(dashboard)));
  });

  test('has panels with ids of their own, and their targets as well', () => {
    expect(panels.length).toBeGreaterThan(5);
    const ids = panels.map((panel) => panel.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const panel of panels) {
      const refIds = (panel.targets ?? []).map((target) => (target as { refId?: string }).refId); // any data source's
      expect(refIds).toEqual(refIds.map((_, index) => String.fromCodePoint(65 + index)));
    }
  });

  test('every panel says what it shows, in which unit, from where, and what nothing means', () => {
    for (const { title, description, fieldConfig, datasource } of panels) {
      expect([title, description?.length]).toEqual([title, expect.any(Number)]);
      expect(description?.trim().at(-1)).toBe('.');
      expect([title, fieldConfig?.defaults.unit]).toEqual([title, expect.stringMatching(/\w/)]);
      expect([title, fieldConfig?.defaults.noValue]).toEqual([
        title,
        expect.stringMatching(/^(?!.*No data)./),
      ]);
      expect(UIDS).toContain(datasource?.uid);
    }
  });

  test('fills the grid: nothing overlaps, nothing is empty', () => {
    const cells = new Map<string, string>();
    let height = 0;
    for (const { title = '', gridPos } of panels) {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          const cell = `${column},${line}`;
          expect([title, cells.get(cell)]).toEqual([title, undefined]);
          cells.set(cell, title);
        }
      }
      height = Math.max(height, y + h);
    }
    expect(cells.size).toBe(24 * height);
  });

  test('declares every variable that it uses, and uses every one that it declares', () => {
    const used = new Set(textsOf({ ...dashboard, links: [] }).flatMap(variablesIn));
    const own = [...used].filter((variable) => !GLOBAL.test(variable));
    expect(own.sort()).toEqual([...declared].sort());
  });

  test('"All" also matches series and records without the label', () => {
    const wholes = (dashboard.templating.list ?? []).filter((variable) => variable.includeAll === true);
    for (const { name: variable, allValue } of wholes) expect([variable, allValue]).toEqual([variable, '.*']);
  });

  test('links to dashboards, variables and panels that exist', () => {
    const urls = textsOf(dashboard).filter((text) => text.startsWith('/d/'));
    expect(urls.length).toBeGreaterThan(2);
    for (const url of urls) expectTarget(url);
  });

  test('uses no colour for text that does not suit both themes', () => {
    for (const panel of panels) {
      for (const color of colorsOf(panel))
        expect(color).toMatch(/^(text|blue|purple|orange|green|red|#808080)$/);
    }
  });

  test('has queries in LogQL that parse', () => {
    const logql = panelQueries(dashboard).filter((query) => query.dataSource === 'loki');
    for (const { panel, expr } of logql) expect([panel, logqlFaults(sampleOf(expr))]).toEqual([panel, []]);
  });
});

test('alerts link to dashboards, variables and panels that exist', () => {
  for (const { metrics, logs } of alerts) {
    for (const rule of logs ? [metrics, logs] : [metrics]) {
      const { name, parameters } = rule.dashboard;
      // The environment is a parameter only where the alert has one.
      const query = parameters.join('&').replaceAll(/\{\{ with .*?\}\}(.*?)\{\{ end \}\}/g, '$1');
      expectTarget(`/d/${DASHBOARD_UIDS[name]}?${query}`);
    }
  }
});

test('queries in LogQL of alerts parse, and a broken one would not', () => {
  const logql = alerts.flatMap(({ logs }) => (logs ? [logs.expr] : []));
  expect(logql.map(logqlFaults)).toEqual(logql.map(() => []));
  expect(logqlFaults('{a="b"} | event= [5m]')).not.toEqual([]);
});

test('panels that links lead to are where the links say', () => {
  const ids = all.flatMap(([, dashboard]) => panelsOf(dashboard).map((panel) => panel.id));
  for (const id of Object.values(PANEL_IDS)) expect(ids.filter((other) => other === id)).toHaveLength(1);
});

/** Throws unless a link's dashboard exists, has the panel, and declares the variables that the link sets. */
function expectTarget(url: string): void {
  const [path = '', query = ''] = url.split('?');
  const target: Dashboard | undefined = Object.values(dashboards).find(({ uid }) => `/d/${uid}` === path);
  if (target === undefined) throw new Error(`${url} leads to no dashboard`);
  const parts = query.split('&').filter((part) => part !== '');
  for (const part of parts) {
    expect(part).toMatch(/^(var-\w+=|\$\{\w+:queryparam\}|\$\{__url_time_range\}|from=|to=|viewPanel=)/);
  }
  const variables = found(parts, /^var-(\w+)=/, /^\$\{(\w+):queryparam\}$/);
  const declared = (target.templating.list ?? []).map((variable) => variable.name);
  expect([url, declared]).toEqual([url, expect.arrayContaining(variables)]);
  const panels = panelsOf(target).map(({ id }) => `${id}`);
  expect([url, panels]).toEqual([url, expect.arrayContaining(found(parts, /^viewPanel=panel-(\d+)$/))]);
}

/** What one of the patterns catches in the texts. */
function found(texts: readonly string[], ...patterns: readonly RegExp[]): string[] {
  return texts.flatMap((text) => patterns.flatMap((pattern) => text.match(pattern)?.[1] ?? []));
}

/** Every text in a model. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Every colour in a model. */
function colorsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /^(color|fixedColor)$/.test(key) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => colorsOf(inner, name));
}
