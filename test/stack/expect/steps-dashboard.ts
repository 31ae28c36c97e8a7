import { sumOf, type StepOfRun } from '../population/population.ts';
import { quantileBounds } from './quantile-bounds.ts';
import { seriesOf } from './runs-dashboard.ts';
import { between, exactly, type ExpectedSample } from './samples.ts';
import type { Scene } from './scene.ts';

type Expectation = (scene: Scene) => readonly ExpectedSample[];

/** What the metric queries of the Steps dashboard must give, by panel and query. */
export const stepsDashboard: Readonly<Record<string, Expectation>> = {
  'Steps A': perStepOfWorkflow((steps) => exactly(steps.length)),
  'Steps B': perStepOfWorkflow((steps) => whereAny(failedOf(steps).length)),
  'Steps C': perStepOfWorkflow((steps) => durationSample(0.5, steps)),
  'Steps D': perStepOfWorkflow((steps) => durationSample(0.95, steps)),
  'Steps E': perStepOfWorkflow((steps) => whereAny(retriesOf(steps))),
  'Steps F': perStepOfWorkflow((steps) => whereAny(tokensOf(steps))),
  'Steps G': perStepOfWorkflow((steps) => whereAny(computeSecondsOf(steps))),
  'p95 duration by step A': perStep((steps) => durationSample(0.95, steps)),
  'Executions by step A': perStep((steps) => exactly(steps.length)),
  'Failed executions by error category A': failuresByCategory,
  'Retries by step A': perStep((steps) => whereAny(retriesOf(steps))),
  'Tokens by step A': perStep((steps) => whereAny(tokensOf(steps))),
  'Compute by step A': perStep((steps) => whereAny(computeSecondsOf(steps))),
};

type OfSteps = (steps: readonly StepOfRun[]) => ExpectedSample | undefined;

function perStepOfWorkflow(expect: OfSteps): Expectation {
  return (scene) =>
    [...scene.selected.by(({ workflow }) => workflow)].flatMap(([workflow, selected]) =>
      perStep(expect)({ ...scene, selected }).map((sample) => ({
        ...sample,
        labels: { ...sample.labels, workflow_name: workflow },
      })),
    );
}

function perStep(expect: OfSteps): Expectation {
  return ({ selected, selection }) =>
    [...Map.groupBy(selected.steps(selection.step), ({ step }) => step.name)].flatMap(([name, steps]) => {
      const sample = expect(steps);
      return sample === undefined ? [] : [{ ...sample, labels: { workflow_step_name: name } }];
    });
}

function failuresByCategory({ selected, selection }: Scene): ExpectedSample[] {
  const failed = failedOf(selected.steps(selection.step));
  return [...Map.groupBy(failed, ({ step }) => step.category ?? '')].map(([category, steps]) =>
    exactly(steps.length, { workflow_error_category: category }),
  );
}

function durationSample(share: number, steps: readonly StepOfRun[]): ExpectedSample {
  const series = Map.groupBy(steps, ({ run, step }) =>
    [seriesOf(run), step.name, step.status, step.category].join(' '),
  );
  const seconds = [...series.values()].map((ofSeries) => ofSeries.map(({ step }) => step.durationMs / 1000));
  return between(quantileBounds(share, seconds));
}

/** A series begins with the first thing that it counts. */
const whereAny = (count: number): ExpectedSample | undefined => (count === 0 ? undefined : exactly(count));
const failedOf = (steps: readonly StepOfRun[]): StepOfRun[] =>
  steps.filter(({ step }) => step.status === 'failed');
const retriesOf = (steps: readonly StepOfRun[]): number => sumOf(steps, ({ step }) => step.retries);
const tokensOf = (steps: readonly StepOfRun[]): number => sumOf(steps, ({ step }) => step.tokens);
const computeSecondsOf = (steps: readonly StepOfRun[]): number =>
  sumOf(steps, ({ step }) => step.computeMs) / 1000;
