import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { validateRunDirectory } from '@runlight/run-dir';
import type { Command } from 'commander';

import { CliError } from '../cli-error.ts';
import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { isDirectory, shortPath } from '../runs-directory.ts';
import { printLines, type Terminal } from '../terminal.ts';

export function validateCommand(cli: Cli): Command {
  return defineCommand('validate <directory>', {
    summary: 'Check a run directory against OA04.3, whoever wrote it',
    examples: [
      ['validate ./runs/run_01K8S4ZQ4E9A7XN2WJ5V3C6BDF', 'names file, line and rule'],
      ['validate latest', 'a run instead of a path'],
    ],
    exitCodes: [
      [0, 'no problems'],
      [1, 'problems were found'],
    ],
    json: 'print an array of {file, line, rule, message}',
  }).action(
    withExitCode(cli, (directory: string, options: CommonOptions) =>
      validate(directory, options, cli.terminal),
    ),
  );
}

function validate(reference: string, options: CommonOptions, terminal: Terminal): ExitCode {
  const directory = directoryOf(reference, options, terminal);
  const problems = validateRunDirectory(directory);
  if (options.json) printLines(terminal, [printableJson(problems, 2)]);
  else {
    const { colors } = terminal;
    const path = shortPath(directory, terminal);
    printLines(
      terminal,
      problems.map(({ file, line, rule, message }) => {
        const place = line === undefined ? file : `${file}:${line}`;
        return `${colors.bold(oneLine(place))}  ${oneLine(message)}  ${colors.dim(oneLine(rule))}`;
      }),
    );
    const found = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    printLines(terminal, [
      problems.length === 0
        ? `${colors.green('✓')} ${path} is a valid run directory.`
        : `${colors.red('✕')} ${found} in ${path}.`,
    ]);
  }
  return problems.length === 0 ? EXIT.ok : EXIT.no;
}

/** Any directory, also one that has nothing of a run in it; else a run as other commands name it. */
function directoryOf(reference: string, options: CommonOptions, terminal: Terminal): string {
  const path = resolve(terminal.cwd, reference);
  if (isDirectory(path)) return path;
  if (existsSync(path)) {
    throw new CliError(
      'not_a_directory',
      `${shortPath(path, terminal)} is a file. Give the directory that it lies in.`,
      {
        exitCode: EXIT.noInput,
      },
    );
  }
  return resolveRun(reference, options, terminal);
}
