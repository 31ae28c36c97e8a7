import { KEEP, RUN_LINK_FIELDS, toRun, toWorkflow } from '../links.ts';
import {
  logs as logsPanel,
  logInstant,
  logLines,
  logTable,
  neutral,
  stat,
  stateTimeline,
  table,
  traceql,
  traceView,
  word,
} from '../panels/index.ts';
import { fieldLabel, LABEL, logs, is, traces } from '../queries/index.ts';
import { dashboard, row } from './dashboard.ts';
import { runId, traceId } from './variables.ts';

const RUN = '$run_id';
const ofRun = [is(LABEL.runId, RUN)];
const NOT_ENDED = 'not ended in this time range';
const NO_RUN = 'enter a run id, and a time range in which the run was active';

/** Events that bring a run into another state. */
const stateEvents = logs.eventRecords(
  [
    'workflow.run.queued',
    'workflow.run.running',
    'workflow.run.waiting',
    'workflow.run.blocked',
    'workflow.run.resumed',
    'workflow.run.stalled',
    'workflow.run.cancelling',
    'workflow.run.succeeded',
    'workflow.run.incomplete',
    'workflow.run.failed',
    'workflow.run.cancelled',
    'workflow.run.timed_out',
    'workflow.run.lost',
  ],
  ofRun,
);
const opening = logs.eventRecords(['workflow.run.queued', 'workflow.run.running'], ofRun);
const rollUp = logs.eventRecords(['workflow.run.completed'], ofRun);
const stepEnds = logs.eventRecords(
  ['workflow.step.completed', 'workflow.step.failed', 'workflow.step.skipped', 'workflow.step.cancelled'],
  ofRun,
);
const artifacts = logs.eventRecords(['workflow.artifact.recorded'], ofRun);

const state = word({
  title: 'State',
  description: 'The state that the latest event of this run brought.',
  unit: 'string',
  width: 4,
  noValue: 'no events',
  field: LABEL.event,
  targets: [logLines(stateEvents, { maxLines: 1 })],
});

function sumUp(title: string, label: string, unit: string, description: string) {
  return stat({
    title,
    description: `${description} From the last event of the run.`,
    unit,
    width: 4,
    noValue: NOT_ENDED,
    thresholds: neutral,
    targets: [logInstant(logs.labelValue(rollUp, label, '$__range'))],
  });
}

const header = logTable({
  title: 'What it is',
  description:
    'What the events say that opened the run: when it was queued, when it started, for whom and by whom.',
  unit: 'string',
  width: 24,
  noValue: NO_RUN,
  targets: [logLines(opening, { maxLines: 10, oldestFirst: true })],
  columns: [
    { field: 'Time', title: 'Time', width: 170 },
    { field: 'timestamp', title: 'Time', width: 170 },
    { field: LABEL.event, title: 'State', width: 90, status: true },
    { field: LABEL.workflow, title: 'Workflow', links: [toWorkflow(LABEL.workflow)] },
    { field: LABEL.version, title: 'Version' },
    { field: LABEL.environment, title: 'Environment' },
    { field: LABEL.tenant, title: 'Tenant' },
    { field: LABEL.actor, title: 'Actor' },
    { field: LABEL.businessEvent, title: 'Business event' },
    { field: LABEL.rerunOf, title: 'Re-run of' },
    { field: LABEL.runId, title: 'Run', links: [toRun(KEEP)] },
    { field: LABEL.traceId, title: 'Trace', links: [toRun(KEEP)] },
  ],
});

const timeline = stateTimeline({
  title: 'States',
  description: 'The states of the run over time. It stays in its last one.',
  unit: 'string',
  width: 24,
  noValue: NO_RUN,
  field: LABEL.event,
  targets: [logLines(stateEvents, { maxLines: 1000, oldestFirst: true })],
});

const steps = logTable({
  title: 'Steps',
  description:
    'The attempts at steps that ended, in their order. A step that was attempted twice is there twice.',
  unit: 'string',
  width: 24,
  noValue: 'no step ended in this time range',
  targets: [logLines(stepEnds, { maxLines: 1000, oldestFirst: true })],
  columns: [
    { field: 'Time', title: 'Ended', width: 170 },
    { field: 'timestamp', title: 'Ended', width: 170 },
    { field: LABEL.step, title: 'Step', width: 200 },
    { field: LABEL.stepKey, title: 'Key', width: 160 },
    { field: LABEL.attempt, title: 'Attempt', width: 80 },
    { field: LABEL.event, title: 'Event', width: 200 },
    { field: LABEL.stepDuration, title: 'Duration', unit: 'ms', width: 100 },
    { field: LABEL.errorCategory, title: 'Category', width: 140 },
    { field: 'Line', title: 'What happened' },
    { field: 'body', title: 'What happened' },
  ],
});

const events = logTable({
  title: 'Events',
  description: 'Every event of the run, in its order. Each is a log record of its own.',
  unit: 'string',
  width: 24,
  noValue: NO_RUN,
  targets: [
    logLines(`${logs.recordsOfRun(RUN)} | ${LABEL.event}!=""`, { maxLines: 1000, oldestFirst: true }),
  ],
  columns: [
    { field: 'Time', title: 'Time', width: 170 },
    { field: 'timestamp', title: 'Time', width: 170 },
    { field: LABEL.event, title: 'Event', width: 230 },
    { field: LABEL.step, title: 'Step', width: 200 },
    { field: 'Line', title: 'What happened' },
    { field: 'body', title: 'What happened' },
  ],
});

const artifactList = logTable({
  title: 'Artifacts',
  description: 'The files that steps recorded; their paths are relative to the run directory.',
  unit: 'string',
  width: 24,
  noValue: 'no artifact was recorded in this time range',
  targets: [logLines(artifacts, { maxLines: 500, oldestFirst: true })],
  columns: [
    { field: LABEL.step, title: 'Step', width: 200 },
    { field: fieldLabel('workflow.artifact.recorded', 'role'), title: 'Role', width: 160 },
    { field: fieldLabel('workflow.artifact.recorded', 'path'), title: 'Path' },
    { field: fieldLabel('workflow.artifact.recorded', 'media_type'), title: 'Type', width: 180 },
    {
      field: fieldLabel('workflow.artifact.recorded', 'size_bytes'),
      title: 'Size',
      unit: 'bytes',
      width: 100,
    },
  ],
});

const allLogs = logsPanel({
  title: 'Logs',
  description:
    'Everything that was logged inside the run: its events and the records of the application itself.',
  unit: 'string',
  width: 24,
  noValue: NO_RUN,
  targets: [logLines(logs.recordsOfRun(RUN), { maxLines: 1000, oldestFirst: true })],
});

const trace = traceView({
  title: 'Trace',
  description:
    'The spans of the run. Needs the trace id: links from lists of runs bring it along, and so does the trace that is found below.',
  unit: 'string',
  width: 24,
  noValue: 'take a trace id from the table below',
  targets: [traceql('$trace_id')],
});

const findTrace = table({
  title: 'Trace of this run',
  description: 'The trace that holds spans of this run, found by the run id: there is exactly one.',
  unit: 'string',
  width: 24,
  noValue: 'no trace of this run in this time range; a trace is complete some 30 s after its run',
  targets: [traceql(traces.spansOfRun(RUN), 5)],
  columns: [
    { field: 'traceID', title: 'Trace', width: 300, links: [{ title: 'Show it above', url: showTrace() }] },
    { field: 'startTime', title: 'Start', width: 180 },
    { field: 'traceName', title: 'Workflow' },
    { field: 'traceDuration', title: 'Duration', unit: 'ms', width: 120 },
  ],
});

/** The same run, with its trace. */
function showTrace(): string {
  return toRun(KEEP)
    .url.replace(`\${__data.fields.${RUN_LINK_FIELDS.runId}}`, '${run_id}')
    .replace(`\${__data.fields.${RUN_LINK_FIELDS.traceId}}`, '${__data.fields.traceID}');
}

export const runDashboard = dashboard({
  name: 'run',
  title: 'Runlight / Run',
  description:
    'One run: what it is, which states and steps it went through, what it logged, its trace and its artifacts.',
  from: 'now-7d',
  refresh: '',
  variables: [runId, traceId],
  rows: [
    row(
      4,
      state,
      sumUp('Duration', LABEL.runDuration, 'ms', 'From the first to the last moment, waiting included.'),
      sumUp('Of that waiting', LABEL.runWaiting, 'ms', 'How long it waited or was blocked.'),
      sumUp('Steps', fieldLabel('workflow.run.completed', 'steps'), 'short', 'Attempts at steps.'),
      sumUp('Retries', LABEL.retries, 'short', 'Steps that were attempted again after a failure.'),
      sumUp('Tokens', LABEL.tokens, 'short', 'What its steps reported.'),
    ),
    row(5, header),
    row(4, timeline),
    row(9, steps),
    row(14, trace),
    row(5, findTrace),
    row(10, events),
    row(6, artifactList),
    row(12, allLogs),
  ],
});
