import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EventSource, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { createRunDirectory, runDirectoryOf, validateRunDirectory } from '../index.ts';

let directory: string;

/** A run of ours that has ended, with nothing wrong. */
beforeEach(async () => {
  const root = temporaryDirectory(onTestFinished);
  const directories = createRunDirectory({ root });
  const source = new EventSource(directories.processor);
  const run = new SampleRun().start();
  const step = run.main.step('extract', { type: 'model' }).emit({ event: 'workflow.step.started' });
  const content = { runId: SAMPLE_RUN_ID, step: 'extract', attempt: 1, name: 'answer.json', content: '{}' };
  const path = directories.store.saveArtifact(content)?.path ?? '';
  const artifact = { role: 'answer', path, media_type: 'application/json', required: true };
  step.emit({ event: 'workflow.artifact.recorded', ...artifact });
  step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
  source.emit(...run.end().take());
  await source.provider.shutdown();
  directory = runDirectoryOf(root, SAMPLE_RUN_ID);
});

const at = (file: string): string => join(directory, file);

function edit(file: string, change: (content: Record<string, unknown>) => void): void {
  const content = JSON.parse(readFileSync(at(file), 'utf8')) as Record<string, unknown>;
  change(content);
  writeFileSync(at(file), JSON.stringify(content));
}

function editLines(change: (lines: string[]) => string[]): void {
  const lines = readFileSync(at('events.ndjson'), 'utf8').trimEnd().split('\n');
  writeFileSync(at('events.ndjson'), `${change(lines).join('\n')}\n`);
}

/** Each fault: how it is planted, and the file, line and rule that must be named. */
const FAULTS: readonly [what: string, plant: () => void, named: object][] = [
  ['no metadata.json', () => rmSync(at('metadata.json')), { file: 'metadata.json', rule: 'file-missing' }],
  ['no status.json', () => rmSync(at('status.json')), { file: 'status.json', rule: 'file-missing' }],
  ['no events.ndjson', () => rmSync(at('events.ndjson')), { file: 'events.ndjson', rule: 'file-missing' }],
  ['no final-state.txt', () => rmSync(at('final-state.txt')), { file: 'final-state.txt', rule: 'file-missing' }],
  ['no final.json', () => rmSync(at('final.json')), { file: 'final.json', rule: 'end' }],
  ['no manifest', () => rmSync(at('artifacts/extract/manifest.json')), { file: 'artifacts/extract/manifest.json', rule: 'file-missing' }],
  ['an artifact that is gone', () => rmSync(at('artifacts/extract/answer.json')), { file: 'artifacts/extract/manifest.json', rule: 'artifact-missing' }],
  ['half of a status.json', () => writeFileSync(at('status.json'), '{"run_id":'), { file: 'status.json', rule: 'json' }],
  ['a status.json that is a list', () => writeFileSync(at('status.json'), '[]'), { file: 'status.json', rule: 'fields' }],
  ['no workflow_id', () => edit('metadata.json', (file) => delete file['workflow_id']), { file: 'metadata.json', rule: 'fields' }],
  ['no entry_step', () => edit('metadata.json', (file) => delete file['entry_step']), { file: 'metadata.json', rule: 'fields' }],
  ['an artifacts_root that is the run directory', () => edit('metadata.json', (file) => (file['artifacts_root'] = directory)), { file: 'metadata.json', rule: 'fields' }],
  ['a lifecycle_state of our own', () => edit('status.json', (file) => (file['lifecycle_state'] = 'stalled')), { file: 'status.json', rule: 'fields' }],
  ['a field that is left out instead of null', () => edit('status.json', (file) => delete file['active_opcode']), { file: 'status.json', rule: 'fields' }],
  ['a time without a zone', () => edit('status.json', (file) => (file['updated_at'] = '2026-04-24T14:30:00')), { file: 'status.json', rule: 'fields' }],
  ['an opcode that is null', () => edit('artifacts/extract/manifest.json', (file) => (file['opcode'] = null)), { file: 'artifacts/extract/manifest.json', rule: 'fields' }],
  ['an artifact path that leads out', () => edit('artifacts/extract/manifest.json', (file) => (file['artifacts'] = [{ role: 'x', path: 'artifacts/extract/../../status.json', media_type: 'x', required: true }])), { file: 'artifacts/extract/manifest.json', rule: 'artifact-path' }],
  ['an absolute artifact path', () => edit('artifacts/extract/manifest.json', (file) => (file['artifacts'] = [{ role: 'x', path: '/etc/passwd', media_type: 'x', required: true }])), { file: 'artifacts/extract/manifest.json', rule: 'artifact-path' }],
  ['a manifest of another step', () => edit('artifacts/extract/manifest.json', (file) => (file['step_id'] = 'read')), { file: 'artifacts/extract/manifest.json', rule: 'step-id' }],
  ['a final.json of another run', () => edit('final.json', (file) => (file['run_id'] = 'another')), { file: 'final.json', rule: 'run-id' }],
  ['a final status of our own', () => edit('final.json', (file) => (file['status'] = 'succeeded')), { file: 'final.json', rule: 'fields' }],
  ['a run that ended and goes on', () => edit('status.json', (file) => (file['lifecycle_state'] = 'running')), { file: 'status.json', rule: 'end' }],
  ['an end without a termination', () => edit('metadata.json', (file) => (file['termination'] = null)), { file: 'metadata.json', rule: 'end' }],
  ['an event_type of our own', () => editLines((lines) => lines.map((line, index) => (index === 1 ? line.replace('step_started', 'step_begun') : line))), { file: 'events.ndjson', line: 2, rule: 'fields' }],
  ['a line without a step_id', () => editLines((lines) => lines.map((line, index) => (index === 2 ? line.replace('"step_id"', '"step"') : line))), { file: 'events.ndjson', line: 3, rule: 'fields' }],
  ['an event that lacks a field', () => editLines((lines) => lines.map((line, index) => (index === 3 ? line.replace('"duration_ms"', '"took"') : line))), { file: 'events.ndjson', line: 4, rule: 'fields' }],
  ['a line of another run', () => editLines((lines) => lines.map((line, index) => (index === 1 ? line.replace(SAMPLE_RUN_ID, 'another') : line))), { file: 'events.ndjson', line: 2, rule: 'run-id' }],
  ['a torn line in the middle', () => editLines((lines) => [lines[0] ?? '', '{"timestamp":', ...lines.slice(1)]), { file: 'events.ndjson', line: 2, rule: 'json' }],
  ['a torn last line', () => writeFileSync(at('events.ndjson'), readFileSync(at('events.ndjson'), 'utf8').slice(0, -10)), { file: 'events.ndjson', line: 6, rule: 'json' }],
  ['lines after the roll-up', () => editLines((lines) => [...lines, lines[0] ?? '']), { file: 'events.ndjson', rule: 'end' }],
  ['a link in a file\'s place', () => { rmSync(at('final.json')); symlinkSync('/etc/hostname', at('final.json')); }, { file: 'final.json', rule: 'file-plain' }],
  ['a link among the artifacts', () => symlinkSync('/etc', at('artifacts/etc')), { file: 'artifacts/etc', rule: 'file-plain' }],
  ['a directory in a file\'s place', () => { rmSync(at('status.json')); mkdirSync(at('status.json')); }, { file: 'status.json', rule: 'file-plain' }],
]; // prettier-ignore

describe('validateRunDirectory', () => {
  test('finds nothing wrong with what we write', () => {
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test.each(FAULTS)('names file and rule for %s', (_, plant, named) => {
    plant();
    const problems = validateRunDirectory(directory);
    expect(problems).toContainEqual(expect.objectContaining(named));
    expect(problems.every(({ message }) => message !== '')).toBe(true);
  });

  test('a run that goes on lacks nothing', async () => {
    const root = temporaryDirectory(onTestFinished);
    const directories = createRunDirectory({ root });
    const source = new EventSource(directories.processor);
    const run = new SampleRun().start().step('read');
    directories.store.saveArtifact({
      runId: SAMPLE_RUN_ID,
      step: 'open',
      attempt: 1,
      name: 'a',
      content: 'a',
    });
    source.emit(...run.take());
    await source.provider.shutdown();
    expect(validateRunDirectory(runDirectoryOf(root, SAMPLE_RUN_ID))).toEqual([]);
  });

  test('accepts what another producer of OA04.3.1 directories writes', () => {
    const foreign = join(temporaryDirectory(onTestFinished), '20260424T143022Z');
    mkdirSync(join(foreign, 'artifacts/implement'), { recursive: true });
    const run_id = '20260424T143022Z';
    const put = (file: string, content: unknown): void =>
      writeFileSync(join(foreign, file), JSON.stringify(content));
    const times = { started_at: '2026-04-24T14:30:22Z', ended_at: '2026-04-24T14:31:22+00:00' };
    put('metadata.json', {
      run_id,
      workflow_id: 'w',
      workflow_version: 3,
      ...times,
      artifacts_root: '/runs',
      entry_step: 'implement',
      workspace_context: {},
    });
    put('status.json', {
      run_id, workflow_id: 'w', started_at: times.started_at, updated_at: times.ended_at, lifecycle_state: 'completed',
      current_step_id: null, last_completed_step_id: 'implement', active_opcode: null, active_runner_family: null,
      worktree_path: null, last_route_target: null, termination: 'completed',
    }); // prettier-ignore
    put('artifacts/implement/manifest.json', {
      step_id: 'implement', opcode: 'RUN_AGENT', ...times, termination: 'success',
      evidence_summary: { references: [{ role: 'runner_transcript', path: 'artifacts/implement/t.txt' }], notes: [] },
      artifacts: [{ role: 'runner_transcript', path: 'artifacts/implement/t.txt', media_type: 'text/plain', required: true }],
    }); // prettier-ignore
    writeFileSync(join(foreign, 'artifacts/implement/t.txt'), 'x');
    writeFileSync(join(foreign, 'final-state.txt'), 'completed');
    const line = {
      timestamp: times.started_at,
      run_id,
      step_id: 'implement',
      event_type: 'step_started',
      their_own: 1,
    };
    writeFileSync(join(foreign, 'events.ndjson'), `${JSON.stringify(line)}\n`);
    expect(validateRunDirectory(foreign)).toEqual([]);
    writeFileSync(
      join(foreign, 'events.ndjson'),
      `${JSON.stringify({ ...line, event_type: 'step_begun' })}\n`,
    );
    expect(validateRunDirectory(foreign)).toMatchObject([{ file: 'events.ndjson', line: 1, rule: 'fields' }]);
  });

  test('what is no directory is one problem', () => {
    expect(validateRunDirectory('/nonexistent')).toMatchObject([{ file: '.', rule: 'file-plain' }]);
  });
});
