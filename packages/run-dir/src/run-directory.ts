import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { RunStore } from '@runlight/contract';

import { defaultRunsRoot } from './layout.ts';
import { ensureDirectory } from './plain-files.ts';
import { systemCodeOf } from './run-dir-error.ts';
import { DirectoryRunStore } from './store/directory-run-store.ts';
import { DeliveryLedger } from './telemetry/delivery-ledger.ts';
import { OpenStreams } from './write/event-stream.ts';
import { Losses, type RunDirectoryStats } from './write/losses.ts';
import { RenameQueue } from './write/rename-queue.ts';
import { RunLogProcessor } from './write/run-log-processor.ts';
import { RunWriters } from './write/run-writers.ts';
import type { WriteSettings } from './write/settings.ts';

export interface RunDirectoryOptions {
  /** Where the run directories are made. Default: `$RUNLIGHT_RUNS_DIR`, else `./runs`. */
  readonly root?: string;
  /** Permissions of what is made. Default 0700 and 0600: a run's content is nobody else's business. */
  readonly directoryMode?: number;
  readonly fileMode?: number;
}

export interface RunDirectory {
  /** Absolute. */
  readonly root: string;
  /** To be added to a LoggerProvider, before processors that change records. */
  readonly processor: LogRecordProcessor;
  /** To be given to the SDK: `setRunStore(store)`. */
  readonly store: RunStore;
  /** Notes what a telemetry backend has acknowledged, so that it is not sent again from the journal. */
  readonly ledger: DeliveryLedger;
  readonly stats: () => RunDirectoryStats;
}

const MAX_OPEN_STREAMS = 256;

/**
 * Keeps every run of this process in a directory of its own, complete at any moment, also when the process is killed.
 *
 * Never throws into the code that runs, here or later: what could not be written is counted in `stats()` and told once
 * through `diag`. What is not written yet is written when the process exits; `processor.shutdown()` ends it earlier.
 */
export function createRunDirectory(options: RunDirectoryOptions = {}): RunDirectory {
  const root = resolve(options.root ?? defaultRunsRoot());
  const directoryMode = options.directoryMode ?? 0o700;
  const losses = new Losses();
  const settings: WriteSettings = {
    root,
    directoryMode,
    fileMode: options.fileMode ?? 0o600,
    losses,
    renames: new RenameQueue(),
    open: new OpenStreams(MAX_OPEN_STREAMS),
    prepare: (directory) => prepareDirectory(root, directory, directoryMode),
  };
  const writers = new RunWriters(settings);
  const store = new DirectoryRunStore(settings, writers);
  const ledger = new DeliveryLedger(root, settings);
  const flush = (): void => {
    writers.flush();
    ledger.flush();
  };
  process.on('exit', flush);
  const close = (): void => {
    process.off('exit', flush);
    writers.close();
    store.close();
    ledger.flush();
  };
  const processor = new RunLogProcessor(writers, losses, close);
  return { root, processor, store, ledger, stats: () => losses.stats() };
}

function prepareDirectory(root: string, directory: string, mode: number): void {
  try {
    ensureDirectory(directory, mode);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    mkdirSync(root, { recursive: true, mode });
    ensureDirectory(directory, mode);
  }
}
