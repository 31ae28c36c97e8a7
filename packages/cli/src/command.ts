import { Command } from 'commander';

import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly runs?: string;
  readonly json?: true;
  readonly debug?: true;
}

export interface Cli {
  readonly terminal: Terminal;
  /** What the command that ran came to. */
  exitCode: ExitCode;
}

export interface CommandHelp {
  readonly summary: string;
  /** What follows `runlight `, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  readonly exitCodes: readonly (readonly [code: number | string, meaning: string])[];
  /** What `--json` prints. */
  readonly json: string;
  readonly notes?: string;
}

const FAULT_CODES = [
  [64, 'the command line can not be understood'],
  [66, 'no such run or directory, or it can not be read'],
  [70, 'a fault in runlight'],
] as const;

const RUN_HELP = 'run id, the beginning of one, trace id, path of a run directory, or "latest"';

/** A command with the options and the help that all commands share. */
export function defineCommand(nameAndArguments: string, help: CommandHelp): Command {
  const command = new Command(nameAndArguments.split(' ')[0] ?? '')
    .description(help.summary)
    .option('--runs <dir>', 'directory of the runs (default: $RUNLIGHT_RUNS_DIR, else ./runs)')
    .option('--json', help.json)
    .option('--debug', 'show the stack of an error');
  for (const argument of nameAndArguments.split(' ').slice(1)) {
    command.argument(
      argument,
      argument.startsWith('<run') || argument.startsWith('[run') ? RUN_HELP : undefined,
    );
  }
  return command.addHelpText('after', () => afterHelp(help));
}

/** The command's action: what it returns becomes the exit code. */
export function withExitCode<Arguments extends unknown[]>(
  cli: Cli,
  action: (...args: Arguments) => Promise<ExitCode> | ExitCode,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    cli.exitCode = await action(...args);
  };
}

function afterHelp({ examples, exitCodes, notes }: CommandHelp): string {
  const commands = examples.map(([command]) => `runlight ${command}`);
  const widest = Math.max(...commands.map((command) => command.length));
  return [
    '',
    ...(notes === undefined ? [] : [notes, '']),
    examples.length > 1 ? 'Examples:' : 'Example:',
    ...examples.map(([, purpose], index) => `  ${(commands[index] ?? '').padEnd(widest)}  ${purpose}`),
    '',
    'Exit codes:',
    ...[...exitCodes, ...FAULT_CODES].map(([code, meaning]) => `  ${String(code).padEnd(4)}  ${meaning}`),
  ].join('\n');
}
