export { arbitraryEvent } from './arbitrary-event.ts';
export { arbitraryRun, type ArbitraryRun, type ExpectedRun } from './arbitrary-run.ts';
export { EventSource } from './emit-events.ts';
export {
  RunScript,
  type RunBody,
  type ScriptedProcess,
  type ScriptedStep,
  type ScriptedStepOptions,
  type StepBody,
} from './run-script.ts';
export { forsakeRun, SAMPLE_ERROR, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from './sample-run.ts';
export { freshRuns, readJson, readLines, runsIn, type TestedRuns } from './runs-directory.ts';
export { versionRuns } from './version-runs.ts';
