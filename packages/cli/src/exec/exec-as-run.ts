import { basename } from 'node:path';

import { startRunlight } from '@runlight/node';
import { withRun, withStep, type Step } from '@runlight/sdk';

import { EXIT, type ExitCode } from '../exit-code.ts';
import { colorsFor } from '../render/colors.ts';
import { oneLine, printableJson } from '../render/printable.ts';
import { runBadge } from '../render/status-glyphs.ts';
import { runsDirectory } from '../runs-directory.ts';
import type { Terminal } from '../terminal.ts';
import { CommandFailedError, CommandNotStartedError } from './command-error.ts';
import { TIMED_OUT, type CommandLine, type ExecOptions } from './exec-options.ts';
import { passSignals } from './passed-signals.ts';
import { runCommand } from './run-command.ts';

/** Runs a command as a run, or as a step of the run that it is started in. Gives the exit code. */
export async function execAsRun(
  command: CommandLine,
  options: ExecOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const workflow = options.workflow ?? basename(command[0]);
  const runlight = startRunlight({
    runsDirectory: runsDirectory(options, terminal) ?? false,
    serviceName: workflow,
  });
  const signals = passSignals(terminal);
  let ids: ExecutedIds | undefined;
  const step = {
    name: options.step ?? basename(command[0]),
    type: 'tool',
    details: { tool: command[0] },
  } as const;
  const execute = (): Promise<void> =>
    withStep(step, async (running) => {
      ids = { run_id: running.run.id, trace_id: running.run.traceId, step_id: running.id };
      await runCommand(running, { command, signals, stop: stopOf(running, options, terminal) }, terminal);
    });
  const executeAsRun = (): Promise<void> =>
    withRun(
      {
        workflow,
        tags: options.tag,
        timeoutMs: options.timeout,
        signal: signals.asked,
        inputs: { directory: terminal.cwd }, // the command is the runner's, whose arguments are redacted as such
      },
      execute,
    );
  try {
    await (isInsideARun(options, terminal) ? execute() : executeAsRun());
    tellEnd({ outcome: 'succeeded', exitCode: EXIT.ok }, ids, options, terminal);
    return EXIT.ok;
  } catch (error) {
    const ending = endingOf(error);
    if (error instanceof CommandNotStartedError)
      terminal.stderr.write(`runlight: ${oneLine(error.message)}.\n`);
    tellEnd(ending, ids, options, terminal);
    return ending.exitCode;
  } finally {
    signals.stop();
    await runlight.shutdown();
  }
}

interface ExecutedIds {
  readonly run_id: string;
  readonly trace_id: string;
  readonly step_id: string;
}

interface Ending {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'timed_out';
  readonly exitCode: ExitCode;
}

/** A run of our own times out by itself; a step of another's run does by this. */
function stopOf({ signal }: Step, options: ExecOptions, terminal: Terminal): AbortSignal {
  if (options.timeout === undefined || !isInsideARun(options, terminal)) return signal;
  return AbortSignal.any([signal, AbortSignal.timeout(options.timeout)]);
}

/** A command that a run executes adds a step to that run, unless it is to be a workflow of its own. */
function isInsideARun({ workflow }: ExecOptions, { env }: Terminal): boolean {
  return workflow === undefined && (env['RUNLIGHT_RUN_ID'] ?? '') !== '';
}

/** Throws what is not an end of the command. */
function endingOf(error: unknown): Ending {
  if (error instanceof CommandNotStartedError) return { outcome: 'failed', exitCode: error.exitCode };
  if (!(error instanceof CommandFailedError)) throw error;
  const { cause, exitCode } = error;
  if (cause === undefined) return { outcome: 'failed', exitCode };
  const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
  return timedOut ? { outcome: 'timed_out', exitCode: TIMED_OUT } : { outcome: 'cancelled', exitCode };
}

function tellEnd(
  ending: Ending,
  ids: ExecutedIds | undefined,
  options: ExecOptions,
  terminal: Terminal,
): void {
  const { stderr, env } = terminal;
  const { outcome, exitCode } = ending;
  if (options.json) {
    stderr.write(`${printableJson({ ...ids, outcome, exit_code: exitCode })}\n`);
  } else if (stderr.isTTY && ids !== undefined) {
    const colors = colorsFor(stderr, env);
    const isKept = runsDirectory(options, terminal) !== undefined;
    const what = isKept ? `runlight show ${ids.run_id}` : ids.run_id;
    stderr.write(`${runBadge(outcome, colors)} ${colors.dim(`· ${what}`)}\n`);
  }
}
