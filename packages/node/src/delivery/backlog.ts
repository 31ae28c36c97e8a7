import { markSeen, type SeenEvents } from '@runlight/contract';

import type { JournalKey } from './journal-key.ts';

/** Events of one run that were not delivered: ranges per producer, so that a million of them in a row are one range. */
export class MissedEvents {
  size = 0;
  readonly #byProducer = new Map<string, SeenEvents>();

  add({ producer, seq }: JournalKey): void {
    let ranges = this.#byProducer.get(producer);
    if (ranges === undefined) this.#byProducer.set(producer, (ranges = []));
    if (markSeen(ranges, seq)) this.size += 1;
  }

  has({ producer, seq }: JournalKey): boolean {
    const ranges = this.#byProducer.get(producer);
    return ranges !== undefined && ranges.some(([from, to]) => from <= seq && seq < to);
  }
}

/** What was not delivered and stands in a journal: by run, oldest run first. */
export class Backlog {
  readonly #runs = new Map<string, MissedEvents>();

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  add(key: JournalKey): void {
    let missed = this.#runs.get(key.runId);
    if (missed === undefined) this.#runs.set(key.runId, (missed = new MissedEvents()));
    missed.add(key);
  }

  /** Takes the run that has waited longest out; events of it that are missed from now on are a new entry. */
  takeRun(): { readonly runId: string; readonly missed: MissedEvents } | undefined {
    for (const [runId, missed] of this.#runs) {
      this.#runs.delete(runId);
      return { runId, missed };
    }
    return undefined;
  }
}
