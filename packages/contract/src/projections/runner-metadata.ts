import { compareMarks } from '../marks.ts';
import type { RunnerMetadata } from '../schemas/runner-metadata.ts';
import type { RunnerState, StepState } from '../step-state.ts';

/** The `runner_metadata.json` of a step, also while the runner works; null if the step has no runner. */
export function toRunnerMetadata(step: StepState): RunnerMetadata | null {
  if (step.runner === null) return null;
  const { started } = step.runner;
  const ended = endOfLatest(step.runner);
  return {
    agent_family: started?.family ?? null,
    invocation_mode: started?.invocation_mode ?? null,
    command: started?.command ?? null,
    working_directory: started?.working_directory ?? null,
    prompt_reference: started?.prompt_reference ?? null,
    started_at: started?.mark[0] ?? null,
    ended_at: ended?.mark[0] ?? null,
    exit_code: ended?.exit_code ?? null,
    termination: ended?.termination ?? null,
    capture_format: started?.capture_format ?? null,
    runner: started?.name ?? ended?.name ?? '', // one of them is there, or the step had no runner
    pid: started?.pid ?? null,
  };
}

/** The runner that works for a step now. */
export function runningRunnerOf(step: StepState): RunnerState['started'] {
  return step.runner !== null && endOfLatest(step.runner) === null ? step.runner.started : null;
}

/** The end of the runner that started last; a step may have had another one before. */
function endOfLatest({ started, ended }: RunnerState): RunnerState['ended'] {
  if (started === null || ended === null) return ended;
  return compareMarks(ended.mark, started.mark) > 0 ? ended : null;
}
