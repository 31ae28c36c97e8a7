import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ArtifactContent } from '@runlight/contract';
import { freshRuns, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

const artifact = (rest: Partial<ArtifactContent>): ArtifactContent => ({
  runId: SAMPLE_RUN_ID,
  step: 'extract',
  attempt: 1,
  name: 'answer.json',
  content: '{}',
  ...rest,
});

describe('an artifact', () => {
  test('lies below its step and attempt, with its size and hash told', () => {
    const { store, directory } = freshRuns(onTestFinished);
    const saved = store.saveArtifact(artifact({ content: 'größe' }));
    expect(saved).toEqual({
      path: 'artifacts/extract/answer.json',
      sizeBytes: 7,
      sha256: createHash('sha256').update('größe').digest('hex'),
    });
    expect(readFileSync(join(directory, saved?.path ?? ''), 'utf8')).toBe('größe');
    expect(statSync(join(directory, saved?.path ?? '')).mode & 0o777).toBe(0o600);
    const later = store.saveArtifact(artifact({ attempt: 3, content: new Uint8Array([0, 255]) }));
    expect(later).toMatchObject({ path: 'artifacts/extract/attempts/3/answer.json', sizeBytes: 2 });
  });

  test('never goes over another one, nor over a file of ours', () => {
    const { store, directory } = freshRuns(onTestFinished);
    const paths = [
      'answer.json',
      'answer.json',
      'answer.json',
      'manifest.json',
      'attempts',
      'gate_request.json',
    ]
      .map((name, index) => store.saveArtifact(artifact({ name, content: String(index) })))
      .map((saved) => saved?.path);
    expect(paths).toEqual([
      'artifacts/extract/answer.json',
      'artifacts/extract/answer-2.json',
      'artifacts/extract/answer-3.json',
      'artifacts/extract/manifest-2.json',
      'artifacts/extract/attempts-2',
      'artifacts/extract/gate_request-2.json',
    ]);
    expect(paths.map((path) => readFileSync(join(directory, path ?? ''), 'utf8'))).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  test('is a copy of a file, also of one that is larger than a read', () => {
    const { store, directory } = freshRuns(onTestFinished);
    const file = join(temporaryDirectory(onTestFinished), 'big');
    const content = Buffer.alloc(2_500_000, 'abc');
    writeFileSync(file, content);
    const saved = store.saveArtifact(artifact({ content: { file } }));
    expect(saved?.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(readFileSync(join(directory, saved?.path ?? '')).equals(content)).toBe(true);
  });

  test('of what can not be kept nothing is left, and the loss is counted', () => {
    const warn = vi.fn<DiagLogger['warn']>();
    diag.setLogger({ warn } as unknown as DiagLogger, DiagLogLevel.WARN); // nothing else is called at this level
    onTestFinished(() => diag.disable());
    const { store, directory, stats } = freshRuns(onTestFinished);
    const pipe = join(temporaryDirectory(onTestFinished), 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    for (const file of [pipe, '/nonexistent/file', '/']) {
      expect(store.saveArtifact(artifact({ content: { file } }))).toBeUndefined();
    }
    expect(readdirSync(join(directory, 'artifacts/extract'))).toEqual([]);
    expect(stats().artifactsLost).toBe(3);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('what is known of a run', () => {
  test('is its state and its events', () => {
    const { store, source } = freshRuns(onTestFinished);
    const run = new SampleRun().start().step('read');
    source.emit(...run.take());
    const stored = store.load(SAMPLE_RUN_ID);
    expect([...(stored?.events ?? [])]).toEqual(run.script.events);
    expect(stored?.state).toMatchObject({ run_id: SAMPLE_RUN_ID, events: 3, steps: { completed: 1 } });
  });

  test('is nothing where there is no run, or a link', () => {
    const { store, root } = freshRuns(onTestFinished);
    expect(store.load('nobody')).toBeUndefined();
    mkdirSync(join(root, 'empty'));
    expect(store.load('empty')).toBeUndefined();
    symlinkSync(join(root, 'empty'), join(root, 'link'));
    expect(store.load('link')).toBeUndefined();
  });

  test('child processes find the same store', () => {
    const { store, root } = freshRuns(onTestFinished);
    expect(store.env()).toEqual({ RUNLIGHT_RUNS_DIR: root });
  });
});
