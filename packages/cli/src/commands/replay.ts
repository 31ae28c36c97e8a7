import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli } from '../command.ts';
import type { ReplayOptions } from '../replay/replay-options.ts';

export function replayCommand(cli: Cli): Command {
  return defineCommand('replay [run]', {
    summary: 'Send what a telemetry backend has not acknowledged yet, of one run or of all',
    examples: [
      ['replay', 'once, all runs; goes on where it was interrupted'],
      ['replay --watch', 'beside the runners, for as long as it is left running'],
    ],
    exitCodes: [
      [0, 'everything was acknowledged'],
      [1, 'the backend is away or refused something; nothing is lost by it'],
      [130, 'left with Ctrl-C'],
    ],
    json: 'print one JSON line per run of which something was sent',
    notes: [
      'Sends over OTLP/HTTP to where the standard OTEL_EXPORTER_OTLP_* variables point, with the original ids',
      'and timestamps, so that nothing is doubled for a backend that knows ids.',
    ].join('\n'),
  })
    .option('-w, --watch', 'go on: look again every few seconds')
    .action(
      withExitCode(cli, async (reference: string | undefined, options: ReplayOptions) => {
        // Loaded when needed: it brings the exporters with it.
        const { replay } = await import('../replay/replay.ts');
        return replay(reference, options, cli.terminal);
      }),
    );
}
