import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { interpolate, type VariableValues } from '../../../dashboards/src/interpolate.ts';
import { panelQueries, type PanelQuery } from '../../../dashboards/src/panel-queries.ts';
import { LISTED_OUTCOMES } from '../expect/log-queries.ts';
import type { Selection } from '../population/population.ts';

const DASHBOARDS = join(import.meta.dirname, '../../../dashboards/json');

/** The dashboards that are delivered, by name. */
export function dashboardNames(): string[] {
  return readdirSync(DASHBOARDS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** Every query of a dashboard, as it is delivered. */
export function queriesOf(dashboard: string): PanelQuery[] {
  const file = join(DASHBOARDS, `${dashboard}.json`);
  return panelQueries(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof panelQueries>[0]); // generated from that very type
}

/** What an expectation for the query is filed under. */
export function nameOf({ panel, refId }: PanelQuery): string {
  return `${panel} ${refId}`;
}

const ANY = '.*';

/** What Grafana would put in the place of variables; a chart's steps are as long as the whole range. */
export function variablesFor(selection: Selection, rangeSeconds: number): VariableValues {
  const chosen = (value: string | undefined): string | readonly string[] =>
    value === undefined ? ANY : [value];
  const range = `${rangeSeconds}s`;
  return {
    workflow: chosen(selection.workflow),
    environment: chosen(selection.environment),
    version: chosen(selection.version),
    tenant: chosen(selection.tenant),
    step: chosen(selection.step),
    outcome: LISTED_OUTCOMES,
    category: ANY,
    __range: range,
    __interval: range,
    __rate_interval: range,
  };
}

export { interpolate, type PanelQuery };
