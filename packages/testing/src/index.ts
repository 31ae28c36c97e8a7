export { TestChild, type ChildExit, type ChildOptions } from './child-process.ts';
export { deliveryFaults } from './delivery-faults.ts';
export type {
  ReceivedAttributes,
  ReceivedLogRecord,
  ReceivedSpan,
  ReceivedSpanEvent,
} from './otlp-decode.ts';
export { OtlpReceiver, type ReceiverMood } from './otlp-receiver.ts';
export { keepRaw, measureInTurns, median, reportRatio, type Comparison, type Workload } from './compare.ts';
