import { failOpen } from './fail-open.ts';
import type { StepOptions } from './options.ts';
import type { Scope } from './scope.ts';
import { settle } from './settle.ts';
import { readStepOptions, UNNAMED_STEP } from './step-options.ts';
import { Step } from './step.ts';

/** Runs a function as a step in a scope that is known; if the step can't be started, unrecorded. */
export function runStep<T>(scope: Scope, options: string | StepOptions, fn: (step: Step) => T): T {
  const step = failOpen(
    'starting a step',
    () => Step.start(scope.run, readStepOptions(options), scope.step),
    () => new Step(scope.run, UNNAMED_STEP, undefined, false),
  );
  return step.ended ? fn(step) : settle(() => fn(step), step);
}
