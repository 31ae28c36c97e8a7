import {
  isRunlightRunId,
  isSpanId,
  isTraceId,
  rootSpanIdOf,
  runIdFromTraceId,
  spanIdFromStepId,
  stepIdFromSpanId,
  traceIdFromRunId,
} from '@runlight/contract';
import type { Command } from 'commander';

import { defineCommand, withExitCode, type Cli, type CommonOptions } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { layOutColumns } from '../render/layout.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { printLines, type Terminal } from '../terminal.ts';

export function idCommand(cli: Cli): Command {
  return defineCommand('id <id>', {
    summary: 'Tell the trace id of a run id, the span id of a step id, and back',
    examples: [
      ['id run_01K8S4ZQ4E9A7XN2WJ5V3C6BDF', 'the trace to look for'],
      ['id 019a32bfdc8e4a9ed8ab91d8dcc32dae', 'the run that a trace belongs to'],
    ],
    exitCodes: [[0, 'always: any text is somebody’s own run id']],
    json: 'print the ids as an object',
    notes:
      'It is computed: the run need not exist. An id of your own goes to a trace id by a hash, and not back.',
  }).action(withExitCode(cli, (id: string, options: CommonOptions) => tellIds(id, options, cli.terminal)));
}

function tellIds(id: string, options: CommonOptions, terminal: Terminal): ExitCode {
  const ids = idsOf(id.trim());
  if (options.json) printLines(terminal, [printableJson(ids)]);
  else {
    const rows = Object.entries(ids).map(([name, value]) => [terminal.colors.dim(name), oneLine(value)]);
    printLines(terminal, layOutColumns([{}, {}], rows));
  }
  return EXIT.ok;
}

function idsOf(id: string): Record<string, string> {
  const lower = id.toLowerCase();
  if (isTraceId(lower)) return runIds(runIdFromTraceId(lower), lower);
  if (isSpanId(lower)) return { step_id: stepIdFromSpanId(lower), span_id: lower };
  if (lower.startsWith('step_')) {
    const spanId = spanIdFromStepId(id);
    return { step_id: stepIdFromSpanId(spanId), span_id: spanId };
  }
  const traceId = traceIdFromRunId(id);
  return runIds(isRunlightRunId(id) ? runIdFromTraceId(traceId) : id, traceId);
}

function runIds(runId: string, traceId: string): Record<string, string> {
  return { run_id: runId, trace_id: traceId, root_span_id: rootSpanIdOf(traceId) };
}
