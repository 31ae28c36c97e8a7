export { freePorts } from './free-ports.ts';
export { LokiClient, type LogEntry, type LogPeriod } from './loki-client.ts';
export {
  PrometheusClient,
  type MetricRange,
  type MetricSample,
  type MetricSeries,
  type RuleState,
} from './prometheus-client.ts';
export { Server, type ServerSettings } from './server.ts';
export { CONFIGURATIONS, makeCollector, type CollectorSettings } from './servers.ts';
export { startStack, type Stack, type StackOptions } from './stack.ts';
export { TempoClient, type FoundTrace, type SearchOptions, type TraceSpan } from './tempo-client.ts';
