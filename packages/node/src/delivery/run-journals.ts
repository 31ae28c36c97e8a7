import { setImmediate as nextTurn } from 'node:timers/promises';

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { logRecordsOf, runDirectoryOf, spansOf, type RunDirectory } from '@runlight/run-dir';

import { keysOfLogRecord, keysOfSpan } from './journal-keys.ts';
import type { Journal } from './redelivery.ts';

/** The run directories as the journal of spans. */
export function spanJournal({ root, ledger }: RunDirectory): Journal<ReadableSpan> {
  return {
    keysOf: keysOfSpan,
    records: (runId) => inPieces(spansOf(runDirectoryOf(root, runId))),
    acknowledge: (keys) => ledger.acknowledge('spans', keys),
    save: () => ledger.flush(),
  };
}

/** The run directories as the journal of log records. */
export function logRecordJournal({ root, ledger }: RunDirectory): Journal<ReadableLogRecord> {
  return {
    keysOf: keysOfLogRecord,
    records: (runId) => inPieces(logRecordsOf(runDirectoryOf(root, runId))),
    acknowledge: (keys) => ledger.acknowledge('logs', keys),
    save: () => ledger.flush(),
  };
}

const PIECE = 256;

/** Lets the application have its turn while a long journal is read. */
async function* inPieces<T>(records: Iterable<T>): AsyncGenerator<T, void, undefined> {
  let count = 0;
  for (const record of records) {
    count += 1;
    if (count % PIECE === 0) await nextTurn(undefined, { ref: false });
    yield record;
  }
}
