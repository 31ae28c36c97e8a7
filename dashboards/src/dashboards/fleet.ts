import { OF_ROW, PANEL_IDS, toLostRuns, toRun } from '../links.ts';
import {
  atLeast,
  bars,
  COLORS,
  from,
  instant,
  lines,
  logLines,
  logTable,
  neutral,
  none,
  range,
  stat,
} from '../panels/index.ts';
import { COLLECTOR_METRICS as C, fleet, LABEL, logs, orZero, runs, type Scope } from '../queries/index.ts';
import { TARGETS } from '../targets.ts';
import { dashboard, row } from './dashboard.ts';
import {
  environment,
  SELECTED,
  SELECTED_RECORDS,
  SELECTED_STREAMS,
  tenant,
  version,
  workflow,
} from './variables.ts';

const { withinSeconds, share } = TARGETS.delivery;
const whole: Scope = { where: SELECTED, over: '$__range' };
const perStep: Scope = { where: SELECTED, over: '$__interval' };
const NO_EVENTS = 'no events';
const NO_COLLECTOR = 'no Collector reports about itself';

const delivery = stat({
  title: `Delivered within ${withinSeconds} s`,
  description: `Events that were in the Collector within ${withinSeconds} s after they happened ÷ all that arrived in the time range. The target is ${share * 100} %. "events" is how many that is of. What is replayed after an outage arrives late, and counts so.`,
  unit: 'percentunit',
  decimals: 2,
  width: 6,
  noValue: NO_EVENTS,
  thresholds: atLeast(share),
  targets: [
    instant(fleet.deliveredWithin(withinSeconds, whole), 'in time'),
    instant(orZero(fleet.deliveredEvents(whole)), 'events'),
  ],
  units: { events: 'short' },
});

const deliveryTime = stat({
  title: 'Delivery time',
  description:
    'From the time an event happened to when the Collector had it: 99 of 100 took no longer than p99.',
  unit: 's',
  width: 6,
  noValue: NO_EVENTS,
  thresholds: neutral,
  targets: [
    instant(fleet.deliveryQuantile(0.5, whole), 'p50'),
    instant(fleet.deliveryQuantile(0.99, whole), 'p99'),
  ],
});

const missing = stat({
  title: 'Events missing now',
  description:
    'Events of runs that ended that never arrived: gaps in the numbers that every producer gives its events. A replay of the run directory fills them.',
  unit: 'short',
  decimals: 0,
  width: 3,
  noValue: '0',
  thresholds: none(),
  targets: [instant(orZero(fleet.missingEvents(SELECTED)))],
});

const dropped = stat({
  title: 'Dropped or refused',
  description:
    'Log records, spans and metric points that the Collector could not send or queue, or did not take, in the time range. What was refused is sent again by its sender.',
  unit: 'short',
  decimals: 0,
  width: 3,
  noValue: '0',
  thresholds: none(),
  targets: [instant(orZero(fleet.collectorCounts(fleet.DROPS, '$__range')))],
});

const stalled = stat({
  title: 'Stalled now',
  description: 'Runs whose process shows no sign of life now, and that are not yet given up.',
  unit: 'short',
  decimals: 0,
  width: 3,
  noValue: '0',
  thresholds: none(COLORS.person),
  targets: [instant(orZero(runs.active(SELECTED, ['stalled'])))],
});

const lost = stat({
  title: 'Lost runs',
  description:
    'Runs that were declared lost in the time range because they were silent for too long, without those that were heard of again.',
  unit: 'short',
  decimals: 0,
  width: 3,
  noValue: '0',
  thresholds: none(),
  targets: [instant(orZero(runs.ended(whole, ['lost'])))],
  links: [toLostRuns],
});

const deliveryOverTime = lines({
  title: 'Delivery time over time',
  description:
    'p50 and p99 of the time from an event to its arrival, of what arrived in each step of the chart.',
  unit: 's',
  width: 12,
  noValue: 'no events arrived in this time range',
  colors: { p50: 'blue', p99: 'orange' },
  countSeries: 'events',
  targets: [
    range(fleet.deliveryQuantile(0.5, perStep), 'p50'),
    range(fleet.deliveryQuantile(0.99, perStep), 'p99'),
    range(fleet.deliveredEvents(perStep), 'events'),
  ],
});

const lostOverTime = bars({
  title: 'Lost runs by workflow',
  description: 'Runs that were declared lost in each step of the chart and not heard of again in it.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'no run was lost in this time range',
  targets: [range(runs.ended({ ...perStep, by: [LABEL.workflow] }, ['lost']), `{{${LABEL.workflow}}}`)],
  links: [toLostRuns],
});

const drops = bars({
  title: 'Dropped or refused telemetry',
  description: 'What the Collector could not send or queue, or did not take, in each step of the chart.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'nothing was dropped in this time range',
  targets: [range(fleet.collectorCountsByReason(fleet.DROPS, '$__interval'), '{{reason}}')],
});

const oddities = bars({
  title: 'Duplicates and oddities',
  description:
    'What the workflow_run components noticed in each step of the chart. Duplicates are normal after a replay or a retried export; they are dropped. Illegal transitions are recorded, not applied.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: 'nothing odd in this time range',
  targets: [range(fleet.collectorCountsByReason(fleet.ODDITIES, '$__interval'), '{{reason}}')],
});

const queues = lines({
  title: 'Sending queues',
  description:
    'How full the queue of each exporter is. A full one drops or blocks; it fills while the backend does not take what it is sent.',
  unit: 'percentunit',
  width: 12,
  noValue: NO_COLLECTOR,
  targets: [range(fleet.queueFill([LABEL.instance, 'exporter', 'data_type']), '{{exporter}} {{data_type}}')],
});

const queueSizes = lines({
  title: 'Queued',
  description: 'What waits in the queue of each exporter, in the units that its queue is sized in.',
  unit: 'short',
  decimals: 0,
  width: 12,
  noValue: NO_COLLECTOR,
  targets: [
    range(fleet.collectorGauge(C.queueSize, ['exporter', 'data_type']), '{{exporter}} {{data_type}}'),
  ],
});

const watched = lines({
  title: 'Open runs and series',
  description: 'Runs that the processor watches, and series that the connector keeps.',
  unit: 'short',
  decimals: 0,
  width: 8,
  noValue: NO_COLLECTOR,
  targets: [
    range(fleet.collectorGauge(C.openRuns), 'open runs'),
    range(fleet.collectorGauge(C.series), 'series'),
  ],
});

const forgotten = bars({
  title: 'Forgotten',
  description:
    'Runs that were put out of memory because there were too many, and failures of the storage extension, in each step of the chart. Both can make counts wrong.',
  unit: 'short',
  decimals: 0,
  width: 8,
  noValue: 'nothing was forgotten in this time range',
  targets: [range(fleet.collectorCountsByReason(fleet.FORGOTTEN, '$__interval'), '{{reason}}')],
});

const inferred = bars({
  title: 'Inferred events',
  description:
    'Events that the processor made itself: stalled, resumed, lost and reminded, in each step of the chart.',
  unit: 'short',
  decimals: 0,
  width: 8,
  noValue: 'nothing was inferred in this time range',
  targets: [range(fleet.collectorCountsByReason({ inferred: C.inferred }, '$__interval'), '{{reason}}')],
});

const collectors = stat({
  title: 'Collectors',
  description: 'Collectors that report about themselves now.',
  unit: 'short',
  decimals: 0,
  width: 4,
  noValue: '0',
  thresholds: neutral,
  targets: [instant(orZero(fleet.collectors()))],
});

const fullest = stat({
  title: 'Fullest queue',
  description: 'How full the fullest sending queue is now.',
  unit: 'percentunit',
  decimals: 0,
  width: 4,
  noValue: NO_COLLECTOR,
  thresholds: from(TARGETS.queueFillShare, COLORS.bad),
  targets: [instant(fleet.queueFill())],
});

const memory = lines({
  title: 'Memory of Collectors',
  description: 'Resident memory by Collector.',
  unit: 'bytes',
  width: 8,
  noValue: NO_COLLECTOR,
  targets: [range(fleet.collectorGauge(C.memory, [LABEL.instance]), `{{${LABEL.instance}}}`)],
});

const cpu = lines({
  title: 'CPU of Collectors',
  description: 'Processor time per second by Collector: 1 is a whole core.',
  unit: 'short',
  decimals: 2,
  width: 8,
  noValue: NO_COLLECTOR,
  targets: [range(fleet.collectorRate(C.cpu, '$__rate_interval', [LABEL.instance]), `{{${LABEL.instance}}}`)],
});

const throughput = lines({
  title: 'Received and sent',
  description: 'Log records and spans per second that all Collectors took and passed on.',
  unit: 'cps',
  width: 24,
  noValue: NO_COLLECTOR,
  targets: [
    range(fleet.collectorRate(C.acceptedLogRecords, '$__rate_interval', []), 'log records received'),
    range(fleet.collectorRate(C.sentLogRecords, '$__rate_interval', []), 'log records sent'),
    range(fleet.collectorRate(C.acceptedSpans, '$__rate_interval', []), 'spans received'),
    range(fleet.collectorRate(C.sentSpans, '$__rate_interval', []), 'spans sent'),
    range(fleet.collectorRate(C.sentMetricPoints, '$__rate_interval', []), 'metric points sent'),
  ],
});

const lostRuns = logTable({
  id: PANEL_IDS.lostRuns,
  title: 'Lost runs',
  description:
    'Runs that were declared lost in the time range, newest first, at most 500. One that was heard of again afterwards is still in this list.',
  unit: 'string',
  width: 24,
  noValue: 'no run was lost in this time range',
  targets: [
    logLines(
      logs.withTimeRange(logs.eventRecords(['workflow.run.lost'], SELECTED_RECORDS, SELECTED_STREAMS)),
      { maxLines: 500 },
    ),
  ],
  columns: [
    { field: 'Time', title: 'Declared lost', width: 170 },
    { field: 'timestamp', title: 'Declared lost', width: 170 },
    { field: LABEL.workflow, title: 'Workflow', width: 200 },
    { field: LABEL.runId, title: 'Run', width: 260, links: [toRun(OF_ROW)] },
    { field: 'Line', title: 'What is known' },
    { field: 'body', title: 'What is known' },
    { field: LABEL.traceId, title: 'Trace', hidden: true },
    { field: 'from_ms', title: 'From', hidden: true },
    { field: 'to_ms', title: 'To', hidden: true },
  ],
});

export const fleetDashboard = dashboard({
  name: 'fleet',
  title: 'Runlight / Fleet',
  description:
    'Whether what the other dashboards say can be trusted: do events arrive, in time and all of them, and are the Collectors well.',
  from: 'now-24h',
  refresh: '1m',
  variables: [workflow, environment, version, tenant],
  rows: [
    row(4, delivery, deliveryTime, missing, dropped, stalled, lost),
    row(8, deliveryOverTime, lostOverTime),
    row(8, drops, oddities),
    row(8, queues, queueSizes),
    row(7, watched, forgotten, inferred),
    row(7, memory, cpu, collectors, fullest),
    row(7, throughput),
    row(9, lostRuns),
  ],
});
