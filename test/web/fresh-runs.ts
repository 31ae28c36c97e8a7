import { formatTimestamp, traceIdFromRunId, type RunEvent } from '@runlight/contract';
import { RunScript, type ScriptedProcess } from '@runlight/testing/runs';

/** A run that has begun; what its `main` emits later is its next event. */
export interface FreshRun {
  readonly runId: string;
  readonly main: ScriptedProcess;
  /** Its events since the last call. */
  take(): RunEvent[];
}

let made = 0;

/** A run of its own that began `agoMs` ago. */
export function freshRun(
  workflow: string,
  agoMs = 0,
  tags: readonly string[] = [],
  environment = 'prod',
): FreshRun {
  made += 1;
  const runId = `run_01JSM0VD2K7ZQ4X9M3T8W1C${String(made).padStart(3, '0')}`;
  const startsAt = formatTimestamp(Date.now() - agoMs);
  const script = new RunScript({ runId, workflow, startsAt });
  const main = script.process(`fresh${made}`);
  main.emit({
    event: 'workflow.run.running',
    trace_id: traceIdFromRunId(runId),
    workflow_version: '1',
    environment,
    ...(tags.length > 0 && { tags: [...tags] }),
  });
  let taken = 0;
  return {
    runId,
    main,
    take() {
      const events = script.events.slice(taken);
      taken = script.events.length;
      return events;
    },
  };
}

/** Lets a run fail at once. */
export function fail({ main }: FreshRun, message: string): void {
  const error = { type: 'TestError', message, category: 'bug' } as const;
  main.emit({ event: 'workflow.run.failed', duration_ms: 1000, error });
  const sums = { duration_ms: 1000, waiting_ms: 0, steps: 0, retries: 0, first_pass: false };
  main.emit({ event: 'workflow.run.completed', outcome: 'failed', ...sums });
}
