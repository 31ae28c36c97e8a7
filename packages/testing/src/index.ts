export type { ReceivedAttributes, ReceivedLogRecord, ReceivedSpan, ReceivedSpanEvent } from './otlp-decode.ts';
export { OtlpReceiver, type ReceiverMood } from './otlp-receiver.ts';
