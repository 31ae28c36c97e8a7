import { LABEL } from './labels.ts';
import { COLLECTOR_METRICS as C, METRICS, series, type Matcher, type MetricDefinition } from './metrics.ts';
import { aggregate, countedFromNothing, observed, quantile, sum, type Scope } from './promql.ts';

/** Counters of the Collector, each under what it counts. */
type Reasons = Readonly<Record<string, MetricDefinition>>;

function delivered({ where, over, by }: Scope): string {
  return sum(by, observed(series(METRICS.eventDelivery, where), over));
}

/** The share of events that were in the Collector within a time after they happened. */
export function deliveredWithin(seconds: number, scope: Scope): string {
  // Clocks of different hosts differ: an event may seem to arrive before it happened. Comparing drops NaN.
  return `histogram_fraction(-Inf, ${seconds}, ${delivered(scope)}) >= 0`;
}

export function deliveryQuantile(share: number, scope: Scope): string {
  return quantile(share, delivered(scope));
}

export function deliveredEvents(scope: Scope): string {
  return `round(histogram_count(${delivered(scope)}))`;
}

/** Events of ended runs that are known to be missing now: gaps in a producer's numbering. */
export function missingEvents(where: readonly Matcher[], by: readonly string[] = []): string {
  return sum(by, series(METRICS.eventsMissing, where));
}

/** What some of the Collector's own counters rose by together; each is a reason of its own. */
export function collectorCounts(reasons: Reasons, over: string, by: readonly string[] = []): string {
  const each = Object.entries(reasons).map(
    ([reason, metric]) =>
      `label_replace(${countedFromNothing(series(metric), over)}, "reason", "${reason}", "", "")`,
  );
  return sum(by, each.join('\nor '));
}

/** The same, by reason; what never happened is 0, so that one sees what is watched. */
export function collectorCountsByReason(reasons: Reasons, over: string): string {
  const zeros = Object.keys(reasons).map(
    (reason) => `or label_replace(vector(0), "reason", "${reason}", "", "")`,
  );
  return [collectorCounts(reasons, over, ['reason']), ...zeros].join('\n');
}

/** Telemetry that the Collector had and lost, or did not take. The sender of what was refused sends it again. */
export const DROPS: Reasons = {
  'log records not sent': C.sendFailedLogRecords,
  'spans not sent': C.sendFailedSpans,
  'metric points not sent': C.sendFailedMetricPoints,
  'log records not queued': C.enqueueFailedLogRecords,
  'spans not queued': C.enqueueFailedSpans,
  'metric points not queued': C.enqueueFailedMetricPoints,
  'log records refused': C.refusedLogRecords,
  'spans refused': C.refusedSpans,
};

/** What the two `workflow_run` components noticed about the events they saw. */
export const ODDITIES: Reasons = {
  'duplicates dropped': C.processorDuplicates,
  'duplicates not counted': C.connectorDuplicates,
  'illegal transitions': C.illegalTransitions,
  'malformed events': C.malformed,
  'too old to count': C.tooOld,
  'series over the limit': C.overflows,
};

/** What makes the two components forget. */
export const FORGOTTEN: Reasons = {
  'open runs evicted': C.processorEvicted,
  'counted runs evicted': C.connectorEvicted,
  'processor storage failures': C.processorStorageFailures,
  'connector storage failures': C.connectorStorageFailures,
};

export function collectorRate(metric: MetricDefinition, over: string, by: readonly string[]): string {
  return sum(by, `rate(${series(metric)}[${over}])`);
}

export function collectorGauge(metric: MetricDefinition, by: readonly string[] = []): string {
  return sum(by, series(metric));
}

/** The fullest sending queue, as a share of its capacity. */
export function queueFill(by: readonly string[] = []): string {
  return aggregate('max', by, `${series(C.queueSize)} / ${series(C.queueCapacity)}`);
}

/** The Collectors that report. */
export function collectors(): string {
  return `count(${aggregate('count', [LABEL.instance], series(C.uptime))})`;
}

/** 1 if no Collector has reported for a while; else nothing. */
export function noCollectorFor(over: string): string {
  return `absent_over_time(${series(C.uptime)}[${over}])`;
}
