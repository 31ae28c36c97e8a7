import { RUN_STATUSES, type RunStatus, type StatusFile } from '@runlight/contract';
import { listRuns, runDirectoryOf } from '@runlight/run-dir';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { collect, parseCount, parseSince } from '../parse-options.ts';
import { selectRuns, SORTS, type RunSelection, type Sort } from '../select-runs.ts';
import { plainRunTable, runTable, type ListedRun } from '../render/run-table.ts';
import { printableJson } from '../render/printable.ts';
import { existingRunsDirectory, shortPath } from '../runs-directory.ts';
import { printLines, sizeOf, type Terminal } from '../terminal.ts';
import { unattended } from '../unattended.ts';

interface ListOptions extends CommonOptions {
  readonly workflow?: string[];
  readonly status?: RunStatus[];
  readonly tag?: string[];
  readonly since?: number;
  readonly limit?: number;
  readonly sort: Sort;
  readonly reverse?: true;
}

const ROWS_ON_A_TERMINAL = 25;

export function listCommand(cli: Cli): Command {
  return defineCommand('list', {
    summary: 'List runs, the latest first; failed, waiting and blocked ones say why',
    examples: [
      ['list', 'the latest runs'],
      ['list --status failed,lost --since 24h', 'what went wrong today'],
      ['list --workflow nightly --json', 'all runs of one workflow, for a program'],
    ],
    exitCodes: [[0, 'also when no run matches']],
    json: 'print an array of what is in the status.json files',
    notes: 'Without a terminal it prints one plain line per run, nothing cut off.',
  })
    .option('--workflow <name>', 'only runs of this workflow (repeatable)', collect)
    .option('--status <list>', `only runs in these states: ${RUN_STATUSES.join(', ')}`, collectStatuses)
    .option('--tag <tag>', 'only runs with this tag (repeatable: all of them)', collect)
    .option('--since <when>', 'only runs that started since then: 24h, 7d, 2026-04-24', (text) =>
      parseSince(text, cli.terminal.now()),
    )
    .option(
      '--limit <count>',
      `at most so many (default: ${ROWS_ON_A_TERMINAL} on a terminal, else all)`,
      parseCount,
    )
    .addOption(new Option('--sort <by>', 'what to sort by').choices(SORTS).default('started'))
    .option('--reverse', 'the other way round')
    .action(withExitCode(cli, (options: ListOptions) => list(options, cli.terminal)));
}

async function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const root = existingRunsDirectory(options, terminal);
  const now = terminal.now();
  const all = listRuns(root);
  const matching = selectRuns(all, selectionOf(options));
  const forPerson = terminal.interactive && options.json === undefined;
  const limit = options.limit ?? (forPerson ? ROWS_ON_A_TERMINAL : matching.length);
  const shown = matching.slice(0, limit);
  if (options.json) {
    printLines(terminal, [printableJson(shown, 2)]);
    return EXIT.ok;
  }
  const listed: ListedRun[] = [];
  for (const run of shown) {
    const warning = run.outcome === null ? await unattended(runDirectoryOf(root, run.run_id)) : undefined;
    listed.push({ run, warning });
  }
  const { columns } = sizeOf(terminal);
  const table = forPerson
    ? runTable(listed, { columns, colors: terminal.colors, now })
    : plainRunTable(listed);
  if (listed.length > 0) printLines(terminal, table);
  if (forPerson) printLines(terminal, footer({ all, matching, shown }, shortPath(root, terminal), terminal));
  return EXIT.ok;
}

interface Listed {
  readonly all: readonly StatusFile[];
  readonly matching: readonly StatusFile[];
  readonly shown: readonly StatusFile[];
}

function footer({ all, matching, shown }: Listed, root: string, { colors }: Terminal): string[] {
  if (all.length === 0) return [`No runs in ${root} yet. Start one: runlight exec -- COMMAND`];
  if (matching.length === 0) return [`None of the ${all.length} runs in ${root} matches.`];
  if (shown.length === matching.length) return [];
  const more = matching.length - shown.length;
  return [
    '',
    colors.dim(`${more} more; --limit ${matching.length} shows all, --status and --since narrow it down`),
  ];
}

function selectionOf({ workflow, status, tag, since, sort, reverse }: ListOptions): RunSelection {
  return {
    workflows: workflow ?? [],
    statuses: status ?? [],
    tags: tag ?? [],
    since: since ?? null,
    sort,
    reverse: reverse ?? false,
  };
}

function collectStatuses(value: string, previous: RunStatus[] = []): RunStatus[] {
  const statuses = value.split(',').map((name) => {
    const status = RUN_STATUSES.find((one) => one === name.trim().replace(' ', '_'));
    if (status === undefined) throw new InvalidArgumentError(`Choose from ${RUN_STATUSES.join(', ')}.`);
    return status;
  });
  return [...previous, ...statuses];
}
