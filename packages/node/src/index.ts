export { createOtlpExporters, type OtlpExporters } from './delivery/otlp-exporters.ts';
export type { SignalCounters } from './delivery/signal-delivery.ts';
export {
  RunIdentityLogRecordProcessor,
  RunIdentitySpanProcessor,
} from './identity/run-identity-processors.ts';
export { RunlightIdGenerator } from './identity/runlight-id-generator.ts';
export type { Conventions, RunlightOptions, RunlightPartsOptions } from './options.ts';
export { createRunlightParts, type RunlightParts, type RunlightTelemetry } from './runlight-parts.ts';
export { startRunlight, type Runlight } from './start-runlight.ts';
export type { ServedWorkflow, Work } from './work/execute-item.ts';
export { serveRuns, type RunWorker, type ServeRunsOptions } from './work/serve-runs.ts';
export type { WorkItem } from './work/work-item.ts';
