import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { readAccount } from './account.ts';
import { crashedRuns } from './crashed-run.ts';
import { DirectoryWatch } from './directory-watch.ts';
import {
  hasBegun,
  invalidDirectories,
  missingEvents,
  saidEnd,
  tornLines,
  touchedRuns,
  wrongRecoveries,
  wrongRootSpans,
  wrongStates,
  type Faults,
} from './examine-crash.ts';
import type { Recoverers } from './recoverers.ts';

const LOAD = fileURLToPath(new URL('invoice-load.ts', import.meta.url));

/** What a crash and the recovery after it showed. */
export interface CrashReport {
  readonly figures: {
    readonly runs: number;
    readonly events: number;
    readonly endedBefore: number;
    readonly lost: number;
    /** Killed after a run had said how it ended and before all of its end was written. */
    readonly endCompleted: number;
    readonly tornLines: number;
    readonly filesRead: number;
    readonly manifestsRead: number;
  };
  readonly faults: {
    readonly unreadable: Faults;
    readonly missing: Faults;
    readonly torn: Faults;
    readonly states: Faults;
    readonly recoveries: Faults;
    readonly touched: Faults;
    readonly invalid: Faults;
    readonly rootSpans: Faults;
  };
}

/** Starts a process under load, kills it after a while, recovers what it left, and examines all of it. */
export async function crash(delayMs: number, recoverers: Recoverers): Promise<CrashReport> {
  const directory = mkdtempSync(join(tmpdir(), 'runlight-crash-'));
  const root = join(directory, 'runs');
  const watch = new DirectoryWatch(root);
  await killUnderLoad(directory, delayMs, watch);

  const runs = crashedRuns(root, readAccount(join(directory, 'account.ndjson')));
  const missing = missingEvents(runs);
  const torn = tornLines(runs);
  const states = wrongStates(runs);
  const recovered = (await recoverers.recoverAtOnce(root)).flat();
  const recoveredLater = (await recoverers.recoverAtOnce(root)).flat();

  const begun = runs.filter(hasBegun);
  const open = begun.filter(({ journal }) => !journal.hasEnded);
  const lost = open.filter((run) => saidEnd(run) === undefined);
  const report: CrashReport = {
    figures: {
      runs: begun.length,
      events: begun.reduce((sum, { journal }) => sum + journal.events.length, 0),
      endedBefore: begun.length - open.length,
      lost: lost.length,
      endCompleted: open.length - lost.length,
      tornLines: runs.filter(({ journal }) => journal.isCutOff).length,
      filesRead: Object.values(watch.reads).reduce((sum, reads) => sum + reads, 0),
      manifestsRead: watch.reads['manifest.json'],
    },
    faults: {
      unreadable: watch.faults,
      missing,
      torn,
      states,
      recoveries: wrongRecoveries(runs, recovered, recoveredLater),
      touched: touchedRuns(runs),
      invalid: invalidDirectories(runs),
      rootSpans: wrongRootSpans(runs, recovered),
    },
  };
  const isClean = Object.values(report.faults).every((faults) => faults.length === 0);
  if (isClean) rmSync(directory, { recursive: true }); // else it is needed to find out why
  return report;
}

async function killUnderLoad(directory: string, delayMs: number, watch: DirectoryWatch): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=@runlight/source', LOAD, directory], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const dead = new AbortController();
  await Promise.race([once(child.stdout, 'data'), closed]);
  const watching = watch.watchUntil(dead.signal);
  await pass(delayMs);
  child.kill('SIGKILL');
  await closed;
  dead.abort();
  await watching;
  if (child.signalCode !== 'SIGKILL') throw new Error(`The process ended by itself, with ${child.exitCode}`);
}
