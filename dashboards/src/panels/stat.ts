import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';

import { LABELS_AS_FIELDS, statusWords } from './log-fields.ts';
import { draft, property, type PanelDraft, type PanelSpec } from './panel.ts';

export interface StatSpec extends PanelSpec {
  /** Units of single values, by their legend, where they differ. */
  readonly units?: Readonly<Record<string, string>>;
}

/** One big number, or a few that belong together. */
export function stat(spec: StatSpec): PanelDraft {
  const builder = statBuilder('').textMode(
    spec.targets.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value,
  );
  for (const [legend, unit] of Object.entries(spec.units ?? {})) {
    builder.overrideByName(legend, [
      property('unit', unit),
      property('color', { mode: 'fixed', fixedColor: 'text' }),
    ]);
  }
  return draft(builder, spec);
}

/** A word: a field of the log record that the query gives. */
export function word(spec: PanelSpec & { readonly field: string }): PanelDraft {
  const builder = statBuilder(`/^${spec.field}$/`).textMode(BigValueTextMode.Value).mappings([statusWords]);
  return draft(builder.withTransformation(LABELS_AS_FIELDS), spec);
}

function statBuilder(fields: string): PanelBuilder {
  return new PanelBuilder()
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .wideLayout(true)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(fields));
}
