import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readReport, runAsJson } from '../read-report.ts';
import { printableJson } from '../render/printable.ts';
import { runReport } from '../render/run-report.ts';
import { resolveRun } from '../resolve-run.ts';
import { printLines, sizeOf, type Terminal } from '../terminal.ts';

interface ShowOptions extends CommonOptions {
  readonly all?: true;
}

export function showCommand(cli: Cli): Command {
  return defineCommand('show <run>', {
    summary: 'Show what happened in a run and why, on one screen',
    examples: [
      ['show latest', 'the latest run'],
      ['show run_01K8S --all', 'every step, however many'],
    ],
    exitCodes: [[0, 'whatever came of the run']],
    json: 'print the run, its steps and why, in the run management data model',
    notes: [
      'Many steps of one name are folded into one line. On a terminal the rest is cut to fit the screen; what',
      'failed stays.',
    ].join('\n'),
  })
    .option('--all', 'every step, and as many lines as it takes')
    .action(
      withExitCode(cli, (reference: string, options: ShowOptions) => show(reference, options, cli.terminal)),
    );
}

async function show(reference: string, options: ShowOptions, terminal: Terminal): Promise<ExitCode> {
  const directory = resolveRun(reference, options, terminal);
  if (options.json) {
    printLines(terminal, [printableJson(await runAsJson(directory, terminal), 2)]);
    return EXIT.ok;
  }
  const { columns, rows } = sizeOf(terminal);
  const screen = terminal.interactive ? rows - 1 : null; // the shell's prompt needs a line too
  const report = await readReport(directory, terminal);
  printLines(
    terminal,
    runReport(report, {
      columns,
      rows: options.all ? 'all' : screen,
      colors: terminal.colors,
      now: terminal.now(),
    }),
  );
  return EXIT.ok;
}
