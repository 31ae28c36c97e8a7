import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';

import type { Step } from '@runlight/sdk';

import type { Terminal } from '../terminal.ts';
import { CommandFailedError, CommandNotStartedError, type CommandEnding } from './command-error.ts';
import { captureOutput } from './output-capture.ts';
import type { PassedSignals } from './passed-signals.ts';

const GRACE_MS = 10_000;

export interface CommandCall {
  readonly command: readonly [name: string, ...args: string[]];
  readonly signals: PassedSignals;
  /** Ends the command: first kindly, later not. */
  readonly stop: AbortSignal;
}

/**
 * Runs a command as a step: what it prints is passed on and kept as artifacts, its process is the step's runner.
 *
 * Throws {@link CommandNotStartedError} and {@link CommandFailedError}; the cause of the latter is the reason of `stop`
 * when that ended the command.
 */
export async function runCommand(step: Step, call: CommandCall, terminal: Terminal): Promise<void> {
  const copies = directoryForCopies();
  try {
    await runWithCopies(step, call, copies, terminal);
  } finally {
    if (copies !== undefined) rmSync(copies, { recursive: true, force: true });
  }
}

/** Open to nobody else; undefined where none can be made, which is no reason not to run the command. */
function directoryForCopies(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), 'runlight-exec-'));
  } catch {
    return undefined;
  }
}

async function runWithCopies(
  step: Step,
  call: CommandCall,
  copies: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { command, signals } = call;
  const [name, ...args] = command;
  const { cwd, env } = terminal;
  const child = spawn(name, args, {
    cwd,
    env: { ...env, ...step.run.env() },
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  await started(child, name);
  child.on('error', ignoreLateError);
  signals.passTo(child);
  const undoStop = endWhenStopped(child, call);
  const runner = { name: basename(name), command, workingDirectory: cwd, pid: child.pid };
  try {
    await step.runner(runner, () => untilEnded(step, child, call, copies, terminal));
  } finally {
    undoStop();
  }
}

async function started(child: ChildProcess, name: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new CommandNotStartedError(name, error as NodeJS.ErrnoException); // what `error` of a child is
  }
}

/** A signal that did not reach it, say: how the command ended is told by its end. */
function ignoreLateError(): void {
  // Without a listener it would end us.
}

async function untilEnded(
  step: Step,
  child: ChildProcessByStdio<null, Readable, Readable>,
  { stop }: CommandCall,
  copies: string | undefined,
  terminal: Terminal,
): Promise<{ exitCode: 0 }> {
  const [ending, stdout, stderr] = await Promise.all([
    closed(child),
    captureOutput(child, child.stdout, terminal.stdout, copies && join(copies, 'stdout')),
    captureOutput(child, child.stderr, terminal.stderr, copies && join(copies, 'stderr')),
  ]);
  if (stdout.copy) step.artifact('validation_stdout', { file: stdout.copy }, { name: 'stdout.log' });
  if (stderr.copy) step.artifact('validation_stderr', { file: stderr.copy }, { name: 'stderr.log' });
  if (ending.exitCode === 0) return { exitCode: 0 };
  // With the stop's reason as its cause the error is the answer to a cancellation or time-out.
  throw new CommandFailedError(ending, stderr.tail, stop.aborted ? { cause: stop.reason } : {});
}

async function closed(child: ChildProcess): Promise<CommandEnding> {
  const [exitCode, signal] = (await once(child, 'close')) as [number, null] | [null, NodeJS.Signals]; // as documented
  return signal === null ? { exitCode, signal } : { exitCode: null, signal };
}

function endWhenStopped(child: ChildProcess, { stop, signals }: CommandCall): () => void {
  let killing: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    if (signals.asked.aborted) return; // it has the signal that we were sent
    child.kill('SIGTERM');
    killing = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop);
  return () => {
    stop.removeEventListener('abort', onStop);
    clearTimeout(killing);
  };
}
