import {
  LogsDedupStrategy,
  LogsSortOrder,
  TimelineValueAlignment,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as GenericPanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsPanelBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StateTimelinePanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';

import { LABELS_AS_FIELDS, pickFields, statusWords } from './log-fields.ts';
import { draft, type PanelDraft, type PanelSpec } from './panel.ts';

/** Log lines as they are. */
export function logs(spec: PanelSpec): PanelDraft {
  return draft(
    new LogsPanelBuilder()
      .showTime(true)
      .wrapLogMessage(true)
      .enableLogDetails(true)
      .dedupStrategy(LogsDedupStrategy.None)
      .sortOrder(LogsSortOrder.Ascending),
    spec,
  );
}

/** The states of a run as one band, from the events that brought them, oldest first. */
export function stateTimeline(spec: PanelSpec & { readonly field: string }): PanelDraft {
  const builder = new StateTimelinePanelBuilder()
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .alignValue(TimelineValueAlignment.Left)
    .rowHeight(0.8)
    .legend(new VizLegendOptionsBuilder().showLegend(false))
    .mappings([statusWords])
    .withTransformation(LABELS_AS_FIELDS);
  for (const step of pickFields(['Time', 'timestamp', spec.field])) builder.withTransformation(step);
  return draft(builder, spec);
}

/** The waterfall of one trace. */
export function traceView(spec: PanelSpec): PanelDraft {
  return draft(new GenericPanelBuilder().type('traces'), spec);
}
