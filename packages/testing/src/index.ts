export { TestChild, type ChildExit, type ChildOptions } from './child-process.ts';
export { deliveryFaults } from './delivery-faults.ts';
export type {
  ReceivedAttributes,
  ReceivedLogRecord,
  ReceivedSpan,
  ReceivedSpanEvent,
} from './otlp-decode.ts';
export { OtlpReceiver, type ReceiverMood } from './otlp-receiver.ts';
export {
  compareInProcesses,
  keepRaw,
  median,
  reportRatio,
  type Comparison,
  type InProcesses,
  type Workload,
} from './compare.ts';
export { discardingLoggerProvider, registerDiscardingSdk, repeat } from './discarding-sdk.ts';
export { handWrittenSteps, type HandWrittenStep } from './hand-written.ts';
