import { labelOf } from './labels.ts';

type MetricKind = 'counter' | 'updown' | 'gauge' | 'histogram';

export interface MetricDefinition {
  /** The OpenTelemetry name. */
  readonly name: string;
  readonly unit: string;
  readonly kind: MetricKind;
}

const metric = (name: string, unit: string, kind: MetricKind): MetricDefinition => ({ name, unit, kind });

/** What the Collector's `workflow_run` connector makes of events. */
export const METRICS = {
  runCount: metric('workflow.run.count', '{run}', 'counter'),
  runCorrections: metric('workflow.run.corrections', '{run}', 'counter'),
  runDuration: metric('workflow.run.duration', 's', 'histogram'),
  runWaitingDuration: metric('workflow.run.waiting.duration', 's', 'histogram'),
  runActive: metric('workflow.run.active', '{run}', 'updown'),
  runWaitingAge: metric('workflow.run.waiting.age', 's', 'gauge'),
  runLastSuccess: metric('workflow.run.last_success.timestamp', 's', 'gauge'),
  runFirstPass: metric('workflow.run.first_pass', '{run}', 'counter'),
  runRecovery: metric('workflow.run.recovery.duration', 's', 'histogram'),
  stepDuration: metric('workflow.step.duration', 's', 'histogram'),
  stepRetries: metric('workflow.step.retries', '{retry}', 'counter'),
  tokens: metric('workflow.usage.tokens', '{token}', 'counter'),
  compute: metric('workflow.usage.compute', 's', 'counter'),
  eventDelivery: metric('workflow.event.delivery.duration', 's', 'histogram'),
  eventsMissing: metric('workflow.event.missing', '{event}', 'updown'),
} as const;

const own = (component: string, name: string, kind: MetricKind): MetricDefinition =>
  metric(`otelcol_${component}_workflow_run_${name}`, '{item}', kind);
const collector = (name: string, kind: MetricKind, unit = '{item}'): MetricDefinition =>
  metric(`otelcol_${name}`, unit, kind);

/** What the Collector says about itself. */
export const COLLECTOR_METRICS = {
  processorDuplicates: own('processor', 'duplicates', 'counter'),
  illegalTransitions: own('processor', 'illegal_transitions', 'counter'),
  malformed: own('processor', 'malformed', 'counter'),
  inferred: own('processor', 'inferred', 'counter'),
  processorEvicted: own('processor', 'evicted', 'counter'),
  processorStorageFailures: own('processor', 'storage_failures', 'counter'),
  openRuns: own('processor', 'open_runs', 'gauge'),
  connectorDuplicates: own('connector', 'duplicates', 'counter'),
  tooOld: own('connector', 'too_old', 'counter'),
  overflows: own('connector', 'overflows', 'counter'),
  connectorEvicted: own('connector', 'evicted', 'counter'),
  connectorStorageFailures: own('connector', 'storage_failures', 'counter'),
  series: own('connector', 'series', 'gauge'),

  refusedLogRecords: collector('receiver_refused_log_records', 'counter'),
  refusedSpans: collector('receiver_refused_spans', 'counter'),
  acceptedLogRecords: collector('receiver_accepted_log_records', 'counter'),
  acceptedSpans: collector('receiver_accepted_spans', 'counter'),
  sentLogRecords: collector('exporter_sent_log_records', 'counter'),
  sentSpans: collector('exporter_sent_spans', 'counter'),
  sentMetricPoints: collector('exporter_sent_metric_points', 'counter'),
  sendFailedLogRecords: collector('exporter_send_failed_log_records', 'counter'),
  sendFailedSpans: collector('exporter_send_failed_spans', 'counter'),
  sendFailedMetricPoints: collector('exporter_send_failed_metric_points', 'counter'),
  enqueueFailedLogRecords: collector('exporter_enqueue_failed_log_records', 'counter'),
  enqueueFailedSpans: collector('exporter_enqueue_failed_spans', 'counter'),
  enqueueFailedMetricPoints: collector('exporter_enqueue_failed_metric_points', 'counter'),
  queueSize: collector('exporter_queue_size', 'gauge'),
  queueCapacity: collector('exporter_queue_capacity', 'gauge'),
  memory: collector('process_memory_rss', 'gauge', 'By'),
  cpu: collector('process_cpu_seconds', 'counter', 's'),
  uptime: collector('process_uptime', 'counter', 's'),
} as const;

/** A metric or log label matcher, as `matcher` functions make it. */
export type Matcher = string;

const UNIT_SUFFIX: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

/** The name that Prometheus' OTLP receiver gives a metric (`translation_strategy: UnderscoreEscapingWithSuffixes`). */
export function prometheusName({ name, unit, kind }: MetricDefinition): string {
  const base = labelOf(name);
  const suffix = UNIT_SUFFIX[unit] ?? '';
  const withUnit = base.endsWith(suffix) ? base : base + suffix;
  return kind === 'counter' ? `${withUnit}_total` : withUnit;
}

/** `name{a="b", c=~"d"}` */
export function series(definition: MetricDefinition, where: readonly Matcher[] = []): string {
  const name = prometheusName(definition);
  return where.length === 0 ? name : `${name}{${where.join(', ')}}`;
}
