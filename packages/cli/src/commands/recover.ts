import { recoverRuns, type RecoveredRun, type ReplayExporters } from '@runlight/run-dir';
import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { parseDuration } from '../parse-options.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { runBadge } from '../render/status-glyphs.ts';
import { existingRunsDirectory } from '../runs-directory.ts';
import { printLines, type Terminal } from '../terminal.ts';

interface RecoverOptions extends CommonOptions {
  readonly dryRun?: true;
  readonly silentFor?: number;
}

export function recoverCommand(cli: Cli): Command {
  return defineCommand('recover', {
    summary: 'End the runs whose process is gone, as lost',
    examples: [
      ['recover --dry-run', 'what would be ended, and why'],
      ['recover', 'also safe to run beside the runners, from cron for example'],
    ],
    exitCodes: [
      [0, 'also when no run needs it'],
      [1, 'the runs were ended, but the backend did not take all of their telemetry'],
    ],
    json: 'print an array of the runs that were ended, with reasons',
    notes: [
      'Runs whose process lives are left alone, also when they wait. Where OTEL_EXPORTER_OTLP_ENDPOINT is set',
      'the ends are sent there too, root spans included.',
    ].join('\n'),
  })
    .option('--dry-run', 'end nothing, tell what would be ended')
    .option(
      '--silent-for <duration>',
      'for processes of other hosts: how long silence means gone (default: 5m)',
      parseDuration,
    )
    .action(withExitCode(cli, (options: RecoverOptions) => recover(options, cli.terminal)));
}

async function recover(options: RecoverOptions, terminal: Terminal): Promise<ExitCode> {
  const root = existingRunsDirectory(options, terminal);
  const recovered = await recoverRuns(root, {
    ...(options.dryRun ? { dryRun: true } : await exporters()),
    ...(options.silentFor !== undefined && { lostAfterMs: options.silentFor }),
  });
  const undelivered = recovered.filter(({ replay }) => replay?.outcome === 'interrupted').length;
  if (options.json) printLines(terminal, [printableJson(recovered.map(asJson), 2)]);
  else printLines(terminal, sentences(recovered, { ...options, undelivered }, terminal));
  return undelivered > 0 ? EXIT.no : EXIT.ok;
}

async function exporters(): Promise<ReplayExporters> {
  // Loaded when needed: without an endpoint there is nothing to load them for.
  const { configuredExporters } = await import('../replay/configured-exporters.ts');
  return configuredExporters();
}

function sentences(
  recovered: readonly RecoveredRun[],
  { dryRun, undelivered }: RecoverOptions & { readonly undelivered: number },
  { colors }: Terminal,
): string[] {
  if (recovered.length === 0) return ['Every run is over or has a process that lives: nothing to recover.'];
  const count = recovered.length === 1 ? '1 run' : `${recovered.length} runs`;
  return [
    ...recovered.map(
      ({ runId, outcome, reason }) => `${runBadge(outcome, colors)}  ${oneLine(runId)}  ${oneLine(reason)}`,
    ),
    dryRun ? `Would end ${count}. Without --dry-run it does.` : `Ended ${count}.`,
    ...(undelivered > 0
      ? [`Not all of it could be sent to the telemetry backend. Later: runlight replay`]
      : []),
  ];
}

function asJson({ runId, directory, outcome, reason, replay }: RecoveredRun): object {
  return { run_id: runId, directory, outcome, reason, delivery: replay?.outcome ?? null };
}
