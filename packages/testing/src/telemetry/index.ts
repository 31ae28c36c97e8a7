export { faultsOf } from './check-telemetry.ts';
export { MemoryRunStore } from './memory-run-store.ts';
export {
  PINNING_ID_GENERATOR,
  RecordedTelemetry,
  type PlainSpan,
  type TelemetryOptions,
} from './recorded-telemetry.ts';
