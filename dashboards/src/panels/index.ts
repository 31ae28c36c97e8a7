export { COLORS, STATUS_COLORS } from './colors.ts';
export type { PanelDraft } from './panel.ts';
export { logs, stateTimeline, traceView } from './run-views.ts';
export { stat, word } from './stat.ts';
export { logTable, table } from './table.ts';
export { instant, instantTable, logInstant, logLines, range, traceql } from './targets.ts';
export { atLeast, below, from, neutral, none } from './thresholds.ts';
export { bars, lines } from './time-series.ts';
