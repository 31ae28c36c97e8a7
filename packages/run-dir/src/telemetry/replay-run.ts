import { renameSync } from 'node:fs';
import { join } from 'node:path';

import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

import { FILES } from '../layout.ts';
import { createFile, isDirectory } from '../plain-files.ts';
import { RunDirError } from '../run-dir-error.ts';
import { RunLock } from '../run-lock.ts';
import { DeliveryRecord, type Signal } from './delivery-record.ts';
import { exportBatch, isRefusal } from './export-batch.ts';
import { keyOf, type JournalKey } from './journal-source.ts';
import { journalledRecords } from './log-records-of.ts';
import { journalledSpans } from './spans-of.ts';

export interface ReplayExporters {
  /** A signal without an exporter is not sent. They are not shut down here. */
  readonly logExporter?: LogRecordExporter;
  readonly spanExporter?: SpanExporter;
}

export interface ReplayOptions extends ReplayExporters {
  /** How many records go into one request. Default 512. */
  readonly batchSize?: number;
  /** Stops after the batch that is under way. */
  readonly signal?: AbortSignal;
}

export interface SignalReplay {
  /** Acknowledged now. */
  readonly sent: number;
  /** Acknowledged earlier, and not sent again. */
  readonly alreadyDelivered: number;
  /** Refused by the backend for what they are. */
  readonly refused: number;
}

export interface ReplayResult {
  readonly directory: string;
  readonly logs: SignalReplay;
  readonly spans: SignalReplay;
  /** `busy`: another process replays this run. `interrupted`: the rest is sent next time. */
  readonly outcome: 'done' | 'busy' | 'interrupted';
  /** Why it was interrupted, if not by the signal. */
  readonly error?: Error;
}

interface Item<T> {
  /** The events that stand for it; the last one identifies it. */
  readonly keys: readonly JournalKey[];
  readonly payload: T;
}

const NOTHING: SignalReplay = { sent: 0, alreadyDelivered: 0, refused: 0 };

/**
 * Sends what a backend has not acknowledged of a run, with the original ids and timestamps, and notes batch by batch what
 * it acknowledges: interrupted anywhere and started again, it goes on where it was.
 *
 * Of an open run everything is sent that is in its journal already; the root span follows when it has ended. Throws
 * `run_not_found`, `unsafe_path` and system errors; a backend that is away is no error but an `interrupted` result.
 */
export async function replayRun(directory: string, options: ReplayOptions): Promise<ReplayResult> {
  if (!isDirectory(directory)) throw new RunDirError('run_not_found', `No run directory: ${directory}`);
  const lock = RunLock.take(join(directory, FILES.replayLock));
  if (lock === undefined) return { directory, logs: NOTHING, spans: NOTHING, outcome: 'busy' };
  try {
    return await new Replay(directory, options, lock).run();
  } finally {
    lock.release();
  }
}

class Replay {
  readonly #directory: string;
  readonly #options: ReplayOptions;
  readonly #lock: RunLock;
  readonly #delivered: DeliveryRecord;
  #saves = 0;

  constructor(directory: string, options: ReplayOptions, lock: RunLock) {
    this.#directory = directory;
    this.#options = options;
    this.#lock = lock;
    this.#delivered = DeliveryRecord.of(directory);
  }

  async run(): Promise<ReplayResult> {
    const { logExporter, spanExporter } = this.#options;
    const counts = { logs: { ...NOTHING }, spans: { ...NOTHING } };
    const result = (rest: Pick<ReplayResult, 'outcome' | 'error'>): ReplayResult => ({
      directory: this.#directory,
      ...counts,
      ...rest,
    });
    try {
      const complete =
        (logExporter === undefined ||
          (await this.#send('logs', this.#records(), logExporter, counts.logs))) &&
        (spanExporter === undefined ||
          (await this.#send('spans', this.#spans(), spanExporter, counts.spans)));
      return result({ outcome: complete ? 'done' : 'interrupted' });
    } catch (error) {
      if (error instanceof ExportFailure) return result({ outcome: 'interrupted', error: error.reason });
      throw error;
    }
  }

  *#records() {
    for (const { event, record } of journalledRecords(this.#directory))
      yield { keys: [keyOf(event)], payload: record };
  }

  *#spans() {
    for (const { keys, span } of journalledSpans(this.#directory)) yield { keys, payload: span };
  }

  /** False if the signal stopped it. */
  async #send<T>(
    signal: Signal,
    items: Iterable<Item<T>>,
    exporter: Parameters<typeof exportBatch<T>>[0],
    counts: { -readonly [Name in keyof SignalReplay]: SignalReplay[Name] },
  ): Promise<boolean> {
    const batchSize = this.#options.batchSize ?? 512;
    const send = async (batch: readonly Item<T>[]): Promise<void> => {
      const error = await exportBatch(
        exporter,
        batch.map(({ payload }) => payload),
      );
      if (error === undefined) {
        counts.sent += batch.length;
        this.#save(signal, batch);
      } else if (!isRefusal(error)) {
        throw new ExportFailure(error);
      } else if (batch.length === 1) {
        counts.refused += 1;
      } else {
        const half = Math.ceil(batch.length / 2); // one bad record must not hold up the others
        await send(batch.slice(0, half));
        await send(batch.slice(half));
      }
    };
    let batch: Item<T>[] = [];
    for (const item of items) {
      const key = item.keys.at(-1);
      if (key !== undefined && this.#delivered.has(signal, key)) {
        counts.alreadyDelivered += 1;
        continue;
      }
      batch.push(item);
      if (batch.length < batchSize) continue;
      await send(batch);
      batch = [];
      if (this.#options.signal?.aborted === true) return false;
    }
    if (batch.length > 0) await send(batch);
    return this.#options.signal?.aborted !== true;
  }

  /** Written before the next batch goes out. The process that lives may have noted more meanwhile. */
  #save(signal: Signal, batch: readonly Item<unknown>[]): void {
    for (const { keys } of batch) for (const key of keys) this.#delivered.add(signal, key);
    this.#delivered.addAll(DeliveryRecord.of(this.#directory));
    this.#saves += 1;
    const path = join(this.#directory, FILES.delivery);
    const temporary = join(this.#directory, `.${FILES.delivery}.${process.pid}-replay-${this.#saves}.tmp`);
    createFile(temporary, this.#delivered.text(), { mode: 0o600 });
    renameSync(temporary, path);
    this.#lock.touch();
  }
}

class ExportFailure extends Error {
  readonly reason: Error;

  constructor(reason: Error) {
    super(reason.message, { cause: reason });
    this.reason = reason;
  }
}
