import {
  AxisPlacement,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { draft, inColor, property, type PanelDraft, type PanelSpec } from './panel.ts';

/** The connector flushes every 15 s; a shorter step would only show the gaps between two flushes. */
const SHORTEST_STEP = '1m';

export interface TimeSeriesSpec extends PanelSpec {
  /** Colours of series, by their legend. */
  readonly colors?: Readonly<Record<string, string>>;
  /** A series that is drawn as bars on an axis of its own: how many there were. */
  readonly countSeries?: string;
}

/** Values over time. A point is drawn for each, since rare runs leave lonely ones. */
export function lines(spec: TimeSeriesSpec): PanelDraft {
  return timeSeries(
    new PanelBuilder()
      .drawStyle(GraphDrawStyle.Line)
      .fillOpacity(0)
      .showPoints(VisibilityMode.Always)
      .pointSize(4),
    spec,
  );
}

/** Counts per step, stacked: their areas add up to the total. */
export function bars(spec: TimeSeriesSpec): PanelDraft {
  return timeSeries(
    new PanelBuilder()
      .drawStyle(GraphDrawStyle.Bars)
      .fillOpacity(70)
      .showPoints(VisibilityMode.Never)
      .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A')),
    spec,
  );
}

function timeSeries(builder: PanelBuilder, spec: TimeSeriesSpec): PanelDraft {
  builder
    .interval(SHORTEST_STEP)
    .min(0)
    .lineWidth(1)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    );
  for (const [legend, color] of Object.entries(spec.colors ?? {})) {
    builder.overrideByName(legend, [inColor(color)]);
  }
  if (spec.countSeries !== undefined) {
    builder.overrideByName(spec.countSeries, [
      property('unit', 'short'),
      property('decimals', 0),
      property('custom.drawStyle', GraphDrawStyle.Bars),
      property('custom.fillOpacity', 20),
      property('custom.lineWidth', 0),
      property('custom.showPoints', VisibilityMode.Never),
      property('custom.axisPlacement', AxisPlacement.Right),
      inColor('#808080'),
    ]);
  }
  return draft(builder, spec);
}
