import { OF_LATE, OF_ROW, PANEL_IDS, toRun } from '../../links.ts';
import { logInstant, logLines, logTable, table } from '../../panels/index.ts';
import { fieldLabel, isSelected, LABEL, logs } from '../../queries/index.ts';
import { SELECTED_RECORDS, SELECTED_STREAMS } from '../variables.ts';

export const runList = logTable({
  id: PANEL_IDS.runList,
  title: 'Runs by outcome',
  description:
    'The runs that ended in the time range in one of the listed outcomes, newest first, at most 500. Narrowed by workflow and environment: log records name neither version nor tenant, and those of a service without an environment are always listed. A run that was declared lost and then ended is listed with both ends.',
  unit: 'short',
  width: 24,
  noValue: 'no run ended in a listed outcome',
  targets: [
    logLines(
      logs.withTimeRange(
        [
          SELECTED_STREAMS,
          ...logs.selectedEnds('outcome'),
          ...SELECTED_RECORDS,
          isSelected(LABEL.errorCategory, 'category'),
        ].join(' | '),
      ),
      { maxLines: 500 },
    ),
  ],
  columns: [
    { field: 'Time', title: 'Ended', width: 170 },
    { field: 'timestamp', title: 'Ended', width: 170 },
    { field: LABEL.event, title: 'Outcome', width: 100, status: true },
    { field: LABEL.workflow, title: 'Workflow', width: 180 },
    { field: LABEL.runId, title: 'Run', width: 260, links: [toRun(OF_ROW)] },
    { field: LABEL.runDuration, title: 'Duration', unit: 'ms', width: 90 },
    { field: LABEL.errorCategory, title: 'Category', width: 130 },
    { field: 'Line', title: 'What happened' },
    { field: 'body', title: 'What happened' },
    { field: LABEL.traceId, title: 'Trace', hidden: true },
    { field: 'from_ms', title: 'From', hidden: true },
    { field: 'to_ms', title: 'To', hidden: true },
  ],
});

const waitId = fieldLabel('workflow.run.waiting', 'wait_id');
const ofWait = [LABEL.workflow, LABEL.runId, LABEL.traceId, waitId];
const waitsBegun = logs.latestAt(
  logs.eventRecords(['workflow.run.waiting', 'workflow.run.blocked'], SELECTED_RECORDS, SELECTED_STREAMS),
  '$__range',
  ofWait,
);
const waitsOver = logs.recordCount(
  logs.eventRecords(['workflow.run.resumed'], SELECTED_RECORDS, SELECTED_STREAMS),
  '$__range',
  [LABEL.runId, waitId],
);
const runsOver = logs.recordCount(
  logs.eventRecords(['workflow.run.completed'], SELECTED_RECORDS, SELECTED_STREAMS),
  '$__range',
  [LABEL.runId],
);

export const waitList = table({
  id: PANEL_IDS.waitList,
  title: 'Runs that wait',
  description:
    'Waits and blocks that began in the time range and are not over, the oldest first. One that began earlier is only in a longer time range.',
  unit: 'short',
  width: 24,
  noValue: 'nothing that began in this time range still waits',
  targets: [
    logInstant(
      `${waitsBegun} unless on (${LABEL.runId}, ${waitId}) ${waitsOver} unless on (${LABEL.runId}) ${runsOver}`,
    ),
  ],
  columns: [
    { field: 'Value #A', title: 'Waits since', unit: 'dateTimeFromNow', width: 170 },
    { field: LABEL.workflow, title: 'Workflow', width: 220 },
    { field: LABEL.runId, title: 'Run', links: [toRun(OF_LATE)] },
    { field: LABEL.traceId, title: 'Trace', hidden: true },
  ],
  sortBy: { title: 'Waits since', descending: false },
});
