import type { RunOutcome } from '@runlight/contract';

import { TARGETS } from '../../../dashboards/src/targets.ts';
import type { Population } from '../population/population.ts';
import { deliveredInTime } from './fleet-dashboard.ts';
import { durationSample, longestWait } from './runs-dashboard.ts';
import { each, exactly, type ExpectedSample } from './samples.ts';
import type { Scene } from './scene.ts';

type Expectation = (scene: Scene) => readonly ExpectedSample[];

const { successRate, burn } = TARGETS;
const UNSUCCESSFUL: readonly RunOutcome[] = ['incomplete', 'failed', 'timed_out', 'lost'];
const LOG_WINDOW_MS = 30 * 60_000;

/** For what the alerts must fire, by their names: everything has happened within minutes, so that all windows hold it all. */
export const metricAlerts: Readonly<Record<string, Expectation>> = {
  RunlightRunFailed: perWorkflow((of) => anyOf(of.ended('failed', 'timed_out').length)),
  RunlightRunLost: perWorkflow((of) => anyOf(of.ended('lost').length)),
  RunlightRunStalled: perWorkflow((of) => anyOf(of.inStatus('stalled').length)),
  RunlightWaitingTooLong: (scene) =>
    perWorkflow((of) => {
      const wait = longestWait(of, scene.at);
      return wait.low > TARGETS.waitingTooLongSeconds ? wait : undefined;
    })(scene),
  RunlightFailureRateBurnFast: perWorkflow((of) => failureShareOver(burn.fast * (1 - successRate), of)),
  RunlightFailureRateBurnSlow: perWorkflow((of) => failureShareOver(burn.slow * (1 - successRate), of)),
  RunlightDurationOverTarget: perWorkflow((of) => {
    const p95 = of.ended().length < TARGETS.enoughRuns ? undefined : durationSample(0.95, of);
    return p95 !== undefined && p95.low > TARGETS.p95DurationSeconds ? p95 : undefined;
  }),
  RunlightNoSuccessfulRun: () => [],
  // Most of the population is planned to have happened before it was delivered.
  RunlightEventDeliverySlow: ({ selected }) =>
    each(
      selected.by(({ environment }) => environment),
      'deployment_environment_name',
      (of) => deliveredInTime(of).find(({ high }) => high < TARGETS.delivery.share),
    ),
  RunlightEventsMissing: () => [],
  RunlightTelemetryDropped: () => [],
  RunlightCollectorSilent: () => [],
};

/** The same for those that ask the logs: a record has the time of its event. */
export const logAlerts: Readonly<Record<string, Expectation>> = {
  RunlightRunFailed: ({ selected, at }) =>
    selected
      .ended('failed', 'timed_out')
      .filter(({ endedAt = 0 }) => endedAt > at - LOG_WINDOW_MS)
      .map(({ runId, traceId, workflow, environment }) =>
        exactly(1, {
          workflow_name: workflow,
          deployment_environment_name: environment,
          workflow_run_id: runId,
          trace_id: traceId,
        }),
      ),
  RunlightRunLost: ({ selected }) =>
    selected
      .ended('lost')
      .map(({ runId, traceId }) => exactly(1, { workflow_run_id: runId, trace_id: traceId })),
};

/** Per workflow and environment; nothing where the alert is silent. */
function perWorkflow(expect: (of: Population) => ExpectedSample | undefined): Expectation {
  return ({ selected }) =>
    [
      ...selected.by(({ workflow, environment }) => JSON.stringify({ workflow, environment })).values(),
    ].flatMap((of) => {
      const [run] = of.runs;
      const sample = expect(of);
      if (run === undefined || sample === undefined) return [];
      const labels = { workflow_name: run.workflow, deployment_environment_name: run.environment };
      return [{ ...sample, labels }];
    });
}

function failureShareOver(limit: number, population: Population): ExpectedSample | undefined {
  if (population.judged === 0 || population.ended().length < TARGETS.enoughRuns) return undefined;
  const share = population.ended(...UNSUCCESSFUL).length / population.judged;
  return share > limit ? exactly(share) : undefined;
}

const anyOf = (count: number): ExpectedSample | undefined => (count === 0 ? undefined : exactly(count));
