// Writes the dashboards and the alert rules: into this package, or where --out says.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import {
  dashboards,
  DEFAULT_URLS,
  grafanaAlerts,
  lokiRules,
  prometheusRules,
  TARGETS,
} from '@runlight/dashboards';
import { stringify } from 'yaml';

const USAGE = `Usage: npm run generate -w @runlight/dashboards -- [options]

Writes json/*.json (dashboards) and alerts/*.yaml (rules).

  --out DIR            where to write (default: this package)
  --grafana-url URL    where alerts link to dashboards (default: ${DEFAULT_URLS.grafana})
  --runbooks-url URL   where alerts link to runbooks (default: ${DEFAULT_URLS.runbooks})
  --help               shows this
`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: resolve(import.meta.dirname, '..') },
    'grafana-url': { type: 'string', default: DEFAULT_URLS.grafana },
    'runbooks-url': { type: 'string', default: DEFAULT_URLS.runbooks },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const urls = { grafana: values['grafana-url'], runbooks: values['runbooks-url'] };
  for (const [name, dashboard] of Object.entries(dashboards)) write(`json/${name}.json`, asJson(dashboard));
  write('alerts/prometheus-rules.yaml', asYaml(prometheusRules(TARGETS, urls)));
  write('alerts/loki-rules.yaml', asYaml(lokiRules(TARGETS, urls)));
  write('alerts/grafana-alerts.yaml', asYaml(grafanaAlerts(TARGETS, urls)));
}

function write(name: string, text: string): void {
  const file = join(values.out, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function asYaml(value: unknown): string {
  return `# Generated: change dashboards/src and run \`npm run generate -w @runlight/dashboards\`.\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
