import { writeControl } from '@runlight/run-dir';
import { redactText } from '@runlight/sdk';
import type { Command } from 'commander';

import { actorOf } from '../actor.ts';
import { CliError } from '../cli-error.ts';
import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ownRunFrom } from '../read-report.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { resolveRun } from '../resolve-run.ts';
import { printLines, type Terminal } from '../terminal.ts';
import { warnIfUnattended } from '../unattended.ts';

interface CancelOptions extends CommonOptions {
  readonly reason?: string;
  readonly actor?: string;
}

export function cancelCommand(cli: Cli): Command {
  return defineCommand('cancel <run>', {
    summary: 'Ask a run to end',
    examples: [['cancel run_01K8S --reason "wrong input"', 'and say why']],
    exitCodes: [
      [0, 'the request was left with the run'],
      [1, 'the run has ended already'],
    ],
    json: 'print the request as a JSON object',
    notes: 'The run ends when its code answers the request; `runlight status RUN --watch` shows when it has.',
  })
    .option('--reason <text>', 'why, for everybody who looks at the run later')
    .option('--actor <name>', 'who cancels (default: $USER)')
    .action(
      withExitCode(cli, (reference: string, options: CancelOptions) =>
        cancel(reference, options, cli.terminal),
      ),
    );
}

async function cancel(reference: string, options: CancelOptions, terminal: Terminal): Promise<ExitCode> {
  const directory = resolveRun(reference, options, terminal);
  const { status } = ownRunFrom(directory, terminal);
  const run = oneLine(status.run_id);
  if (status.outcome !== null) {
    throw new CliError('run_ended', `${run} has ended already: ${status.outcome.replace('_', ' ')}.`);
  }
  const actor = actorOf(options, terminal);
  const reason = options.reason === undefined ? undefined : redactText(options.reason);
  writeControl(directory, { kind: 'cancel', actor, reason });
  if (options.json) {
    printLines(terminal, [printableJson({ run_id: status.run_id, actor, reason: reason ?? null })]);
  } else {
    printLines(terminal, [`Asked ${run} to end, as ${oneLine(actor)}.`]);
    await warnIfUnattended(directory, terminal);
  }
  return EXIT.ok;
}
