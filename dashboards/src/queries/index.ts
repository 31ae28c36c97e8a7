export * as fleet from './fleet.ts';
export { fieldLabel, LABEL } from './labels.ts';
export * as logs from './logs.ts';
export { is, isNoneOf, isOneOf, isSelected } from './matchers.ts';
export { COLLECTOR_METRICS, METRICS, series, type Matcher } from './metrics.ts';
export { group, orZero, ratio, sum, type Scope } from './promql.ts';
export * as runs from './runs.ts';
export * as steps from './steps.ts';
export * as traces from './traces.ts';
