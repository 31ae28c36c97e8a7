import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import {
  freshRuns,
  readJson,
  readLines,
  runsIn,
  SAMPLE_ERROR,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
} from '@runlight/testing/runs';
import { FinalFileSchema, MetadataFileSchema, StatusFileSchema } from '@runlight/contract/schemas';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { readEvents, readRun, validateRunDirectory } from './index.ts';

describe('while a run goes on', () => {
  test('an event is in the stream when the emitting call returns', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    source.emit(...run.take());
    expect(readLines(directory).map(({ event }) => event)).toEqual(['workflow.run.running']);
    run.step('read');
    source.emit(...run.take());
    expect(readLines(directory).map(({ event_type }) => event_type)).toEqual([
      'status_updated',
      'step_started',
      'step_completed',
    ]);
  });

  test('status.json and metadata.json are there from the first event on', () => {
    const { source, directory } = freshRuns(onTestFinished);
    source.emit(...new SampleRun().start().take());
    const status = StatusFileSchema.parse(readJson(directory, 'status.json'));
    expect(status).toMatchObject({ lifecycle_state: 'running', current_step_id: 'START', tenant_id: 'acme' });
    expect(status.process?.pid).toBe(process.pid);
    expect(status.stream_offset).toBe(statSync(join(directory, 'events.ndjson')).size);
    const metadata = MetadataFileSchema.parse(readJson(directory, 'metadata.json'));
    expect(metadata).toMatchObject({ workflow_version: 7, entry_step: 'START', ended_at: null });
    expect(metadata['telemetry']).toMatchObject({ resource: { 'service.name': 'invoices' } });
  });

  test('a change of lifecycle_state is in status.json when the emitting call returns', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    source.emit(...run.take());
    run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human', reason: 'over 10 000' });
    source.emit(...run.take());
    expect(readJson(directory, 'status.json')).toMatchObject({
      lifecycle_state: 'waiting',
      status: 'waiting',
    });
    run.main.emit({ event: 'workflow.run.resumed', wait_id: 'w', waited_ms: 10 });
    source.emit(...run.take());
    expect(readJson(directory, 'status.json')).toMatchObject({ lifecycle_state: 'running' });
  });

  test('anything else follows by itself, in one replacement for many events', async () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    source.emit(...run.take());
    for (let step = 0; step < 500; step += 1) run.step(`step-${step % 3}`);
    source.emit(...run.take());
    const inodeBefore = statSync(join(directory, 'status.json')).ino;
    await vi.waitFor(() => {
      expect(readJson(directory, 'status.json')).toMatchObject({
        counts: { steps_completed: 500, events: 1001 },
      });
    });
    expect(statSync(join(directory, 'status.json')).ino).not.toBe(inodeBefore);
    await vi.waitFor(() =>
      expect(readJson(directory, 'metadata.json')).toMatchObject({ last_step_id: 'step-1' }),
    );
  });

  test('a heartbeat shows in status.json and is no line of the stream', async () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    run.main.heartbeat(7);
    source.emit(...run.take());
    await vi.waitFor(() =>
      expect(readJson(directory, 'status.json')).toMatchObject({ progress: { count: 7 } }),
    );
    expect(readLines(directory)).toHaveLength(1);
  });

  test('directories are 0700 and files 0600 unless told otherwise', () => {
    for (const [options, directoryMode, fileMode] of [
      [{}, 0o700, 0o600],
      [{ directoryMode: 0o750, fileMode: 0o640 }, 0o750, 0o640],
    ] as const) {
      const { source, directory } = runsIn(
        join(temporaryDirectory(onTestFinished), 'runs'),
        onTestFinished,
        options,
      );
      source.emit(...new SampleRun().start().step('read').end().take());
      expect(statSync(join(directory, '..')).mode & 0o777).toBe(directoryMode);
      for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
        const { mode, ...stat } = statSync(join(directory, entry));
        const isDirectory = (mode & 0o170000) === 0o040000;
        expect({ entry, mode: mode & 0o777, stat: typeof stat }).toEqual({
          entry,
          mode: isDirectory ? directoryMode : fileMode,
          stat: 'object',
        });
      }
    }
  });

  test('log records that are no lifecycle events leave no trace', () => {
    const { source, root } = freshRuns(onTestFinished);
    const logger = source.provider.getLogger('app');
    logger.emit({ body: 'hello', attributes: { 'workflow.run.id': SAMPLE_RUN_ID } });
    logger.emit({
      body: 'hello',
      attributes: { event: 'workflow.run.running', 'workflow.run.id': SAMPLE_RUN_ID },
    });
    logger.emit({ body: 'hello', attributes: { event: 'click', 'workflow.run.id': SAMPLE_RUN_ID } });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('at the end of a run', () => {
  test('everything is there when the roll-up line is, which is the last one', () => {
    const { source, directory, store } = freshRuns(onTestFinished);
    const run = new SampleRun().start().step('read').end('failed');
    source.emit(...run.take());
    expect(store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(readLines(directory).at(-1)).toMatchObject({
      event: 'workflow.run.completed',
      status: 'fail',
      reason: 'x is not a function',
      run_id: SAMPLE_RUN_ID,
    });
    expect(FinalFileSchema.parse(readJson(directory, 'final.json'))).toMatchObject({
      status: 'fail',
      outcome: 'failed',
    });
    const status = StatusFileSchema.parse(readJson(directory, 'status.json'));
    expect(status).toMatchObject({
      lifecycle_state: 'failed',
      termination: 'error',
      current_step_id: 'STOP',
    });
    expect(status.stream_offset).toBe(statSync(join(directory, 'events.ndjson')).size);
    expect(readJson(directory, 'metadata.json')).toMatchObject({ termination: 'error', entry_step: 'read' });
    expect(readFileSync(join(directory, 'final-state.txt'), 'utf8')).toMatch(/^failed\n/);
    expect(readJson(directory, 'artifacts/read/manifest.json')).toMatchObject({ termination: 'completed' });
    expect(validateRunDirectory(directory)).toEqual([]);
    expect([...readEvents(directory)].map(({ event_id }) => event_id)).toEqual(
      run.script.events.map(({ event_id }) => event_id),
    );
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('steps that had not ended get a manifest all the same', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    run.main.step('hangs', { type: 'io' }).emit({ event: 'workflow.step.started' });
    source.emit(...run.end('timed_out').take());
    expect(readJson(directory, 'artifacts/hangs/manifest.json')).toMatchObject({
      termination: 'killed_timeout',
    });
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test('the first of two ends wins, and there is one roll-up line', () => {
    const root = temporaryDirectory(onTestFinished);
    const here = runsIn(root, onTestFinished);
    const elsewhere = runsIn(root, onTestFinished);
    const run = new SampleRun().start();
    here.source.emit(...run.take());
    const other = run.script.process('p1');
    other.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    elsewhere.source.emit(...run.take());
    run.end('failed', other);
    elsewhere.source.emit(...run.take());
    run.end('succeeded');
    here.source.emit(...run.take());
    expect(elsewhere.store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(here.store.wonEnd(SAMPLE_RUN_ID)).toBe(false);
    const rollUps = readLines(here.directory).filter(({ event }) => event === 'workflow.run.completed');
    expect(rollUps).toMatchObject([{ outcome: 'failed' }]);
    expect(readLines(here.directory).at(-1)).toEqual(rollUps[0]);
    expect([...readEvents(here.directory)]).toHaveLength(run.script.events.length);
    expect(readJson(here.directory, 'final.json')).toMatchObject({ outcome: 'failed' });
    expect(readJson(here.directory, 'status.json')).toMatchObject({ status: 'failed' });
  });

  test('a run that was found lost goes on with its next sign of progress', async () => {
    const root = temporaryDirectory(onTestFinished);
    const here = runsIn(root, onTestFinished);
    const watcher = runsIn(root, onTestFinished);
    const run = new SampleRun().start();
    const open = run.main.step('extract').emit({ event: 'workflow.step.started' });
    here.source.emit(...run.take());
    watcher.source.emit(...run.end('lost', run.script.process('watcher')).take());
    run.script.pass(10);
    open.emit({ event: 'workflow.step.retrying', error: SAMPLE_ERROR });
    here.source.emit(...run.take());
    await here.processor.forceFlush();
    expect(readJson(here.directory, 'status.json')).toMatchObject({
      status: 'running',
      lifecycle_state: 'running',
      outcome: null,
      current_step_id: 'extract',
    });
    expect(readJson(here.directory, 'metadata.json')).toMatchObject({ ended_at: null, termination: null });
  });

  test('an authoritative end replaces one that was inferred', () => {
    const root = temporaryDirectory(onTestFinished);
    const here = runsIn(root, onTestFinished);
    const watcher = runsIn(root, onTestFinished);
    const run = new SampleRun().start();
    here.source.emit(...run.take());
    watcher.source.emit(...run.end('lost', run.script.process('watcher')).take());
    expect(readJson(here.directory, 'final.json')).toMatchObject({ outcome: 'lost', inferred: true });
    here.source.emit(...run.step('late').end('succeeded').take());
    expect(here.store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(readJson(here.directory, 'final.json')).toMatchObject({ outcome: 'succeeded', inferred: false });
    expect(readLines(here.directory).at(-1)).toMatchObject({
      event: 'workflow.run.completed',
      outcome: 'succeeded',
    });
    expect(readRun(here.directory).status).toMatchObject({ status: 'succeeded' });
  });

  test('what comes after the end goes beside the stream, and readers know it', () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    const late = run.main.step('late').emit({ event: 'workflow.step.started' });
    source.emit(...run.end().take());
    late.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    run.main.emit({ event: 'workflow.run.annotated', actor: 'ops', note: 'looked at' });
    source.emit(...run.take());
    expect(readLines(directory).at(-1)).toMatchObject({ event: 'workflow.run.completed' });
    expect(readRun(directory).state?.annotations).toMatchObject([{ note: 'looked at' }]);
    expect(readRun(directory).status).toMatchObject({
      operator_note: 'looked at',
      counts: { steps_completed: 1 },
    });
    expect([...readEvents(directory)]).toHaveLength(run.script.events.length);
  });
});
