import { createRequire } from 'node:module';

import { Command, CommanderError } from 'commander';

import { explain } from './cli-error.ts';
import type { Cli } from './command.ts';
import { annotateCommand } from './commands/annotate.ts';
import { cancelCommand } from './commands/cancel.ts';
import { approveCommand, rejectCommand } from './commands/decide.ts';
import { execCommand } from './commands/exec.ts';
import { idCommand } from './commands/id.ts';
import { listCommand } from './commands/list.ts';
import { pruneCommand } from './commands/prune.ts';
import { recoverCommand } from './commands/recover.ts';
import { replayCommand } from './commands/replay.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { tagCommand } from './commands/tag.ts';
import { tailCommand } from './commands/tail.ts';
import { validateCommand } from './commands/validate.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { printable } from './render/printable.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and gives the exit code. Errors are told on stderr as one sentence; none is thrown. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const cli: Cli = { terminal, exitCode: EXIT.ok };
  try {
    await program(cli).parseAsync(args, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // it has printed why
    const { sentence, exitCode } = explain(error);
    terminal.stderr.write(`runlight: ${printable(sentence)}\n`);
    if (args.includes('--debug') && error instanceof Error)
      terminal.stderr.write(`${printable(error.stack ?? '')}\n`);
    return exitCode;
  }
}

function program(cli: Cli): Command {
  const { terminal } = cli;
  const root = new Command('runlight')
    .description('See what runs now, what happened, and why something failed.')
    .version(version(), '-V, --version')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'help for a command')
    .addHelpText('after', '\nExample:\n  runlight exec -- make test && runlight show latest');
  for (const command of [
    listCommand(cli),
    statusCommand(cli),
    showCommand(cli),
    tailCommand(cli),
    execCommand(cli),
    approveCommand(cli),
    rejectCommand(cli),
    cancelCommand(cli),
    annotateCommand(cli),
    tagCommand(cli),
    recoverCommand(cli),
    replayCommand(cli),
    validateCommand(cli),
    pruneCommand(cli),
    idCommand(cli),
  ]) {
    root.addCommand(command);
  }
  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(`See: ${command === root ? '' : 'runlight '}${command.name()} --help`)
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: (text) => terminal.stderr.write(text),
        outputError: (text, write) => write(printable(text).replace(/^error:/, 'runlight:')),
      });
  }
  return root;
}

function version(): string {
  const manifest = createRequire(import.meta.url)('../package.json') as { version: string }; // ours
  return manifest.version;
}
