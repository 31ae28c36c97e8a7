import { Command, CommanderError } from 'commander';

import { version } from '../package-files.ts';
import { explain } from './command-error.ts';
import type { Context } from './context.ts';
import { backupCommand, migrateCommand, rebuildCommand } from './database.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './token.ts';

const EXIT = { ok: 0, failed: 1, usage: 64 } as const;

/** Runs one command line and gives the exit code. Errors are told on stderr as one sentence; none is thrown. */
export async function runProgram(args: readonly string[], context: Context): Promise<number> {
  try {
    await program(context).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // it has printed why
    context.stderr.write(`runlight-server: ${explain(error)}\n`);
    return EXIT.failed;
  }
}

function program(context: Context): Command {
  const root = new Command('runlight-server')
    .description('Find, follow and act on workflow runs, in a page and through an API.')
    .version(version(), '-V, --version')
    .showSuggestionAfterError()
    .addHelpText('after', '\nExample:\n  runlight-server serve --runs-dir ./runs');
  for (const command of [serveCommand, tokenCommand, migrateCommand, rebuildCommand, backupCommand]) {
    root.addCommand(command(context));
  }
  for (const command of withSubcommands(root)) {
    command
      .exitOverride()
      .showHelpAfterError('See --help.')
      .configureOutput({
        writeOut: (text) => context.stdout.write(text),
        writeErr: (text) => context.stderr.write(text),
        outputError: (text, write) => write(text.replace(/^error:/, 'runlight-server:')),
      });
  }
  return root;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
