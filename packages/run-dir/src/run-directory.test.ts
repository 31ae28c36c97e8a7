import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EventSource, RunScript } from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createRunDirectory, listRuns, readEvents, readRun, readSteps, runDirectoryOf } from './index.ts';

const RUN_ID = 'run_01JSM0VD2K7ZQ4X9M3T8W1B6CD';
const TRACE_ID = '0196680db453f9ae4ea6b1d229c0b1ad';

function temporaryRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'run-dir-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

describe('a run directory', () => {
  test('smoke', async () => {
    const root = temporaryRoot();
    const runs = createRunDirectory({ root });
    const source = new EventSource(runs.processor);
    const script = new RunScript({ runId: RUN_ID, workflow: 'invoice', startsAt: '2026-04-24T14:30:00Z' });
    const main = script.process('p0');
    main.emit({ event: 'workflow.run.running', trace_id: TRACE_ID, workflow_version: '7', inputs: { a: 1 } });
    const step = main.step('read', { type: 'io' }).emit({ event: 'workflow.step.started' });
    script.pass(12);
    step.emit({ event: 'workflow.artifact.recorded', role: 'report', path: 'artifacts/read/x', media_type: 'text/plain', required: true });
    step.emit({ event: 'workflow.step.completed', duration_ms: 12 });
    main.emit({ event: 'workflow.run.succeeded', duration_ms: 12 });
    main.emit({ event: 'workflow.run.completed', outcome: 'succeeded', duration_ms: 12, waiting_ms: 0, steps: 1, retries: 0, first_pass: true });
    source.emit(...script.events);
    const directory = runDirectoryOf(root, RUN_ID);
    console.log(readdirSync(directory, { recursive: true }), statSync(directory).mode.toString(8));
    for (const f of ['events.ndjson','status.json','metadata.json','final.json','final-state.txt','artifacts/read/manifest.json']) console.log(f, readFileSync(join(directory, f), 'utf8'));
    expect([...readEvents(directory)]).toEqual(script.events);
    console.log(readRun(directory), readSteps(directory), listRuns(root).length, runs.stats());
  });
});
