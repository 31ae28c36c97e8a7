import type { RunEvent } from '@runlight/contract';
import { followRun, readEvents } from '@runlight/run-dir';
import { InvalidArgumentError, type Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { lastOf } from '../last-of.ts';
import { parseCount } from '../parse-options.ts';
import { eventLine } from '../render/event-lines.ts';
import { printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { printLines, type Terminal } from '../terminal.ts';
import { interruption } from '../watch/follow-until-over.ts';

interface TailOptions extends CommonOptions {
  readonly follow?: true;
  readonly lines: number;
}

export function tailCommand(cli: Cli): Command {
  return defineCommand('tail <run>', {
    summary: 'Print a run’s latest events as sentences',
    examples: [
      ['tail latest -f', 'and go on until the run ends'],
      ['tail latest -n all --json', 'all events, one JSON object per line'],
    ],
    exitCodes: [
      [0, 'whatever the events say'],
      [130, '--follow was left with Ctrl-C'],
    ],
    json: 'print the events, one JSON object per line',
  })
    .option('-f, --follow', 'print what is added, until the run ends')
    .option('-n, --lines <count>', 'how many of the latest events to begin with, or "all"', parseLines, 20)
    .action(
      withExitCode(cli, (reference: string, options: TailOptions) => tail(reference, options, cli.terminal)),
    );
}

async function tail(reference: string, options: TailOptions, terminal: Terminal): Promise<ExitCode> {
  const directory = resolveRun(reference, options, terminal);
  const print = (events: readonly RunEvent[]): void =>
    printLines(
      terminal,
      events.map((event) => (options.json ? printableJson(event) : eventLine(event, terminal.colors))),
    );
  if (!options.follow) {
    print(lastOf(readEvents(directory), options.lines));
    return EXIT.ok;
  }
  const leave = interruption();
  let first = true;
  for await (const { events } of followRun(directory, { signal: leave.signal })) {
    print(first ? lastOf(events, options.lines) : events);
    first = false;
  }
  leave.stop();
  return leave.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

function parseLines(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  try {
    return parseCount(text);
  } catch {
    throw new InvalidArgumentError('Write a whole number, or "all".');
  }
}
