// What only Prometheus itself can say of rules and queries. Needs promtool, which is built once and takes minutes then.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { BUILD_TIMEOUT_MS, promtool, promtoolIsMissing, promtoolOver } from '../../testing/promtool.ts';
import { runbookQueries } from '../../testing/runbooks.ts';
import { sampleOf } from '../../testing/sample.ts';
import { dashboards } from '../dashboards/index.ts';
import { panelQueries } from '../panel-queries.ts';
import { TARGETS, type Targets } from '../targets.ts';
import { alerts, recordings } from './all.ts';
import { DEFAULT_URLS } from './annotations.ts';
import { alertingGroups, prometheusRules, type RuleFile } from './rule-files.ts';
import { termsInFull } from './terms.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const RULES = join(PACKAGE, 'alerts/prometheus-rules.yaml');
const TESTS = globSync(join(PACKAGE, 'alerts/tests/*.yaml')).sort();

describe.skipIf(promtoolIsMissing)(`the rules in Prometheus ${promtoolIsMissing ?? ''}`, () => {
  beforeAll(() => promtool('--version'), BUILD_TIMEOUT_MS);

  test('every rule is one that Prometheus takes', async () => {
    const count = alerts.length + recordings.length;
    expect(await promtool('check', 'rules', RULES)).toContain(`SUCCESS: ${count} rules found`);
  });

  test.each(TESTS.map((file) => [basename(file, '.yaml'), file]))(
    '%s fires when it should, is silent when it should not, and is over in the end',
    async (_, file) => {
      expect(await promtool('test', 'rules', file)).toContain('SUCCESS');
    },
  );

  test.each([
    'failure-rate-burn-fast',
    'failure-rate-burn-slow',
    'duration-over-target',
    'event-delivery-slow',
  ])('%s does the same without recordings, as it is in Grafana', async (page) => {
    const groups = alertingGroups(TARGETS, DEFAULT_URLS, termsInFull(TARGETS));
    const file = parse(readFileSync(join(PACKAGE, `alerts/tests/${page}.yaml`), 'utf8')) as object; // as promtool takes it
    const files = { 'rules.yaml': { groups }, 'test.yaml': { ...file, rule_files: ['rules.yaml'] } };
    expect(JSON.stringify(groups)).not.toContain('runlight:');
    expect(await promtoolOver(['test', 'rules'], files, 'test.yaml')).toContain('SUCCESS');
  });

  test('a workflow with targets of its own is judged by them, and only by them', async () => {
    const rules = withTargets({
      quick: { p95DurationSeconds: 10, successEverySeconds: 600 },
      'on.demand': { successEverySeconds: null },
    });
    const answer = await promtoolOver(
      ['test', 'rules'],
      { 'rules.yaml': rules, 'test.yaml': OWN_TARGETS },
      'test.yaml',
    );
    expect(answer).toContain('SUCCESS');
  });

  test('queries of panels parse', async () => {
    const queries = Object.values(dashboards)
      .flatMap(panelQueries)
      .filter(({ dataSource }) => dataSource === 'prometheus');
    await expectToParse(queries.map(({ expr }) => sampleOf(expr)));
  });

  test('queries of runbooks parse', async () => {
    await expectToParse(runbookQueries('promql'));
  });
});

async function expectToParse(queries: readonly string[]): Promise<void> {
  expect(queries.length).toBeGreaterThan(10);
  const rules = queries.map((expr, index) => ({ record: `query_${index}`, expr }));
  const answer = await promtoolOver(
    ['check', 'rules'],
    { 'rules.yaml': { groups: [{ name: 'queries', rules }] } },
    'rules.yaml',
  );
  expect(answer).toContain(`SUCCESS: ${rules.length} rules found`);
}

function withTargets(workflows: Targets['workflows']): RuleFile {
  const targets = { ...TARGETS, workflows };
  return prometheusRules(targets, DEFAULT_URLS);
}

const lastSuccess = (workflow: string) => ({
  series: `workflow_run_last_success_timestamp_seconds{workflow_name="${workflow}"}`,
  values: '0x1700',
});
const duration = (workflow: string) => ({
  series: `workflow_run_duration_seconds{workflow_name="${workflow}", workflow_run_outcome="succeeded"}`,
  values:
    '{{schema:0 sum:0 count:0}}+{{schema:0 sum:60 count:1 offset:6 buckets:[1]}}x100 {{schema:0 sum:6000 count:100 offset:6 buckets:[100]}}x1600',
});
const count = (workflow: string) => ({
  series: `workflow_run_count_total{workflow_name="${workflow}", workflow_run_outcome="succeeded"}`,
  values: '0+1x100 100x1600',
});
const firing = (alert: string, evalTime: string, ...workflows: string[]) => ({
  expr: `count by (workflow_name) (ALERTS{alertname="${alert}", alertstate="firing"})`,
  eval_time: evalTime,
  exp_samples: workflows.map((name) => ({ labels: `{workflow_name="${name}"}`, value: 1 })),
});

/** Runs of a minute: too long for `quick`, short enough for the others. The latest success is at 0. */
const OWN_TARGETS = {
  rule_files: ['rules.yaml'],
  evaluation_interval: '1m',
  group_eval_order: ['runlight-recordings', 'runlight-runs', 'runlight-workflows', 'runlight-telemetry'],
  tests: [
    {
      interval: '1m',
      input_series: ['quick', 'on.demand', 'usual'].flatMap((name) => [
        lastSuccess(name),
        duration(name),
        count(name),
      ]),
      promql_expr_test: [
        firing('RunlightDurationOverTarget', '40m', 'quick'),
        firing('RunlightNoSuccessfulRun', '10m'),
        firing('RunlightNoSuccessfulRun', '20m', 'quick'),
        firing('RunlightNoSuccessfulRun', '26h30m', 'quick', 'usual'),
      ],
    },
  ],
};
