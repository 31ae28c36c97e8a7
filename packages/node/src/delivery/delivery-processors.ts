import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

import { completesWithin } from '../time-limit.ts';
import type { SignalDelivery } from './signal-delivery.ts';

/** What the processors of both signals have in common: neither waits for the endpoint longer than the time limit. */
class DeliveryProcessor<Item extends object> {
  protected readonly delivery: SignalDelivery<Item>;
  readonly #timeLimitMs: number;

  constructor(delivery: SignalDelivery<Item>, timeLimitMs: number) {
    this.delivery = delivery;
    this.#timeLimitMs = timeLimitMs;
  }

  /** What is not acknowledged when the time is up is no longer under way, but still queued. */
  async forceFlush(): Promise<void> {
    if (!(await completesWithin(this.#timeLimitMs, this.delivery.flush()))) this.delivery.abort();
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.delivery.close();
  }
}

/** Hands every sampled span that ends to its delivery. */
export class DeliverySpanProcessor extends DeliveryProcessor<ReadableSpan> implements SpanProcessor {
  onStart(): void {
    // A span is delivered when it ends.
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.delivery.add(span);
  }
}

/** Hands every log record to its delivery. */
export class DeliveryLogRecordProcessor
  extends DeliveryProcessor<ReadableLogRecord>
  implements LogRecordProcessor
{
  onEmit(record: ReadableLogRecord): void {
    this.delivery.add(record);
  }
}
