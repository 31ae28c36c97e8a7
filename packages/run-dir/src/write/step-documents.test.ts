import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { freshRuns, readJson, SAMPLE_RUN_ID, SampleRun, type ScriptedStep } from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { stepDirectory } from '../layout.ts';
import { validateRunDirectory } from '../index.ts';

describe('files of steps', () => {
  test('the manifest is that of the latest finished attempt; one before it keeps its own if it left files', async () => {
    const { source, directory, store } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    source.emit(...run.take());
    const manifest = join(directory, stepDirectory('extract:a/b', 1), 'manifest.json');
    for (const attempt of [1, 2, 3]) {
      const step = run.main.step('extract', { type: 'model', attempt, key: 'a/b' });
      step.emit({ event: 'workflow.step.started' });
      if (attempt !== 2) {
        const content = {
          runId: SAMPLE_RUN_ID,
          step: 'extract:a/b',
          attempt,
          name: 'answer.json',
          content: '{}',
        };
        const path = store.saveArtifact(content)?.path ?? 'not saved';
        const recorded = { role: 'answer', path, media_type: 'application/json', required: true } as const;
        step.emit({ event: 'workflow.artifact.recorded', ...recorded });
      }
      step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
      source.emit(...run.take());
      // One that is on the disk already, and one that is superseded before it gets there.
      if (attempt === 1) await vi.waitUntil(() => existsSync(manifest));
    }
    source.emit(...run.end().take());
    const [step = ''] = readdirSync(join(directory, 'artifacts'));
    const parent = join(directory, 'artifacts', step);
    expect(readJson(parent, 'manifest.json')).toMatchObject({
      attempt: 3,
      step_id: step,
      artifacts: [{ path: `artifacts/${step}/attempts/3/answer.json` }],
    });
    expect(readJson(parent, 'attempts/1/manifest.json')).toMatchObject({
      attempt: 1,
      artifacts: [{ path: `artifacts/${step}/answer.json` }],
    });
    expect(readdirSync(join(parent, 'attempts'))).toEqual(['1', '3']);
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test('a loop over one step leaves one file, not one per turn', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    for (let attempt = 1; attempt <= 2000; attempt += 1) run.step('turn', { attempt });
    source.emit(...run.end().take());
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      'events.ndjson',
      'final-state.txt',
      'final.json',
      'manifest.json',
      'metadata.json',
      'status.json',
    ]);
    expect(readJson(directory, 'artifacts/turn/manifest.json')).toMatchObject({ attempt: 2000 });
  });

  test('gates and runners leave their files, and the manifest lists them', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    const gate = run.main
      .step('approve', { type: 'decision', opcode: 'GATE' })
      .emit({ event: 'workflow.step.started' });
    decide(gate);
    const agent = run.main.step('implement', { type: 'model' }).emit({ event: 'workflow.step.started' });
    const runner = { runner: 'claude_cli', runner_family: 'claude_cli', pid: 7 } as const;
    agent.emit({ event: 'workflow.runner.started', ...runner, command: ['claude', '-p'] });
    const ended = { runner: 'claude_cli', duration_ms: 5, exit_code: 0, termination: 'completed' } as const;
    agent.emit({ event: 'workflow.runner.completed', ...ended });
    agent.emit({ event: 'workflow.step.completed', duration_ms: 6 });
    source.emit(...run.end().take());
    expect(readJson(directory, 'artifacts/approve/gate_request.json')).toMatchObject({
      gate: 'approve',
      timeout_seconds: 60,
    });
    expect(readJson(directory, 'artifacts/approve/gate_outcome.json')).toMatchObject({
      outcome: 'gate_approved',
    });
    expect(readJson(directory, 'artifacts/approve/manifest.json')).toMatchObject({
      opcode: 'GATE',
      termination: 'gate_approved',
      artifacts: [
        { role: 'gate_request', path: 'artifacts/approve/gate_request.json' },
        { role: 'gate_outcome', path: 'artifacts/approve/gate_outcome.json' },
      ],
    });
    expect(readJson(directory, 'artifacts/implement/runner_metadata.json')).toMatchObject({
      agent_family: 'claude_cli',
      exit_code: 0,
    });
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  function decide(gate: ScriptedStep): void {
    const asked = { gate: 'approve', wait_kind: 'human' } as const;
    gate.emit({ event: 'workflow.gate.requested', ...asked, timeout_ms: 60_000 });
    gate.emit({
      event: 'workflow.gate.resolved',
      ...asked,
      gate_outcome: 'approved',
      actor: 'ops',
      waited_ms: 9,
    });
    gate.emit({ event: 'workflow.step.completed', duration_ms: 9 });
  }
});
