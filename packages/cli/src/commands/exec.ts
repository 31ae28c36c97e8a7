import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli } from '../command.ts';
import { TIMED_OUT, type ExecOptions } from '../exec/exec-options.ts';
import { collect, parseDuration } from '../parse-options.ts';

export function execCommand(cli: Cli): Command {
  return defineCommand('exec <command...>', {
    summary: 'Run any command as a run',
    examples: [
      ['exec -- make test', 'a run of the workflow "make"'],
      ['exec --workflow nightly --timeout 2h -- ./nightly.sh', 'named, and ended after two hours'],
    ],
    exitCodes: [
      ['', 'the command’s own; 128 and the number of the signal that ended it'],
      [TIMED_OUT, 'it was ended by --timeout'],
      [126, 'it is not executable'],
      [127, 'there is no such command'],
    ],
    json: 'print ids, outcome and exit code as one JSON line on stderr at the end',
    notes: [
      'stdout and stderr are passed through and kept as artifacts; signals are passed on. The command finds',
      'TRACEPARENT, BAGGAGE, RUNLIGHT_RUN_ID and RUNLIGHT_RUNS_DIR in its environment: what it traces, and a',
      '`runlight exec` inside it without --workflow, becomes part of the run.',
    ].join('\n'),
  })
    .option('--workflow <name>', 'name of the workflow (default: that of the command)')
    .option('--step <name>', 'name of the step (default: that of the command)')
    .option('--tag <tag>', 'tag of the run (repeatable)', collect)
    .option('--timeout <duration>', 'end the command after this time: 90s, 15m, 2h', parseDuration)
    .passThroughOptions()
    .action(
      withExitCode(cli, async (command: string[], options: ExecOptions) => {
        const [name = '', ...args] = command; // commander insists on at least one
        // Loaded when needed: no other command makes telemetry.
        const { execAsRun } = await import('../exec/exec-as-run.ts');
        return execAsRun([name, ...args], options, cli.terminal);
      }),
    );
}
