import { later, type Mark } from './marks.ts';
import type { EventOf } from './schemas/event.ts';
import type { StepState } from './step-state.ts';

type RunnerEvent = EventOf<'workflow.runner.started' | 'workflow.runner.completed'>;

/** Folds the start or end of a step's runner; of several runners the last one counts. */
export function foldRunner(step: StepState, event: RunnerEvent, mark: Mark): void {
  const runner = (step.runner ??= { started: null, ended: null });
  if (event.event === 'workflow.runner.completed') {
    runner.ended = later(runner.ended, {
      mark,
      name: event.runner,
      exit_code: event.exit_code ?? null,
      termination: event.termination,
    });
    return;
  }
  runner.started = later(runner.started, {
    mark,
    name: event.runner,
    family: event.runner_family ?? null,
    invocation_mode: event.invocation_mode ?? null,
    command: event.command ?? null,
    working_directory: event.working_directory ?? null,
    prompt_reference: event.prompt_reference ?? null,
    capture_format: event.capture_format ?? null,
    pid: event.pid ?? null,
  });
}
