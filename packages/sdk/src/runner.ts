import { RUNNER_FAMILIES } from '@runlight/contract';

import { durationBetween } from './clock.ts';
import { settle } from './settle.ts';
import type { Step } from './step.ts';

/** An agent or program that does a step's work. */
export interface RunnerOptions {
  /** Its name; `claude_cli` and `codex_cli` are OA04's runner families. */
  readonly name: string;
  readonly command?: readonly string[] | undefined;
  readonly workingDirectory?: string | undefined;
  readonly invocationMode?: string | undefined;
  /** Where the prompt is; never the prompt itself. */
  readonly promptReference?: string | undefined;
  readonly captureFormat?: string | undefined;
  readonly pid?: number | undefined;
}

const ARGUMENT_LIMIT = 512;

/** Runs `fn` as a step's runner. The exit code is read from what it returns or throws: `exitCode`, or `code`. */
export function runRunner<T>(step: Step, options: RunnerOptions, fn: () => T): T {
  const { run } = step;
  const began = run.clock.now();
  const family = RUNNER_FAMILIES.find((known) => known === options.name);
  step.record(
    {
      event: 'workflow.runner.started',
      runner: options.name,
      runner_family: family,
      invocation_mode: options.invocationMode,
      command: options.command?.map((argument) => run.redactor.text(argument, ARGUMENT_LIMIT)),
      working_directory: options.workingDirectory,
      prompt_reference: options.promptReference,
      capture_format: options.captureFormat,
      pid: options.pid,
    },
    began,
  );
  const complete = (result: unknown, termination: 'completed' | 'error' | 'killed_policy' | 'killed_timeout'): void => {
    const now = run.clock.now();
    step.record(
      {
        event: 'workflow.runner.completed',
        runner: options.name,
        duration_ms: durationBetween(began, now),
        exit_code: exitCodeOf(result),
        termination,
      },
      now,
    );
  };
  return settle(fn, {
    enter: (turn) => step.enter(turn),
    ok: (value) => complete(value, (exitCodeOf(value) ?? 0) === 0 ? 'completed' : 'error'),
    threw: (error) => {
      if (!run.isOwnAbort(error)) complete(error, 'error');
      else complete(error, run.timedOut ? 'killed_timeout' : 'killed_policy');
    },
    leave: () => complete(undefined, 'completed'),
  });
}

function exitCodeOf(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null) return undefined;
  try {
    const { exitCode, code } = result as { exitCode?: unknown; code?: unknown };
    return [exitCode, code].find((value): value is number => Number.isInteger(value));
  } catch {
    return undefined; // a getter of the user's value threw
  }
}
