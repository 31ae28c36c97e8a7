import { detachedRun } from './detached-run.ts';
import { runFromEnvironment } from './environment.ts';
import type { StepOptions } from './options.ts';
import { runStep } from './run-step.ts';
import { currentScope } from './scope.ts';
import type { Step } from './step.ts';

/**
 * Runs a function as a step of the run around it and records how it went.
 *
 * Sync in, sync out; what the function returns or throws is handed on as it is; an async generator's step stays open
 * until the generator ends, is left or throws. A `withStep` inside is a step below this one, parallel ones are
 * siblings. Outside of any run the function simply runs; in a process that was started with `run.env()` the run is
 * that of the parent process.
 */
export function withStep<T>(step: string | StepOptions, fn: (step: Step) => T): T {
  const scope = currentScope() ?? { run: runFromEnvironment() ?? detachedRun(), step: undefined };
  return runStep(scope, step, fn);
}

/** A function that runs as a step whenever it is called inside of a run. */
export function wrapStep<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  options?: string | StepOptions,
): (...args: Args) => Result {
  return function wrapped(this: unknown, ...args) {
    return withStep(options ?? fn.name, () => fn.apply(this, args));
  };
}
