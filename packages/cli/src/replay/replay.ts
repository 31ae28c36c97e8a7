import { setTimeout as pause } from 'node:timers/promises';

import { replayRun, runDirectories, type ReplayExporters, type ReplayResult } from '@runlight/run-dir';
import { createLogUpdate } from 'log-update';

import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { existingRunsDirectory } from '../runs-directory.ts';
import { printLines, type Terminal } from '../terminal.ts';
import { interruption } from '../watch/follow-until-over.ts';
import { configuredExporters } from './configured-exporters.ts';
import { DeliveredRuns } from './delivered-runs.ts';
import type { ReplayOptions } from './replay-options.ts';
import { isNews, ReplayTotals } from './replay-totals.ts';

const LOOK_AGAIN_MS = 5000;

type Send = (directory: string) => Promise<ReplayResult>;

/** Sends what is missing of one run or of all, once or again and again. Gives the exit code. */
export async function replay(
  reference: string | undefined,
  options: ReplayOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const exporters = exportersToUse();
  const directories = directoriesFor(reference, options, terminal);
  const leave = interruption();
  const delivered = new DeliveredRuns();
  const send: Send = (directory) => replayRun(directory, { ...exporters, signal: leave.signal });
  let wasAway = false;
  for (;;) {
    const missing = directories().filter((directory) => !delivered.has(directory));
    const totals = await sendAll(missing, send, options, terminal);
    for (const directory of totals.done) delivered.add(directory);
    const isAway = totals.failure !== undefined;
    const isTold = options.watch ? totals.sent > 0 || isAway !== wasAway : true;
    if (isTold && !options.json) printLines(terminal, totals.sentences().map(oneLine));
    wasAway = isAway;
    if (options.watch) await pause(LOOK_AGAIN_MS, undefined, { signal: leave.signal }).catch(() => undefined);
    if (leave.signal.aborted) return EXIT.interrupted;
    if (options.watch) continue;
    leave.stop();
    return totals.isComplete ? EXIT.ok : EXIT.no;
  }
}

function exportersToUse(): ReplayExporters {
  const exporters = configuredExporters();
  if (Object.keys(exporters).length > 0) return exporters;
  throw new CliError(
    'no_endpoint',
    'No telemetry backend is configured. Set OTEL_EXPORTER_OTLP_ENDPOINT, for example to http://localhost:4318',
    { exitCode: EXIT.usage },
  );
}

/** The run that was asked for; without one all that there are, looked up anew each time. */
function directoriesFor(
  reference: string | undefined,
  options: ReplayOptions,
  terminal: Terminal,
): () => string[] {
  if (reference === undefined) {
    const root = existingRunsDirectory(options, terminal);
    return () => runDirectories(root);
  }
  const directory = resolveRun(reference, options, terminal);
  return () => [directory];
}

async function sendAll(
  directories: readonly string[],
  send: Send,
  { json }: ReplayOptions,
  terminal: Terminal,
): Promise<ReplayTotals> {
  const totals = new ReplayTotals();
  const progress = terminal.stderr.isTTY && !json ? createLogUpdate(terminal.stderr) : undefined;
  for (const [index, directory] of directories.entries()) {
    progress?.(`Replaying run ${index + 1} of ${directories.length}, ${totals.sent} records sent`);
    const result = await send(directory);
    totals.add(result);
    if (json && isNews(result))
      printLines(terminal, [printableJson({ ...result, error: result.error?.message })]);
    if (result.outcome === 'interrupted') break; // what is away is away for the others too
  }
  progress?.clear();
  return totals;
}
