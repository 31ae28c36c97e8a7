import { diag } from '@opentelemetry/api';
import type { JournalKey } from '@runlight/run-dir';

import { Backlog, type MissedRecords } from './backlog.ts';

/** The part of the run directories that holds one signal's records. */
export interface Journal<Item> {
  /** The events that stand for a record, the one that identifies it last; none for records that are in no journal. */
  keysOf(item: Item): JournalKey[];
  /** The records that stand in a run's journal, in its order. */
  records(runId: string): AsyncIterable<Item>;
  /** Notes that records were acknowledged, so that nobody sends them again. */
  acknowledge(keys: readonly JournalKey[]): void;
  /** Writes down at once what was acknowledged; otherwise that takes a second. */
  save(): void;
}

/** Where records go that were read back. */
export interface Sender<Item> {
  /** Resolves when there is room; with false if the endpoint is unavailable. */
  room(): Promise<boolean>;
  send(item: Item): void;
  /** The journal does not hold what it should: it could not be written or read, or was deleted. */
  lost(count: number): void;
}

/** Sends records once more that had no room in memory: reads them back from the journal, as fast as they are taken. */
export class Redelivery<Item> {
  readonly #journal: Journal<Item>;
  readonly #sender: Sender<Item>;
  readonly #backlog = new Backlog();
  #underWay: Promise<void> | undefined;
  /** How many records wait in the journal. */
  waiting = 0;

  constructor(journal: Journal<Item>, sender: Sender<Item>) {
    this.#journal = journal;
    this.#sender = sender;
  }

  get isIdle(): boolean {
    return this.#backlog.isEmpty && this.#underWay === undefined;
  }

  /** Leaves a record to the journal, by its events; false if it is in none. */
  leave(item: Item): boolean {
    const [first, ...others] = this.#journal.keysOf(item);
    if (first === undefined) return false;
    this.waiting += 1;
    this.#backlog.add([first, ...others]);
    return true;
  }

  /** Sends what waits; resolves when nothing does any more, or when the endpoint is unavailable. */
  run(): Promise<void> {
    this.#underWay ??= this.#sendAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #sendAll(): Promise<void> {
    for (let run = this.#backlog.takeRun(); run !== undefined; run = this.#backlog.takeRun()) {
      const progress = { found: 0, isAvailable: true };
      try {
        await this.#sendRun(run.runId, run.missed, progress);
      } catch (error) {
        diag.warn(`The journal of run ${run.runId} could not be read`, error);
      }
      const lost = run.missed.size - progress.found;
      this.waiting -= lost;
      if (lost > 0) this.#sender.lost(lost);
      if (!progress.isAvailable) return; // what is left of the backlog waits for the next run
    }
  }

  async #sendRun(
    runId: string,
    missed: MissedRecords,
    progress: { found: number; isAvailable: boolean },
  ): Promise<void> {
    for await (const item of this.#journal.records(runId)) {
      const key = this.#journal.keysOf(item).at(-1);
      if (key === undefined || !missed.has(key)) continue;
      progress.found += 1;
      progress.isAvailable &&= await this.#sender.room();
      this.waiting -= 1;
      if (progress.isAvailable) this.#sender.send(item);
      else this.leave(item);
    }
  }
}
