import { markSeen, type SeenEvents } from '@runlight/contract';
import type { JournalKey } from '@runlight/run-dir';

/**
 * Records of one run that were not delivered, by their events: ranges per producer. Since all events of a span are noted,
 * a million missed steps in a row are one range.
 */
export class MissedRecords {
  readonly #byProducer = new Map<string, SeenEvents>();
  /** How many records were added. */
  size = 0;

  add(keys: readonly JournalKey[]): void {
    this.size += 1;
    for (const { producer, seq } of keys) {
      let ranges = this.#byProducer.get(producer);
      if (ranges === undefined) this.#byProducer.set(producer, (ranges = []));
      markSeen(ranges, seq);
    }
  }

  has({ producer, seq }: JournalKey): boolean {
    const ranges = this.#byProducer.get(producer);
    return ranges !== undefined && ranges.some(([from, to]) => from <= seq && seq < to);
  }
}

/** What was not delivered and stands in a journal: by run, oldest run first. */
export class Backlog {
  readonly #runs = new Map<string, MissedRecords>();

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  /** Notes a record by its events; they are of one run. */
  add(keys: readonly [JournalKey, ...JournalKey[]]): void {
    const [{ runId }] = keys;
    let missed = this.#runs.get(runId);
    if (missed === undefined) this.#runs.set(runId, (missed = new MissedRecords()));
    missed.add(keys);
  }

  /** Takes the run that has waited longest out; records of it that are missed from now on are a new entry. */
  takeRun(): { readonly runId: string; readonly missed: MissedRecords } | undefined {
    for (const [runId, missed] of this.#runs) {
      this.#runs.delete(runId);
      return { runId, missed };
    }
    return undefined;
  }
}
