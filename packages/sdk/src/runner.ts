import { RUNNER_FAMILIES } from '@runlight/contract';

import { durationBetween } from './clock.ts';
import { attempt, failOpen } from './fail-open.ts';
import { labelOf, oneOf } from './given-values.ts';
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
  if (step.ended) return fn();
  const { run } = step;
  const began = run.clock.now();
  const runner = failOpen(
    'reading the runner',
    () => labelOf(options.name) ?? 'runner',
    () => 'runner',
  );
  attempt('recording a runner', () => step.record({ ...startOf(step, options), runner }, began));
  const complete = (
    result: unknown,
    termination: 'completed' | 'error' | 'killed_policy' | 'killed_timeout',
  ): void => {
    const now = run.clock.now();
    step.record(
      {
        event: 'workflow.runner.completed',
        runner,
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

function startOf(step: Step, options: RunnerOptions) {
  const { redactor } = step.run;
  const textOf = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : redactor.text(text, ARGUMENT_LIMIT);
  return {
    event: 'workflow.runner.started',
    runner_family: oneOf(RUNNER_FAMILIES, options.name),
    invocation_mode: textOf(options.invocationMode),
    command: options.command === undefined ? undefined : redactor.command(options.command, ARGUMENT_LIMIT),
    working_directory: textOf(options.workingDirectory),
    prompt_reference: textOf(options.promptReference),
    capture_format: textOf(options.captureFormat),
    pid: Number.isInteger(options.pid) ? options.pid : undefined,
  } as const;
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
