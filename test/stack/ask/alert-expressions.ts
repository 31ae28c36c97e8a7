import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

const ALERTS = join(import.meta.dirname, '../../../dashboards/alerts');

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional(), expr: z.string() })) })),
});
const GrafanaRules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          title: z.string(),
          data: z.array(
            z.object({
              model: z.object({
                expr: z.string().optional(),
                datasource: z.object({ type: z.string() }).optional(),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

export interface AlertExpression {
  readonly alert: string;
  readonly source: 'metrics' | 'logs';
  readonly file: string;
  readonly expr: string;
}

/** The expressions of all alerts in every file that is delivered. */
export function alertExpressions(): AlertExpression[] {
  return [
    ...rulesIn('prometheus-rules.yaml', 'metrics'),
    ...rulesIn('loki-rules.yaml', 'logs'),
    ...grafanaRulesIn('grafana-alerts.yaml'),
  ];
}

function rulesIn(file: string, source: AlertExpression['source']): AlertExpression[] {
  return Rules.parse(read(file)).groups.flatMap(({ rules }) =>
    rules.flatMap(({ alert, expr }) => (alert === undefined ? [] : [{ alert, source, file, expr }])),
  );
}

function grafanaRulesIn(file: string): AlertExpression[] {
  return GrafanaRules.parse(read(file)).groups.flatMap(({ rules }) =>
    rules.flatMap(({ title, data }) =>
      data.flatMap(({ model: { expr, datasource } }) => {
        if (expr === undefined) return [];
        return [
          { alert: title, source: datasource?.type === 'loki' ? 'logs' : 'metrics', file, expr } as const,
        ];
      }),
    ),
  );
}

function read(file: string): unknown {
  return parse(readFileSync(join(ALERTS, file), 'utf8'));
}
