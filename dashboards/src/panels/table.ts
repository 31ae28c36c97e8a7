import { FieldTextAlignment, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';

import type { Link } from '../links.ts';
import { LABELS_AS_FIELDS, pickFields, statusWords } from './log-fields.ts';
import { draft, linked, property, type PanelDraft, type PanelSpec } from './panel.ts';
import type { Thresholds } from './thresholds.ts';

interface Column {
  /** The field's name in the query's result. */
  readonly field: string;
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly width?: number;
  readonly links?: readonly Link[];
  /** Colours the text by its value. */
  readonly thresholds?: Thresholds;
  /** Shows the name of an event as the state that it brought. */
  readonly status?: boolean;
  /** What a cell without a value says; nothing by default. */
  readonly empty?: string;
  /** There for links, but not to be seen. */
  readonly hidden?: boolean;
}

export interface TableSpec extends PanelSpec {
  readonly columns: readonly Column[];
  /** The title of the column that the rows are sorted by. */
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
}

/** Rows from queries that give tables: rows with the same labels are one, each query adds columns. */
export function table(spec: TableSpec): PanelDraft {
  return tableOf([{ id: 'merge', options: {} }], spec);
}

/** A row per log record; its structured metadata are the columns. */
export function logTable(spec: TableSpec): PanelDraft {
  return tableOf([LABELS_AS_FIELDS], spec);
}

function tableOf(shape: readonly DataTransformerConfig[], spec: TableSpec): PanelDraft {
  const builder = new PanelBuilder().showHeader(true).align(FieldTextAlignment.Left).filterable(false);
  for (const step of [...shape, ...pickFields(spec.columns.map((column) => column.field))]) {
    builder.withTransformation(step);
  }
  for (const column of spec.columns) {
    builder.overrideByName(column.field, propertiesOf(column));
  }
  if (spec.sortBy !== undefined) {
    const { title, descending } = spec.sortBy;
    builder.sortBy([new TableSortByFieldStateBuilder().displayName(title).desc(descending)]);
  }
  return draft(builder, spec);
}

function propertiesOf(column: Column): { id: string; value?: unknown }[] {
  // The panel's own text for no value is one for no rows.
  const properties = [property('displayName', column.title), property('noValue', column.empty ?? '')];
  if (column.unit !== undefined) properties.push(property('unit', column.unit));
  if (column.decimals !== undefined) properties.push(property('decimals', column.decimals));
  if (column.width !== undefined) properties.push(property('custom.width', column.width));
  if (column.links !== undefined) properties.push(linked(...column.links));
  if (column.status === true) {
    properties.push(
      property('mappings', [statusWords]),
      property('custom.cellOptions', { type: 'color-text' }),
    );
  }
  if (column.thresholds !== undefined) {
    properties.push(
      property('thresholds', column.thresholds.build()),
      property('color', { mode: 'thresholds' }),
      property('custom.cellOptions', { type: 'color-text' }),
    );
  }
  if (column.hidden === true) {
    // Grafana 12.2 renamed it.
    properties.push(property('custom.hidden', true), property('custom.hideFrom', { viz: true }));
  }
  return properties;
}
