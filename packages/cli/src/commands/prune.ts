import { createInterface } from 'node:readline/promises';

import { pruneRuns, type PrunedRun } from '@runlight/run-dir';
import type { Command } from 'commander';

import { CliError } from '../cli-error.ts';
import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { parseDuration } from '../parse-options.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { existingRunsDirectory, shortPath } from '../runs-directory.ts';
import { printLines, type Terminal } from '../terminal.ts';

interface PruneOptions extends CommonOptions {
  readonly olderThan: number;
  readonly dryRun?: true;
  readonly yes?: true;
}

const NAMED = 10;

export function pruneCommand(cli: Cli): Command {
  return defineCommand('prune', {
    summary: 'Remove the directories of runs that ended long ago',
    examples: [
      ['prune --older-than 30d --dry-run', 'what would go'],
      ['prune --older-than 30d --yes', 'without asking'],
    ],
    exitCodes: [
      [0, 'also when there is nothing to remove'],
      [1, 'nothing was removed, because nobody agreed'],
    ],
    json: 'print an array of the runs that were removed',
    notes: 'Runs that go on are never removed, whatever their age.',
  })
    .requiredOption('--older-than <duration>', 'since their end: 30d, 12h, 2w', parseDuration)
    .option('--dry-run', 'remove nothing, tell what would be removed')
    .option('-y, --yes', 'do not ask')
    .action(withExitCode(cli, (options: PruneOptions) => prune(options, cli.terminal)));
}

async function prune(options: PruneOptions, terminal: Terminal): Promise<ExitCode> {
  const root = existingRunsDirectory(options, terminal);
  const ages = { olderThanMs: options.olderThan, now: terminal.now() };
  const doomed = pruneRuns(root, { ...ages, dryRun: true });
  const place = shortPath(root, terminal);
  if (options.dryRun) {
    tell(doomed, [...names(doomed), `Would remove ${count(doomed)} from ${place}.`], options, terminal);
    return EXIT.ok;
  }
  if (doomed.length > 0 && !options.yes && !(await agrees(doomed, place, terminal))) {
    terminal.stderr.write('Nothing was removed.\n');
    return EXIT.no;
  }
  const removed = doomed.length > 0 ? pruneRuns(root, ages) : [];
  tell(removed, [`Removed ${count(removed)} from ${place}.`], options, terminal);
  return EXIT.ok;
}

async function agrees(doomed: readonly PrunedRun[], place: string, terminal: Terminal): Promise<boolean> {
  if (!terminal.stdin.isTTY) {
    throw new CliError(
      'not_agreed',
      `${count(doomed)} would be removed from ${place}. Say so with --yes, or look with --dry-run`,
    );
  }
  const question = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    const answer = await question.question(`Remove ${count(doomed)} from ${place} for good? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    question.close();
  }
}

function tell(
  pruned: readonly PrunedRun[],
  sentences: readonly string[],
  { json }: PruneOptions,
  terminal: Terminal,
): void {
  const asJson = ({ runId, directory, endedAt }: PrunedRun): object => ({
    run_id: runId,
    directory,
    ended_at: endedAt,
  });
  printLines(terminal, json ? [printableJson(pruned.map(asJson), 2)] : sentences);
}

function names(pruned: readonly PrunedRun[]): string[] {
  const more = pruned.length - NAMED;
  const named = pruned
    .slice(0, NAMED)
    .map(({ runId, endedAt }) => `${oneLine(runId)}  ended ${endedAt.slice(0, 10)}`);
  return more > 0 ? [...named, `… ${more} more`] : named;
}

function count(runsToName: readonly PrunedRun[]): string {
  return runsToName.length === 1 ? '1 run' : `${runsToName.length} runs`;
}
