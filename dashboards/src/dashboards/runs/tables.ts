import { toRunsOfCategory, toRunsOfWorkflow, toStepsOfWorkflow } from '../../links.ts';
import { atLeast, instantTable, none, table } from '../../panels/index.ts';
import { LABEL, runs } from '../../queries/index.ts';
import { TARGETS } from '../../targets.ts';
import { SELECTED } from '../variables.ts';
import { BY_WORKFLOW, NO_RUNS, WHOLE } from './scopes.ts';

export const workflows = table({
  title: 'Workflows',
  description:
    'Every workflow that ran, the one with the most unsuccessful runs first. Failed: failed, timed out, lost or incomplete. p95 is of all its runs that ended and were not lost.',
  unit: 'short',
  decimals: 0,
  width: 16,
  noValue: NO_RUNS,
  targets: [
    instantTable(runs.ended(BY_WORKFLOW, runs.UNSUCCESSFUL)),
    instantTable(runs.ended(BY_WORKFLOW)),
    instantTable(runs.successRate(BY_WORKFLOW)),
    instantTable(runs.durationQuantile(0.95, BY_WORKFLOW)),
    instantTable(runs.longestWait(SELECTED, [LABEL.workflow])),
    instantTable(runs.tokens(BY_WORKFLOW)),
  ],
  columns: [
    {
      field: LABEL.workflow,
      title: 'Workflow',
      links: [toRunsOfWorkflow(LABEL.workflow), toStepsOfWorkflow(LABEL.workflow)],
    },
    {
      field: 'Value #A',
      title: 'Failed',
      empty: '0',
      width: 80,
      thresholds: none(),
      links: [toRunsOfWorkflow(LABEL.workflow)],
    },
    { field: 'Value #B', title: 'Ended', width: 80 },
    {
      field: 'Value #C',
      title: 'Success',
      empty: '–',
      unit: 'percentunit',
      decimals: 1,
      width: 90,
      thresholds: atLeast(TARGETS.successRate),
    },
    { field: 'Value #D', title: 'p95', empty: '–', unit: 's', decimals: 1, width: 90 },
    { field: 'Value #E', title: 'Longest wait', empty: '0', unit: 's', width: 110 },
    { field: 'Value #F', title: 'Tokens', empty: '0', width: 90 },
  ],
  sortBy: { title: 'Failed', descending: true },
});

export const categories = table({
  title: 'Failures by error category',
  description: 'Failed runs in the time range by the category of their error.',
  unit: 'short',
  decimals: 0,
  width: 8,
  noValue: 'no failures',
  targets: [instantTable(runs.failuresByCategory(WHOLE))],
  columns: [
    { field: LABEL.errorCategory, title: 'Category', links: [toRunsOfCategory(LABEL.errorCategory)] },
    { field: 'Value', title: 'Runs', width: 80, links: [toRunsOfCategory(LABEL.errorCategory)] },
  ],
  sortBy: { title: 'Runs', descending: true },
});
