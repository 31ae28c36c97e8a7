import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DashboardLink,
  type DynamicConfigValue,
  type Panel,
  type ThresholdsConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { DATA_SOURCES, MIXED } from '../data-sources.ts';
import type { Link } from '../links.ts';
import type { Target } from './targets.ts';
import type { Thresholds } from './thresholds.ts';

/** What every panel says. */
export interface PanelSpec {
  readonly title: string;
  /** What it shows and how that is defined. */
  readonly description: string;
  /** Grafana's id of the unit. */
  readonly unit: string;
  /** Of the grid's 24 columns. */
  readonly width: number;
  readonly targets: readonly Target[];
  /** What it says when there is nothing to show: never "No data". */
  readonly noValue: string;
  readonly decimals?: number;
  readonly thresholds?: Thresholds;
  readonly links?: readonly Link[];
  /** Only for panels that links lead to; the others are numbered. */
  readonly id?: number;
}

/** A panel without its place. */
export interface PanelDraft {
  readonly width: number;
  readonly id: number | undefined;
  readonly panel: Panel;
}

/** What the builders of all visualisations have in common. */
interface PanelBuilder extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(dataSource: DataSourceRef): this;
  withTarget(target: Builder<Dataquery>): this;
  unit(unit: string): this;
  noValue(text: string): this;
  decimals(decimals: number): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  dataLinks(links: Builder<DashboardLink>[]): this;
}

export function draft(builder: PanelBuilder, spec: PanelSpec): PanelDraft {
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSourceOf(spec.targets))
    .unit(spec.unit)
    .noValue(spec.noValue);
  for (const [index, target] of spec.targets.entries()) builder.withTarget(target.build(refId(index)));
  if (spec.decimals !== undefined) builder.decimals(spec.decimals);
  if (spec.thresholds !== undefined) builder.thresholds(spec.thresholds);
  if (spec.links !== undefined) builder.dataLinks(spec.links.map(dataLink));
  return { width: spec.width, id: spec.id, panel: builder.build() };
}

function dataSourceOf(targets: readonly Target[]): DataSourceRef {
  const [first, ...others] = new Set(targets.map((target) => target.dataSource));
  if (first === undefined) throw new Error('a panel needs a target');
  return others.length === 0 ? DATA_SOURCES[first] : MIXED;
}

/** `A`, `B`, … */
function refId(index: number): string {
  return String.fromCodePoint('A'.codePointAt(0)! + index);
}

function dataLink({ title, url }: Link): Builder<DashboardLink> {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url);
}

/** Settings of single fields, as Grafana's overrides want them. */
export const property = (id: string, value: unknown): DynamicConfigValue => ({ id, value });
export const inColor = (color: string): DynamicConfigValue =>
  property('color', { mode: 'fixed', fixedColor: color });
export const linked = (...links: readonly Link[]): DynamicConfigValue =>
  property(
    'links',
    links.map(({ title, url }) => ({ title, url })),
  );
