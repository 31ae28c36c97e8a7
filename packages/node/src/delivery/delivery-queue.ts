import { AsyncLocalStorage } from 'node:async_hooks';

import { ExportResultCode } from '@opentelemetry/core';

import { Backoff } from './backoff.ts';
import type { BatchExporter, BatchResult } from './batch-exporter.ts';
import { isRefusal, retryAfterMsOf } from './otlp-error.ts';

/** What becomes of items that leave the queue, or that do not get in. */
export interface DeliveryOutcome<Item> {
  /** Which of the items are among the refused is not known. */
  acknowledged(items: readonly Item[], refused: number): void;
  /** The endpoint will never take this item. */
  refused(item: Item, error: Error): void;
  /** The queue is full, or closed. */
  turnedAway(item: Item): void;
  /** The endpoint did not answer, or not now; the items stay. */
  unavailable(error: Error): void;
}

export interface DeliveryQueueLimits {
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  /** How long an item may wait for others to travel with. */
  readonly delayMs: number;
}

/**
 * A bounded queue in front of an exporter, from which an item leaves only when the endpoint has acknowledged it or has
 * refused it for good.
 *
 * The batch processors of OpenTelemetry take a batch out before they send it, and lose it when that fails. Here it stays
 * at the head until it is acknowledged, and is sent again with growing pauses. One batch is under way at a time, in
 * order. A refused batch is halved until the item is found that the endpoint does not take. The queue never keeps the
 * process alive; whoever needs it empty awaits {@link DeliveryQueue.flush}.
 */
export class DeliveryQueue<Item> {
  readonly #exporter: BatchExporter<Item>;
  readonly #limits: DeliveryQueueLimits;
  readonly #outcome: DeliveryOutcome<Item>;
  readonly #backoff: Backoff;
  /** Timers and sockets must not inherit, and keep, the async context of the run that happened to fill a batch. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #items: Item[] = [];
  #batchSize: number;
  #attempt: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #added = 0;
  #settled = 0;
  #closed = false;
  readonly #roomWaiters: ((isAvailable: boolean) => void)[] = [];

  constructor(
    exporter: BatchExporter<Item>,
    limits: DeliveryQueueLimits,
    outcome: DeliveryOutcome<Item>,
    backoff = new Backoff(),
  ) {
    this.#exporter = exporter;
    this.#limits = limits;
    this.#outcome = outcome;
    this.#backoff = backoff;
    this.#batchSize = limits.maxBatchSize;
  }

  get size(): number {
    return this.#items.length;
  }

  /** How many items were ever taken in: tells whether there is anything new since a flush. */
  get added(): number {
    return this.#added;
  }

  add(item: Item): void {
    if (this.#closed || this.#items.length >= this.#limits.maxQueueSize) {
      this.#outcome.turnedAway(item);
      return;
    }
    this.#items.push(item);
    this.#added += 1;
    if (this.#items.length === this.#limits.maxBatchSize || this.#timer === undefined) this.#schedule();
  }

  /** Resolves with true when no more than half of the queue is taken, with false if the endpoint is unavailable. */
  async room(): Promise<boolean> {
    if (this.#items.length * 2 <= this.#limits.maxQueueSize) return true;
    if (this.#backoff.pauseMs > 0) return false;
    return await new Promise((resolve) => {
      this.#roomWaiters.push(resolve);
    });
  }

  /**
   * Sends all that was in the queue at the call; resolves with false as soon as the endpoint turns out to be unavailable.
   * What was not acknowledged stays.
   */
  async flush(): Promise<boolean> {
    const target = this.#added;
    while (this.#settled < target) {
      if (!(await (this.#attempt ?? this.#startAttempt()))) return false;
    }
    return true;
  }

  /** Ends what is under way; it stays in the queue. */
  abort(): void {
    this.#exporter.abort?.();
  }

  /** Turns away what is left and what may still come, and shuts the exporter down. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#attempt;
    this.#settled = this.#added;
    for (const item of this.#items.splice(0)) this.#outcome.turnedAway(item);
    await this.#exporter.shutdown();
  }

  #schedule(): void {
    if (this.#attempt !== undefined || this.#closed || this.#items.length === 0) return;
    const pause = this.#backoff.pauseMs;
    const delay = this.#items.length >= this.#limits.maxBatchSize ? 0 : this.#limits.delayMs;
    clearTimeout(this.#timer);
    this.#timer = this.#outside(setTimeout, () => void this.#startAttempt(), Math.max(pause, delay)).unref();
  }

  /** Sends the head of the queue once; resolves with false if the endpoint was unavailable. */
  #startAttempt(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#items.slice(0, this.#batchSize);
    this.#attempt = this.#export(batch).then((result) => {
      this.#attempt = undefined;
      const isAvailable = this.#settle(batch, result);
      this.#schedule();
      return isAvailable;
    });
    return this.#attempt;
  }

  async #export(batch: Item[]): Promise<BatchResult> {
    try {
      return await new Promise((resolve) => {
        this.#outside(() => this.#exporter.export(batch, resolve));
      });
    } catch (error) {
      return {
        code: ExportResultCode.FAILED,
        error: error instanceof Error ? error : new Error(String(error)),
      };
    }
  }

  #settle(batch: readonly Item[], { code, error, refused = 0 }: BatchResult): boolean {
    if (code === ExportResultCode.SUCCESS) {
      this.#leave(batch.length);
      this.#backoff.reset();
      this.#batchSize = Math.min(this.#batchSize * 2, this.#limits.maxBatchSize);
      this.#outcome.acknowledged(batch, refused);
      return true;
    }
    const failure = error ?? new Error('The exporter gave no reason');
    if (!isRefusal(failure)) {
      this.#backoff.fail(retryAfterMsOf(failure));
      this.#tellWaiters(false);
      this.#outcome.unavailable(failure);
      return false;
    }
    const [only] = batch;
    if (batch.length > 1 || only === undefined) {
      this.#batchSize = Math.ceil(batch.length / 2);
    } else {
      this.#leave(1);
      this.#outcome.refused(only, failure);
    }
    return true;
  }

  #leave(count: number): void {
    this.#items.splice(0, count);
    this.#settled += count;
    if (this.#items.length * 2 <= this.#limits.maxQueueSize) this.#tellWaiters(true);
  }

  #tellWaiters(isAvailable: boolean): void {
    for (const resolve of this.#roomWaiters.splice(0)) resolve(isAvailable);
  }
}
