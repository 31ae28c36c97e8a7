import { readEvents } from '@runlight/run-dir';
import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { readRunFrom, reasonsOf } from '../read-report.ts';
import { eventLine } from '../render/event-lines.ts';
import { liveView } from '../render/live-view.ts';
import { printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { printLines, sizeOf, type Terminal } from '../terminal.ts';
import { lastOf } from '../last-of.ts';
import { hintFor } from '../render/hint.ts';
import { exitCodeOf } from '../watch/outcome.ts';
import { watchAsLines } from '../watch/watch-as-lines.ts';
import { watchLive } from '../watch/watch-live.ts';

interface StatusOptions extends CommonOptions {
  readonly watch?: true;
}

const EVENTS_SHOWN = 5;

export function statusCommand(cli: Cli): Command {
  return defineCommand('status <run>', {
    summary: 'Tell how a run is, once or until it is over',
    examples: [
      ['status latest --watch', 'a live view, until the run is completed, failed or blocked'],
      ['status run_01K8S --watch | jq -r .status', 'one JSON line per change'],
      ['status latest --json', 'what is in status.json, brought up to date'],
    ],
    exitCodes: [
      [0, 'completed'],
      [1, 'failed, cancelled, timed out or lost'],
      [2, 'blocked or stalled'],
      [3, 'not over: queued, running, waiting (never with --watch)'],
      [130, '--watch was left with Ctrl-C; the run goes on'],
    ],
    json: 'print what is in status.json; with --watch one line per change',
  })
    .option('-w, --watch', 'follow the run: a live view on a terminal, else one JSON line per change')
    .action(
      withExitCode(cli, (reference: string, options: StatusOptions) =>
        status(reference, options, cli.terminal),
      ),
    );
}

async function status(reference: string, options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const directory = resolveRun(reference, options, terminal);
  const run = readRunFrom(directory, terminal);
  if (options.watch) {
    return terminal.interactive && !options.json
      ? watchLive(directory, terminal)
      : watchAsLines(directory, terminal);
  }
  if (options.json) printLines(terminal, [printableJson(run.status, 2)]);
  else {
    const { columns } = sizeOf(terminal);
    const now = terminal.now();
    const events = lastOf(readEvents(directory), EVENTS_SHOWN);
    const view = {
      status: run.status,
      reasons: await reasonsOf(run, now),
      latest: events.map((event) => eventLine(event, terminal.colors)),
      hint: hintFor(run.status),
    };
    printLines(terminal, liveView(view, { columns, rows: 100, colors: terminal.colors, now }));
  }
  return exitCodeOf(run.status);
}
