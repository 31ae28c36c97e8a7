import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { DASHBOARD_UIDS } from '../links.ts';
import { TARGETS } from '../targets.ts';
import { alerts } from './all.ts';
import { DEFAULT_URLS } from './annotations.ts';
import { grafanaAlerts } from './grafana-alerts.ts';
import { lokiRules, prometheusRules, type RuleFile } from './rule-files.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const TESTS = globSync(join(PACKAGE, 'alerts/tests/*.yaml')).sort();
const PAGES = globSync(join(PACKAGE, 'docs/runbooks/*.md')).sort();

const ruleFiles = {
  prometheus: prometheusRules(TARGETS, DEFAULT_URLS),
  loki: lokiRules(TARGETS, DEFAULT_URLS),
};

test('every alert has a test, a runbook page and a name of its own', () => {
  const pages = alerts.map((alert) => alert.page).sort();
  expect(new Set(alerts.map((alert) => alert.name)).size).toBe(alerts.length);
  expect(TESTS.map((file) => basename(file, '.yaml'))).toEqual(pages);
  expect(PAGES.map((file) => basename(file, '.md'))).toEqual(pages);
});

test.each(alerts.map((alert) => [alert.name, alert] as const))(
  'the tests of %s are about it, and its page is as well',
  (name, { page }) => {
    expect(readFileSync(join(PACKAGE, `alerts/tests/${page}.yaml`), 'utf8')).toContain(`"${name}"`);
    expect(readFileSync(join(PACKAGE, `docs/runbooks/${page}.md`), 'utf8')).toContain(`Alert \`${name}\``);
  },
);

test('every rule says how severe it is, what happened, what to do and where to look', () => {
  for (const rule of [...alertingRules(ruleFiles.prometheus), ...alertingRules(ruleFiles.loki)]) {
    expect(rule.labels['severity']).toMatch(/^(critical|warning)$/);
    const { summary, description, runbook_url: runbook, dashboard_url: dashboard } = rule.annotations;
    for (const text of [summary, description]) expect(text).toMatch(/\S/);
    expect(runbook).toMatch(/^https:\/\/.*\/[a-z-]+\.md$/);
    const uid = dashboard?.match(/^http:\/\/localhost:3000\/d\/([^?]+)/)?.[1];
    expect(Object.values(DASHBOARD_UIDS)).toContain(uid);
  }
});

test('links lead to the given addresses', () => {
  const urls = { grafana: 'https://grafana.example/', runbooks: 'https://docs.example/runbooks' };
  for (const { annotations } of alertingRules(prometheusRules(TARGETS, urls))) {
    expect(annotations['dashboard_url']).toMatch(/^https:\/\/grafana\.example\/d\//);
    expect(annotations['runbook_url']).toMatch(/^https:\/\/docs\.example\/runbooks\/[a-z-]+\.md$/);
  }
});

describe('Grafana', () => {
  const provisioned = grafanaAlerts(TARGETS, DEFAULT_URLS);
  const file = readFileSync(join(PACKAGE, 'alerts/grafana-alerts.yaml'), 'utf8');

  test('has every alert once', () => {
    expect(parse(file)).toEqual(provisioned);
    expect([...file.matchAll(/^ +title: (\w+)/gm)].map(([, title]) => title)).toEqual(
      alerts.map((alert) => alert.name),
    );
  });

  test('needs no recordings', () => {
    expect(file).not.toContain('runlight:');
  });

  // It replaces $NAME in annotations by environment variables.
  test('finds no $ in annotations', () => {
    const texts = file.split('\n').filter((line) => /^ +(summary|description|\w+_url): /.test(line));
    expect(texts).toHaveLength(4 * alerts.length);
    for (const text of texts) expect(text).not.toContain('$');
  });
});

function alertingRules(file: RuleFile) {
  return file.groups.flatMap(({ rules }) => rules.flatMap((rule) => ('alert' in rule ? [rule] : [])));
}
