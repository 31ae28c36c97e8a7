import { OF_LATE, PANEL_IDS, toRun, toStepsOfWorkflow } from '../links.ts';
import {
  bars,
  from,
  COLORS,
  instantTable,
  lines,
  logLines,
  logTable,
  none,
  range,
  table,
} from '../panels/index.ts';
import { isSelected, LABEL, logs, runs, steps, type Scope } from '../queries/index.ts';
import { TARGETS } from '../targets.ts';
import { dashboard, row } from './dashboard.ts';
import {
  environment,
  SELECTED_RECORDS,
  SELECTED_STEP,
  SELECTED_STREAMS,
  step,
  tenant,
  version,
  workflow,
} from './variables.ts';

const perStep: Scope = { where: SELECTED_STEP, over: '$__interval', by: [LABEL.step] };
const bySteps: Scope = { where: SELECTED_STEP, over: '$__range', by: [LABEL.workflow, LABEL.step] };
const NO_STEPS = 'no step ended in this time range';

const allSteps = table({
  title: 'Steps',
  description:
    'Executions that ended in the time range: every attempt at a step is one, whatever its key. p50 and p95 are of all of them. Retries: attempts after a failed one.',
  unit: 'short',
  decimals: 0,
  width: 24,
  noValue: NO_STEPS,
  targets: [
    instantTable(steps.stepExecutions(bySteps)),
    instantTable(steps.stepExecutions(bySteps, 'failed')),
    instantTable(steps.stepDurationQuantile(0.5, bySteps)),
    instantTable(steps.stepDurationQuantile(0.95, bySteps)),
    instantTable(runs.retries(bySteps)),
    instantTable(runs.tokens(bySteps)),
    instantTable(runs.computeSeconds(bySteps)),
  ],
  columns: [
    { field: LABEL.workflow, title: 'Workflow', links: [toStepsOfWorkflow(LABEL.workflow)] },
    { field: LABEL.step, title: 'Step' },
    { field: 'Value #A', title: 'Executions', width: 110 },
    { field: 'Value #B', title: 'Failed', empty: '0', width: 90, thresholds: none() },
    { field: 'Value #C', title: 'p50', empty: '–', unit: 's', decimals: 2, width: 100 },
    {
      field: 'Value #D',
      title: 'p95',
      unit: 's',
      decimals: 2,
      width: 100,
      thresholds: from(TARGETS.p95StepDurationSeconds, COLORS.bad),
    },
    { field: 'Value #E', title: 'Retries', empty: '0', width: 90 },
    { field: 'Value #F', title: 'Tokens', empty: '0', width: 100 },
    { field: 'Value #G', title: 'Compute', empty: '0', unit: 's', width: 100 },
  ],
  sortBy: { title: 'p95', descending: true },
});

const p95 = lines({
  title: 'p95 duration by step',
  description:
    '95 of 100 executions that ended in each step of the chart took no longer, by name of the step.',
  unit: 's',
  width: 12,
  noValue: NO_STEPS,
  targets: [range(steps.stepDurationQuantile(0.95, perStep), `{{${LABEL.step}}}`)],
});

const executions = bars({
  title: 'Executions by step',
  description: 'Executions that ended in each step of the chart, by name of the step.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: NO_STEPS,
  targets: [range(steps.stepExecutions(perStep), `{{${LABEL.step}}}`)],
});

const failures = bars({
  title: 'Failed executions by error category',
  description:
    'Executions that failed in each step of the chart, by the category of their error. Those that were retried and then succeeded are among them.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no step failed in this time range',
  targets: [range(steps.stepFailuresByCategory(perStep), `{{${LABEL.errorCategory}}}`)],
});

const retries = bars({
  title: 'Retries by step',
  description: 'Further attempts after a failed one in each step of the chart, by name of the step.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no step was retried in this time range',
  targets: [range(runs.retries(perStep), `{{${LABEL.step}}}`)],
});

const tokens = bars({
  title: 'Tokens by step',
  description: 'Tokens that were reported in each step of the chart, by name of the step.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no step reported tokens in this time range',
  targets: [range(runs.tokens(perStep), `{{${LABEL.step}}}`)],
});

const compute = bars({
  title: 'Compute by step',
  description: 'Compute time that was reported in each step of the chart, by name of the step.',
  unit: 's',
  width: 12,
  noValue: 'no step reported compute time in this time range',
  targets: [range(runs.computeSeconds(perStep), `{{${LABEL.step}}}`)],
});

const failedSteps = logTable({
  id: PANEL_IDS.failedSteps,
  title: 'Failed executions',
  description:
    'The executions that failed, newest first, at most 500, with their runs. Narrowed by workflow, environment and step.',
  unit: 'string',
  width: 24,
  noValue: 'no step failed in this time range',
  targets: [
    logLines(
      logs.eventRecords(
        ['workflow.step.failed'],
        [...SELECTED_RECORDS, isSelected(LABEL.step, 'step')],
        SELECTED_STREAMS,
      ),
      { maxLines: 500 },
    ),
  ],
  columns: [
    { field: 'Time', title: 'Failed', width: 170 },
    { field: 'timestamp', title: 'Failed', width: 170 },
    { field: LABEL.workflow, title: 'Workflow', width: 180 },
    { field: LABEL.step, title: 'Step', width: 180 },
    { field: LABEL.attempt, title: 'Attempt', width: 80 },
    { field: LABEL.errorCategory, title: 'Category', width: 130 },
    { field: LABEL.runId, title: 'Run', width: 260, links: [toRun(OF_LATE)] },
    { field: 'Line', title: 'What happened' },
    { field: 'body', title: 'What happened' },
    { field: LABEL.traceId, title: 'Trace', hidden: true },
  ],
});

export const stepsDashboard = dashboard({
  name: 'steps',
  title: 'Runlight / Steps',
  description: 'How steps do: which are slow, which fail and why, which are retried, what they use.',
  from: 'now-24h',
  refresh: '1m',
  variables: [workflow, environment, version, tenant, step],
  rows: [
    row(10, allSteps),
    row(8, p95, executions),
    row(8, failures, retries),
    row(8, tokens, compute),
    row(10, failedSteps),
  ],
});
