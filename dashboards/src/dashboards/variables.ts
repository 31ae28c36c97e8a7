import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { ERROR_CATEGORIES, RUN_OUTCOMES, type RunOutcome } from '@runlight/contract';

import { DATA_SOURCES } from '../data-sources.ts';
import { isSelected, LABEL, logs, METRICS, series } from '../queries/index.ts';

/** Matches every value of a label, and also its absence. */
const ALL = { text: ['All'], value: ['$__all'] };
const ANYTHING = '.*';

/** The values that a label has, of which one, some or all are selected. */
function labelValues(name: string, title: string, source: string, label: string): Builder<VariableModel> {
  const query = `label_values(${source}, ${label})`;
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(DATA_SOURCES.prometheus)
    .query({ query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(ANYTHING)
    .current(ALL);
}

const chosen = [isSelected(LABEL.workflow, 'workflow')];

export const workflow = labelValues('workflow', 'Workflow', series(METRICS.runActive), LABEL.workflow);
export const environment = labelValues(
  'environment',
  'Environment',
  series(METRICS.runCount, chosen),
  LABEL.environment,
);
export const version = labelValues('version', 'Version', series(METRICS.runCount, chosen), LABEL.version);
export const tenant = labelValues('tenant', 'Tenant', series(METRICS.runCount, chosen), LABEL.tenant);
export const step = labelValues('step', 'Step', series(METRICS.stepDuration, chosen), LABEL.step);

/** Every metric is narrowed by these. */
export const SELECTED = [
  isSelected(LABEL.workflow, 'workflow'),
  isSelected(LABEL.environment, 'environment'),
  isSelected(LABEL.version, 'version'),
  isSelected(LABEL.tenant, 'tenant'),
] as const;
export const SELECTED_STEP = [...SELECTED, isSelected(LABEL.step, 'step')] as const;

/** Log records are narrowed by these: only a run's first event names its version and its tenant. */
export const SELECTED_RECORDS = [isSelected(LABEL.workflow, 'workflow')] as const;
export const SELECTED_STREAMS = logs.streamsOfSelected('environment');

/** What the lists of runs show. */
export function outcome(defaults: readonly RunOutcome[]): Builder<VariableModel> {
  return new CustomVariableBuilder('outcome')
    .label('Listed outcomes')
    .values(RUN_OUTCOMES.join(','))
    .multi(true)
    .includeAll(true)
    .allValue(ANYTHING)
    .current({ text: [...defaults], value: [...defaults] });
}

export const category: Builder<VariableModel> = new CustomVariableBuilder('category')
  .label('Listed error categories')
  .values(ERROR_CATEGORIES.join(','))
  .multi(true)
  .includeAll(true)
  .allValue(ANYTHING)
  .current(ALL);

export const runId: Builder<VariableModel> = new TextBoxVariableBuilder('run_id')
  .label('Run id')
  .defaultValue('');
export const traceId: Builder<VariableModel> = new TextBoxVariableBuilder('trace_id')
  .label('Trace id')
  .defaultValue('');
