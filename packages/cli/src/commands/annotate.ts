import { annotateRun } from '@runlight/run-dir';
import { redactText } from '@runlight/sdk';
import type { Command } from 'commander';

import { actorOf } from '../actor.ts';
import { CliError } from '../cli-error.ts';
import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ownRunFrom } from '../read-report.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { printLines } from '../terminal.ts';

interface ActorOptions extends CommonOptions {
  readonly actor?: string;
}

export function annotateCommand(cli: Cli): Command {
  return defineCommand('annotate <run> <note>', {
    summary: 'Add a note to a run, also after its end',
    examples: [['annotate latest "totals checked, booked by hand"', 'shown by `runlight show`']],
    exitCodes: [[0, 'the note is in the run']],
    json: 'print the note as a JSON object',
  })
    .option('--actor <name>', 'who notes it (default: $USER)')
    .action(
      withExitCode(cli, async (reference: string, text: string, options: ActorOptions): Promise<ExitCode> => {
        const { terminal } = cli;
        if (text.trim() === '')
          throw new CliError('empty_note', 'The note is empty.', { exitCode: EXIT.usage });
        const directory = resolveRun(reference, options, terminal);
        const { run_id } = ownRunFrom(directory, terminal).state;
        const actor = actorOf(options, terminal);
        const note = redactText(text);
        annotateRun(directory, { note, actor });
        const said = options.json
          ? printableJson({ run_id, note, actor })
          : `Noted in ${oneLine(run_id)} as ${oneLine(actor)}.`;
        printLines(terminal, [said]);
        return EXIT.ok;
      }),
    );
}
