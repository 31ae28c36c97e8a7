import type { Warnings } from '../warnings.ts';
import type { BatchExporter } from './batch-exporter.ts';
import { DeliveryQueue, type DeliveryQueueLimits } from './delivery-queue.ts';
import { Redelivery, type Journal } from './redelivery.ts';

/** What became of one signal's records since the start: each is counted in exactly one of the first five. */
export interface SignalCounters {
  /** Waiting in memory. */
  readonly queued: number;
  /** Waiting in the run directory: there was no room in memory. Sent from there, in time or by `replay`. */
  readonly deferred: number;
  /** Acknowledged by the endpoint. */
  readonly exported: number;
  /** Refused by the endpoint for what they are. Not sent again. */
  readonly failed: number;
  /** Lost: there was no room in memory, and they are kept nowhere else. */
  readonly dropped: number;
  /** How many of the exported had to be read back from the run directory. */
  readonly redelivered: number;
}

export interface SignalDeliveryParts<Item> {
  /** `Spans` or `Log records`, for messages. */
  readonly what: string;
  readonly exporter: BatchExporter<Item>;
  readonly limits: DeliveryQueueLimits;
  readonly journal: Journal<Item> | undefined;
  readonly warnings: Warnings;
}

/**
 * Delivers one signal's records at least once as long as the process lives: from memory, and what did not fit there from
 * the journal, as soon as the endpoint acknowledges again. Only records that are in no journal can be lost, and are
 * counted.
 */
export class SignalDelivery<Item extends object> {
  readonly #what: string;
  readonly #warnings: Warnings;
  readonly #journal: Journal<Item> | undefined;
  readonly #queue: DeliveryQueue<Item>;
  readonly #redelivery: Redelivery<Item> | undefined;
  /** The records that were read back from the journal and are not acknowledged yet. */
  readonly #reread = new WeakSet<Item>();
  readonly #counts = { exported: 0, failed: 0, dropped: 0, redelivered: 0 };

  constructor({ what, exporter, limits, journal, warnings }: SignalDeliveryParts<Item>) {
    this.#what = what;
    this.#warnings = warnings;
    this.#journal = journal;
    this.#queue = new DeliveryQueue(exporter, limits, {
      acknowledged: (items, refused) => this.#acknowledged(items, refused),
      refused: (_item, error) => this.#refused(1, error.message),
      turnedAway: (item) => this.#turnedAway(item),
      unavailable: (error) => this.#unavailable(error),
    });
    this.#redelivery =
      journal &&
      new Redelivery(journal, {
        room: () => this.#queue.room(),
        send: (item) => this.#sendAgain(item),
        lost: (count) => this.#drop(count),
      });
  }

  get counters(): SignalCounters {
    return { queued: this.#queue.size, deferred: this.#redelivery?.waiting ?? 0, ...this.#counts };
  }

  /** How many records ever came in: tells whether there is anything new since a flush. */
  get added(): number {
    return this.#queue.added;
  }

  add(item: Item): void {
    this.#queue.add(item);
  }

  /** Delivers all there is, from memory and from the journal; gives up as soon as the endpoint is unavailable. */
  async flush(): Promise<void> {
    while ((await this.#queue.flush()) && this.#redelivery?.isIdle === false) await this.#redelivery.run();
    this.#journal?.save();
  }

  /** Ends what is under way; it stays in memory. */
  abort(): void {
    this.#queue.abort();
    this.#journal?.save();
  }

  /** Leaves what is in memory to the journal. */
  async close(): Promise<void> {
    await this.#queue.close();
    this.#journal?.save();
  }

  #acknowledged(items: readonly Item[], refused: number): void {
    this.#counts.exported += items.length - refused;
    if (refused > 0) this.#refused(refused, 'the endpoint took a part of a batch');
    if (this.#journal === undefined) return;
    for (const item of items) if (this.#reread.delete(item)) this.#counts.redelivered += 1;
    this.#journal.acknowledge(items.flatMap((item) => this.#journal?.keysOf(item) ?? []));
    if (this.#redelivery?.isIdle === false) void this.#redelivery.run();
  }

  #refused(count: number, reason: string): void {
    this.#counts.failed += count;
    this.#warnings.warnOnce('RUNLIGHT_OTLP_REFUSED', `${this.#what} were refused: ${reason}`);
  }

  #turnedAway(item: Item): void {
    if (this.#redelivery?.leave(item) !== true) this.#drop(1);
  }

  #unavailable(error: Error): void {
    const kept = this.#journal === undefined ? '' : '. Runs are kept in the run directory and sent again';
    this.#warnings.warnOnce('RUNLIGHT_OTLP_UNAVAILABLE', `${error.message}${kept}.`);
  }

  #sendAgain(item: Item): void {
    this.#reread.add(item);
    this.#queue.add(item);
  }

  #drop(count: number): void {
    this.#counts.dropped += count;
    this.#warnings.warnOnce(
      'RUNLIGHT_TELEMETRY_DROPPED',
      `${this.#what} were dropped: the OTLP endpoint did not take them in time, and they are in no run directory`,
    );
  }
}
