// What the pages about configurations say, compared with the configurations.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

import { REPOSITORY, userDocuments } from './documents.ts';
import { tableBelow } from './tables.ts';

const INDEX = 'collector-config/README.md';
const PAGES = userDocuments().filter(({ path }) => /^(?:collector-config|packages\/collector)\//.test(path));

describe('the index of the configurations', () => {
  const COLLECTORS = ['runlight.yaml', 'gateway.yaml', 'agent.yaml', 'contrib.yaml'];

  test.each(COLLECTORS)('lists every variable of %s with its default', (file) => {
    const [head = [], ...rows] = tableBelow(read(INDEX), '### The Collector');
    const column = head.indexOf(file);
    const said = rows
      .map(([name = '', ...cells]) => [name, cells[column - 1]])
      .filter(([, says]) => says !== '–')
      .map(([name, says]) => [name, says === 'empty' ? '' : says === '*required*' ? undefined : says]);
    expect(Object.fromEntries(said)).toEqual(defaultsIn(`collector-config/${file}`, '\\$\\{env:'));
  });

  test.each(['ingest-token.yaml', 'run-api.yaml'])('speaks of the variables of the layer %s', (file) => {
    const names = Object.keys(defaultsIn(`collector-config/${file}`, '\\$\\{env:'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(read(INDEX)).toContain(`\`${name}\``);
  });

  test('lists every variable of Loki and Tempo with its default', () => {
    const [, ...rows] = tableBelow(read(INDEX), '### Loki and Tempo');
    const said = Object.fromEntries(rows.map(([name, says]) => [name, says === 'empty' ? '' : says]));
    expect(said).toEqual({
      ...defaultsIn('collector-config/loki.yaml', '\\$\\{'),
      ...defaultsIn('collector-config/tempo.yaml', '\\$\\{'),
    });
  });

  test('speaks of every file that there is, and of none that there is not', () => {
    const listed = tableBelow(read(INDEX), '## Which file is for what')
      .slice(1)
      .flatMap(([files = '']) => files.split(', '))
      .map((file) => file.replaceAll('`', ''));
    expect(listed.filter((file) => !existsSync(join(REPOSITORY, 'collector-config', file)))).toEqual([]);
    const there = globSync(['*.yaml', 'Dockerfile'], { cwd: join(REPOSITORY, 'collector-config') });
    expect(there.filter((file) => !listed.includes(file))).toEqual([]);
  });

  test('lists ports that the configurations use', () => {
    const [, ...rows] = tableBelow(read(INDEX), '## Ports');
    const files = globSync('*.yaml', { cwd: join(REPOSITORY, 'collector-config') });
    const text = files.map((file) => read(`collector-config/${file}`)).join('\n');
    const ports = rows.flatMap(([cell = '']) => cell.split(', '));
    expect(ports.length).toBeGreaterThan(8);
    expect(ports.filter((port) => !new RegExp(`\\b${port}\\b`).test(text))).toEqual([]);
  });
});

describe('the examples', () => {
  test('every block of YAML is YAML', () => {
    const blocks = PAGES.flatMap(({ path, blocks }) =>
      blocks
        .filter(({ language }) => language === 'yaml')
        .map(({ text, line }) => ({ text, place: `${path}:${line}` })),
    );
    expect(blocks.length).toBeGreaterThan(5);
    const faults = blocks.flatMap(({ text, place }) =>
      parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => `${place}: ${message}`)),
    );
    expect(faults).toEqual([]);
  });

  test.each(globSync('*.service', { cwd: join(REPOSITORY, 'collector-config/docs/systemd') }))(
    '%s starts its program with a configuration that is there',
    (unit) => {
      const text = read(`collector-config/docs/systemd/${unit}`);
      const named = [...text.matchAll(/\/etc\/runlight\/(collector-config\/\S+\.yaml)/g)];
      expect(named).toHaveLength(1);
      expect(named.filter(([, file = '']) => !existsSync(join(REPOSITORY, file)))).toEqual([]);
      expect(read('collector-config/docs/without-docker.md')).toContain(`(systemd/${unit})`);
    },
  );
});

describe('alerting', () => {
  const Rules = z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ alert: z.string().optional(), labels: z.record(z.string(), z.string()).default({}) }),
        ),
      }),
    ),
  });
  const alerts: Record<string, string>[] = ['prometheus-rules', 'loki-rules'].flatMap((file) =>
    Rules.parse(parse(read(`dashboards/alerts/${file}.yaml`))).groups.flatMap(({ rules }) =>
      rules.flatMap(({ alert, labels }) => (alert === undefined ? [] : [{ alertname: alert, ...labels }])),
    ),
  );

  test('the page lists every alert with its severity', () => {
    const [, ...rows] = tableBelow(read('collector-config/docs/alerting.md'), '## The alerts');
    const said = Object.fromEntries(rows.map(([name, severity]) => [name, severity]));
    const found = Object.fromEntries(alerts.map((labels) => [labels['alertname'], labels['severity']]));
    expect(said).toEqual(found);
  });

  test('every inhibition of the example is about alerts that there are', () => {
    const Example = z.object({
      inhibit_rules: z.array(
        z.object({ source_matchers: z.array(z.string()), target_matchers: z.array(z.string()) }),
      ),
    });
    const rules = Example.parse(parse(read('collector-config/docs/alertmanager.yml'))).inhibit_rules;
    expect(rules.length).toBeGreaterThan(0);
    const unused = rules
      .flatMap(({ source_matchers, target_matchers }) => [source_matchers, target_matchers])
      .filter((matchers) => !alerts.some((alert) => matchers.every((matcher) => matches(matcher, alert))));
    expect(unused).toEqual([]);
  });
});

describe('Kubernetes', () => {
  // Keys of the chart open-telemetry/opentelemetry-collector at the version that the page names.
  const CHART_KEYS = new Set(
    `mode fullnameOverride replicaCount image command configMap extraEnvs service ports statefulset extraVolumes
    extraVolumeMounts initContainers podSecurityContext resources startupProbe podDisruptionBudget affinity
    tolerations`.split(/\s+/),
  );
  const Values = z.looseObject({
    command: z.object({ name: z.string(), extraArgs: z.array(z.string()) }),
    configMap: z.object({ create: z.boolean() }),
    extraEnvs: z.array(z.object({ name: z.string() })),
    extraVolumeMounts: z.array(z.object({ mountPath: z.string() })),
  });
  const dockerfile = read('collector-config/Dockerfile');

  test.each(['gateways', 'agents'])('%s.yaml says what the chart and the Collector understand', (name) => {
    const values = Values.parse(parse(read(`collector-config/docs/kubernetes/${name}.yaml`)));
    expect(Object.keys(values).filter((key) => !CHART_KEYS.has(key))).toEqual([]);
    expect(values.configMap.create).toBe(false);
    expect(dockerfile).toContain(`ENTRYPOINT ["/${values.command.name}"]`);

    const files = values.command.extraArgs.map((arg) => arg.replace('--config=/etc/runlight/', ''));
    for (const file of files) expect(dockerfile).toMatch(new RegExp(`^COPY.* ${file}\\b`, 'm'));
    const known = files.flatMap((file) => Object.keys(defaultsIn(file, '\\$\\{env:')));
    expect(values.extraEnvs.filter((variable) => !known.includes(variable.name))).toEqual([]);
    const { RUNLIGHT_STATE_DIR: state } = Object.assign(
      {},
      ...files.map((file) => defaultsIn(file, '\\$\\{env:')),
    );
    expect(values.extraVolumeMounts.map(({ mountPath }) => mountPath)).toEqual([state]);
  });

  test('agents know as many gateways as there are', () => {
    const gateways = z
      .object({ replicaCount: z.number(), fullnameOverride: z.string() })
      .parse(parse(read('collector-config/docs/kubernetes/gateways.yaml')));
    const name = gateways.fullnameOverride;
    const listed = Array.from({ length: gateways.replicaCount }, (_, nth) => `"${name}-${nth}.${name}:4317"`);
    expect(read('collector-config/docs/kubernetes/agents.yaml')).toContain(`'[${listed.join(', ')}]'`);
  });
});

/** The variables of a configuration and their defaults; undefined for one without. */
function defaultsIn(path: string, opening: string): Record<string, string | undefined> {
  const found = [...read(path).matchAll(new RegExp(`${opening}([A-Z_]+)(?::-([^}]*))?\\}`, 'g'))];
  return Object.fromEntries(found.map(([, name = '', value]) => [name, value]));
}

/** As Alertmanager understands a matcher. */
function matches(matcher: string, labels: Readonly<Record<string, string>>): boolean {
  const [, label = '', operator = '', value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher) ?? [];
  const actual = labels[label] ?? '';
  const equal = operator.includes('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
  return operator.startsWith('!') ? !equal : equal;
}

function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}
