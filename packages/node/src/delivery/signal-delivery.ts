import type { Warnings } from '../warnings.ts';
import type { Backoff } from './backoff.ts';
import { Backlog, type MissedEvents } from './backlog.ts';
import { DeliveryQueue, type BatchExporter, type DeliveryQueueLimits } from './delivery-queue.ts';
import type { JournalKey } from './journal-key.ts';

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

/** The part of the run directories that holds one signal's records for as long as they are not acknowledged. */
export interface Journal<Item> {
  keyOf(item: Item): JournalKey | undefined;
  /** The records that stand in a run's journal, in its order. */
  records(runId: string): AsyncIterable<Item>;
  /** Notes that records were acknowledged, so that nobody sends them again. */
  acknowledge(keys: readonly JournalKey[]): void;
}

export interface SignalDeliveryParts<Item> {
  /** `spans` or `log records`, for messages. */
  readonly what: string;
  readonly exporter: BatchExporter<Item>;
  readonly limits: DeliveryQueueLimits;
  readonly journal: Journal<Item> | undefined;
  readonly warnings: Warnings;
  readonly backoff?: Backoff | undefined;
}

/**
 * Delivers one signal's records at least once as long as the process lives: from memory, and what did not fit there from
 * the journal, as soon as the endpoint acknowledges again. Only records that are in no journal can be lost, and are
 * counted.
 */
export class SignalDelivery<Item extends object> {
  readonly #parts: SignalDeliveryParts<Item>;
  readonly #queue: DeliveryQueue<Item>;
  readonly #backlog = new Backlog();
  /** The records that were read back from the journal and are not acknowledged yet. */
  readonly #reread = new WeakSet<Item>();
  #redelivery: Promise<void> | undefined;
  readonly #counts = { deferred: 0, exported: 0, failed: 0, dropped: 0, redelivered: 0 };

  constructor(parts: SignalDeliveryParts<Item>) {
    this.#parts = parts;
    this.#queue = new DeliveryQueue(
      parts.exporter,
      parts.limits,
      {
        acknowledged: (items) => this.#acknowledged(items),
        refused: (_item, error) => this.#refused(error),
        turnedAway: (item) => this.#turnedAway(item),
        unavailable: (error) => this.#unavailable(error),
      },
      parts.backoff,
    );
  }

  get counters(): SignalCounters {
    return { queued: this.#queue.size, ...this.#counts };
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
    while (await this.#queue.flush()) {
      if (this.#backlog.isEmpty && this.#redelivery === undefined) return;
      await this.#redeliver();
    }
  }

  abort(): void {
    this.#queue.abort();
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  #acknowledged(items: readonly Item[]): void {
    this.#counts.exported += items.length;
    const { journal } = this.#parts;
    if (journal === undefined) return;
    const keys: JournalKey[] = [];
    for (const item of items) {
      const key = journal.keyOf(item);
      if (key !== undefined) keys.push(key);
      if (this.#reread.delete(item)) this.#counts.redelivered += 1;
    }
    journal.acknowledge(keys);
    if (!this.#backlog.isEmpty) void this.#redeliver();
  }

  #refused(error: Error): void {
    this.#counts.failed += 1;
    this.#parts.warnings.warnOnce(
      'RUNLIGHT_OTLP_REFUSED',
      `${this.#parts.what} were refused: ${error.message}`,
    );
  }

  #turnedAway(item: Item): void {
    const key = this.#parts.journal?.keyOf(item);
    if (key === undefined) {
      this.#drop(1);
      return;
    }
    this.#counts.deferred += 1;
    this.#backlog.add(key);
  }

  #drop(count: number): void {
    this.#counts.dropped += count;
    this.#parts.warnings.warnOnce(
      'RUNLIGHT_TELEMETRY_DROPPED',
      `${this.#parts.what} were dropped: the OTLP endpoint did not take them in time, and they are in no run directory`,
    );
  }

  #unavailable(error: Error): void {
    const kept =
      this.#parts.journal === undefined ? '' : ' Runs are kept in the run directory and sent again.';
    this.#parts.warnings.warnOnce('RUNLIGHT_OTLP_UNAVAILABLE', `${error.message}.${kept}`);
  }

  #redeliver(): Promise<void> {
    this.#redelivery ??= this.#redeliverAll().finally(() => {
      this.#redelivery = undefined;
    });
    return this.#redelivery;
  }

  async #redeliverAll(): Promise<void> {
    for (let run = this.#backlog.takeRun(); run !== undefined; run = this.#backlog.takeRun()) {
      if (!(await this.#readBack(run.runId, run.missed))) return; // the next acknowledgement goes on with it
    }
  }

  /** Queues what was missed of a run once more; false if the endpoint went away meanwhile. */
  async #readBack(runId: string, missed: MissedEvents): Promise<boolean> {
    let isAvailable = true;
    let found = 0;
    for await (const item of this.#parts.journal?.records(runId) ?? []) {
      const key = this.#parts.journal?.keyOf(item);
      if (key === undefined || !missed.has(key)) continue;
      found += 1;
      isAvailable &&= await this.#queue.room();
      if (isAvailable) {
        this.#counts.deferred -= 1;
        this.#reread.add(item);
        this.#queue.add(item);
      } else {
        this.#backlog.add(key);
      }
    }
    const lost = missed.size - found; // the journal could not be written, or was deleted
    this.#counts.deferred -= lost;
    if (lost > 0) this.#drop(lost);
    return isAvailable;
  }
}
