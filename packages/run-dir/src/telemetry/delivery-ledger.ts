import { resolve } from 'node:path';

import { FILES, runDirectoryOf } from '../layout.ts';
import { isDirectory } from '../plain-files.ts';
import { Documents, type DocumentOptions } from '../write/documents.ts';
import { DeliveryRecord, type Signal } from './delivery-record.ts';
import type { JournalKey } from './journal-source.ts';

const SAVE_AFTER_MS = 1000;

interface Unsaved {
  readonly directory: string;
  readonly record: DeliveryRecord;
  readonly documents: Documents;
}

/**
 * Notes in the runs' directories what a backend has acknowledged while the process lives, so that `replayRun` does not
 * send it again.
 *
 * Written about a second later and when the process exits, added to what others noted. What is lost with a killed process
 * is sent twice, under the same event ids. Never throws; runs without a directory are passed over.
 */
export class DeliveryLedger {
  readonly #root: string;
  readonly #options: DocumentOptions;
  readonly #unsaved = new Map<string, Unsaved>();
  #timer: NodeJS.Timeout | undefined;

  constructor(root: string, options: DocumentOptions) {
    this.#root = resolve(root);
    this.#options = options;
  }

  acknowledge(signal: Signal, keys: Iterable<JournalKey>): void {
    for (const key of keys) {
      const unsaved = this.#of(key.runId);
      unsaved?.record.add(signal, key);
      if (unsaved?.documents.dirty === false) this.#put(key.runId, unsaved);
    }
    if (this.#unsaved.size > 0) this.#timer ??= setTimeout(() => this.#save(), SAVE_AFTER_MS).unref();
  }

  /** Writes what is not written yet, before it returns. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { documents } of this.#unsaved.values()) documents.writeAll();
  }

  #of(runId: string): Unsaved | undefined {
    const known = this.#unsaved.get(runId);
    if (known !== undefined) return known;
    const directory = runDirectoryOf(this.#root, runId);
    if (!isDirectory(directory)) return undefined;
    const unsaved: Unsaved = {
      directory,
      record: new DeliveryRecord(),
      documents: new Documents(directory, this.#options),
    };
    this.#unsaved.set(runId, unsaved);
    return unsaved;
  }

  #put(runId: string, { directory, record, documents }: Unsaved): void {
    documents.put(FILES.delivery, {
      render: () => {
        const known = DeliveryRecord.of(directory); // others note theirs in the same file
        known.addAll(record);
        return known.text();
      },
      settled: () => {
        if (!documents.dirty) this.#unsaved.delete(runId);
      },
    });
  }

  #save(): void {
    this.#timer = undefined;
    for (const { documents } of this.#unsaved.values()) documents.refresh();
  }
}
