import { tagsOf } from '@runlight/contract';
import { tagRun } from '@runlight/run-dir';
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

interface TagOptions extends CommonOptions {
  readonly actor?: string;
}

export function tagCommand(cli: Cli): Command {
  return defineCommand('tag <run> <changes...>', {
    summary: 'Add tags to a run and take tags from it, also after its end',
    examples: [['tag latest +reviewed -urgent', 'adds one and takes one away']],
    exitCodes: [[0, 'the tags are as they should be']],
    json: 'print the tags that the run has now',
    notes: 'Write options before the run: runlight tag --actor ops latest +reviewed',
  })
    .option('--actor <name>', 'who tags it (default: $USER)')
    .passThroughOptions()
    .action(
      withExitCode(
        cli,
        async (reference: string, changes: string[], options: TagOptions): Promise<ExitCode> => {
          const { terminal } = cli;
          const { add, remove } = parseChanges(changes);
          const directory = resolveRun(reference, options, terminal);
          tagRun(directory, { add, remove, actor: actorOf(options, terminal) });
          const { state } = ownRunFrom(directory, terminal);
          const tags = tagsOf(state);
          const said = tags.length === 0 ? 'no tags' : tags.map((tag) => `#${oneLine(tag)}`).join(' ');
          printLines(terminal, [
            options.json
              ? printableJson({ run_id: state.run_id, tags })
              : `${oneLine(state.run_id)} has ${said}.`,
          ]);
          return EXIT.ok;
        },
      ),
    );
}

function parseChanges(changes: readonly string[]): { add: string[]; remove: string[] } {
  for (const change of changes) {
    if (/^[+-]./.test(change)) continue;
    throw new CliError('not_a_tag_change', `Write +${change} to add the tag or -${change} to take it away.`, {
      exitCode: EXIT.usage,
    });
  }
  const tagsAfter = (sign: string): string[] =>
    changes.flatMap((change) => (change.startsWith(sign) ? [redactText(change.slice(1))] : []));
  return { add: tagsAfter('+'), remove: tagsAfter('-') };
}
