import { traceIdFromRunId, type RunEvent } from '@runlight/contract';

import { RunScript } from './run-script.ts';

interface VersionRuns {
  readonly version: string;
  readonly workflow?: string;
  readonly environment?: string;
  /** When the first of them began, in epoch milliseconds; each begins a second after the one before it. */
  readonly startsAt: number;
  readonly succeeded: number;
  readonly failed: number;
  /** What the failed ones failed with. */
  readonly code?: string;
  /** Their only step, and how long it and by that the run took. */
  readonly step: string;
  readonly durationMs: number;
  readonly tokens?: number;
}

/** The events of runs of one version of a workflow that all ended alike: of one step that succeeded or failed. */
export function versionRuns(runs: VersionRuns): RunEvent[] {
  return Array.from({ length: runs.succeeded + runs.failed }, (_, nth) =>
    versionRun(runs, nth, nth < runs.succeeded ? 'succeeded' : 'failed'),
  ).flat();
}

function versionRun(runs: VersionRuns, nth: number, outcome: 'succeeded' | 'failed'): RunEvent[] {
  const { version, workflow = 'invoice', environment, code = 'declined', durationMs: duration_ms } = runs;
  const runId = `run_${workflow}-${version}-${nth}`;
  const startsAt = new Date(runs.startsAt + nth * 1000).toISOString();
  const script = new RunScript({ runId, workflow, startsAt });
  const main = script.process(runId);
  main.emit({
    event: 'workflow.run.running',
    trace_id: traceIdFromRunId(runId),
    workflow_version: version,
    ...(environment !== undefined && { environment }),
  });
  const step = main.step(runs.step, { type: 'io' }).emit({ event: 'workflow.step.started' });
  script.pass(duration_ms);
  const usage = runs.tokens === undefined ? {} : { usage: { tokens: runs.tokens } };
  if (outcome === 'succeeded') {
    step.emit({ event: 'workflow.step.completed', duration_ms, ...usage });
    main.emit({ event: 'workflow.run.succeeded', duration_ms });
  } else {
    const error = { type: 'Error', message: code, category: 'external_api', code } as const;
    step.emit({ event: 'workflow.step.failed', duration_ms, error });
    main.emit({ event: 'workflow.run.failed', duration_ms, error, failed_step: runs.step });
  }
  const sums = { duration_ms, waiting_ms: 0, steps: 1, retries: 0, first_pass: outcome === 'succeeded' };
  main.emit({ event: 'workflow.run.completed', outcome, ...sums });
  return script.events;
}
