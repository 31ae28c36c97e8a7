import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { traceIdFromRunId, type RunEvent, type RunOutcome } from '@runlight/contract';

import { RunScript, type ScriptedProcess } from './run-script.ts';

export const SAMPLE_RUN_ID = 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD';
export const SAMPLE_ERROR = { type: 'TypeError', message: 'x is not a function', category: 'bug' } as const;

/** A run to script: begun by its first process, not ended. */
export class SampleRun {
  readonly script: RunScript;
  readonly main: ScriptedProcess;
  #taken = 0;

  constructor(runId: string = SAMPLE_RUN_ID, producer = 'p0') {
    this.script = new RunScript({ runId, workflow: 'invoice', startsAt: '2026-04-24T14:30:00.000Z' });
    this.main = this.script.process(producer);
  }

  queue(): this {
    this.main.emit({
      event: 'workflow.run.queued',
      trace_id: traceIdFromRunId(this.script.runId),
      queue: 'q',
    });
    return this;
  }

  start(): this {
    this.main.emit({
      event: 'workflow.run.running',
      trace_id: traceIdFromRunId(this.script.runId),
      workflow_version: '7',
      tenant_id: 'acme',
      inputs: { file: 'a.xml', pages: 2 },
      heartbeat_interval_ms: 15_000,
    });
    return this;
  }

  /** A step that takes 10 ms and completes. */
  step(name: string, options: { readonly key?: string; readonly attempt?: number } = {}): this {
    const step = this.main.step(name, { type: 'tool', ...options }).emit({ event: 'workflow.step.started' });
    this.script.pass(10);
    step.emit({ event: 'workflow.step.completed', duration_ms: 10 });
    return this;
  }

  end(outcome: RunOutcome = 'succeeded', by: ScriptedProcess = this.main): this {
    const event = `workflow.run.${outcome}` as const;
    const duration_ms = 5000.5;
    switch (event) {
      case 'workflow.run.failed':
      case 'workflow.run.timed_out':
        by.emit({ event, duration_ms, error: SAMPLE_ERROR });
        break;
      case 'workflow.run.lost':
        by.emit({ event, duration_ms, error: SAMPLE_ERROR, inferred: true });
        break;
      case 'workflow.run.incomplete':
        by.emit({ event, duration_ms, reason: 'two of three' });
        break;
      default:
        by.emit({ event, duration_ms });
    }
    const sums = { duration_ms, waiting_ms: 0, steps: 1, retries: 0, first_pass: outcome === 'succeeded' };
    const inferred = outcome === 'lost' ? { inferred: true } : {};
    by.emit({ event: 'workflow.run.completed', outcome, ...sums, ...inferred });
    return this;
  }

  /** The events since the last call. */
  take(): RunEvent[] {
    const events = this.script.events.slice(this.#taken);
    this.#taken = this.script.events.length;
    return events;
  }
}

/** A directory of its own for a test, removed after it: pass the test framework's hook for that. */
export function temporaryDirectory(after: (cleanUp: () => void) => void): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'runlight-')));
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Makes a run look as if its process had died and another one had got its pid. No process may have it open. */
export function forsakeRun(directory: string): void {
  const path = join(directory, 'status.json');
  const status = JSON.parse(readFileSync(path, 'utf8')) as { process: { start_ticks: number } }; // as we wrote it
  status.process.start_ticks += 1;
  writeFileSync(path, JSON.stringify(status));
}
