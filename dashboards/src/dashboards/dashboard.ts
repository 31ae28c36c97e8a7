import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DashboardLink,
  type Panel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARD_UIDS, dashboardUrl, type DashboardName } from '../links.ts';
import type { PanelDraft } from '../panels/index.ts';

// The classic schema is the one that every Grafana loads; the newer ones need Grafana 12 or later.
// oxlint-disable-next-line typescript/no-deprecated
class ClassicBuilder extends DashboardBuilder {}
export type Dashboard = ReturnType<ClassicBuilder['build']>;

/** Panels side by side; together they are as wide as the grid. */
export interface Row {
  readonly height: number;
  readonly panels: readonly PanelDraft[];
}

export const row = (height: number, ...panels: readonly PanelDraft[]): Row => ({ height, panels });

export interface DashboardSpec {
  readonly name: DashboardName;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly rows: readonly Row[];
}

const TITLES: Readonly<Record<DashboardName, string>> = {
  runs: 'Runs',
  steps: 'Steps',
  run: 'Run',
  fleet: 'Fleet',
};

export function dashboard(spec: DashboardSpec): Dashboard {
  const builder = new ClassicBuilder(spec.title)
    .uid(DASHBOARD_UIDS[spec.name])
    .description(spec.description)
    .tags(['runlight'])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh);
  for (const variable of spec.variables) builder.withVariable(variable);
  for (const panel of place(spec.rows)) builder.withPanel({ build: () => panel });
  for (const [other, title] of Object.entries(TITLES)) {
    if (other !== spec.name) builder.link(toDashboard(other as DashboardName, title)); // the keys of TITLES
  }
  return builder.build();
}

function toDashboard(name: DashboardName, title: string): Builder<DashboardLink> {
  const link = new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .icon('dashboard')
    .url(dashboardUrl(name))
    .includeVars(true)
    .keepTime(true)
    .build();
  // Without a placement it stands above the panels; the builder's default hides it in a menu.
  delete link.placement;
  return { build: () => link };
}

const GRID_WIDTH = 24;

/** Gives every panel its id and its place. */
function place(rows: readonly Row[]): Panel[] {
  const placed: Panel[] = [];
  let y = 0;
  let nextId = 1;
  for (const { height, panels } of rows) {
    let x = 0;
    for (const { panel, width, id } of panels) {
      placed.push({ ...panel, id: id ?? nextId++, gridPos: { x, y, w: width, h: height } });
      x += width;
    }
    if (x !== GRID_WIDTH)
      throw new Error(`the row of ${panels[0]?.panel.title} is ${x} wide, not ${GRID_WIDTH}`);
    y += height;
  }
  return placed;
}
