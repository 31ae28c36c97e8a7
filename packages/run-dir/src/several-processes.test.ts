import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { TestChild } from '@runlight/testing';
import {
  freshRuns,
  readJson,
  readLines,
  runsIn,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
} from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { listRuns, readEvents, readRun, readSteps, runDirectoryOf, validateRunDirectory } from './index.ts';

describe('several processes', () => {
  test('the owner folds what another process appends; that one writes lines alone', async () => {
    const root = temporaryDirectory(onTestFinished);
    const owner = runsIn(root, onTestFinished);
    const child = runsIn(root, onTestFinished);
    const run = new SampleRun().start();
    owner.source.emit(...run.take());
    const before = readFileSync(join(owner.directory, 'status.json'), 'utf8');
    const step = run.script.process('child').step('child-step').emit({ event: 'workflow.step.started' });
    step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    child.source.emit(...run.take());
    await child.processor.forceFlush();
    expect(readLines(owner.directory)).toHaveLength(3);
    expect(readFileSync(join(owner.directory, 'status.json'), 'utf8')).toBe(before);
    await vi.waitFor(() => {
      expect(readJson(owner.directory, 'status.json')).toMatchObject({
        last_completed_step_id: 'child-step',
      });
    });
    owner.source.emit(...run.end().take());
    expect(readJson(owner.directory, 'artifacts/child-step/manifest.json')).toMatchObject({
      termination: 'completed',
    });
    expect(readSteps(owner.directory).map(({ name }) => name)).toEqual(['child-step']);
    expect(readJson(owner.directory, 'status.json')).toMatchObject({
      counts: { events: run.script.events.length },
    });
  });

  test('what a child process appends after the run ended goes beside the stream', () => {
    const root = temporaryDirectory(onTestFinished);
    const owner = runsIn(root, onTestFinished);
    const child = runsIn(root, onTestFinished);
    const run = new SampleRun().start();
    owner.source.emit(...run.take());
    const step = run.script.process('child').step('child-step').emit({ event: 'workflow.step.started' });
    child.source.emit(...run.take());
    owner.source.emit(...run.end().take());
    step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    child.source.emit(...run.take());
    expect(readLines(owner.directory).at(-1)).toMatchObject({ event: 'workflow.run.completed' });
    expect([...readEvents(owner.directory)]).toEqual(run.script.events);
    expect(readSteps(owner.directory)).toMatchObject([{ name: 'child-step', status: 'completed' }]);
  });

  test('a queued run is executed by another process, which owns it then', async () => {
    const root = temporaryDirectory(onTestFinished);
    const queue = runsIn(root, onTestFinished);
    const worker = runsIn(root, onTestFinished);
    const run = new SampleRun().queue();
    queue.source.emit(...run.take());
    expect(readJson(queue.directory, 'status.json')).toMatchObject({ status: 'queued', process: null });
    worker.source.emit(...run.start().take());
    expect(readJson(queue.directory, 'status.json')).toMatchObject({
      status: 'running',
      process: { pid: process.pid },
    });
    await queue.processor.forceFlush();
    worker.source.emit(...run.step('read').end().take());
    expect(readJson(queue.directory, 'status.json')).toMatchObject({
      status: 'succeeded',
      counts: { events: 6 },
    });
    expect(validateRunDirectory(queue.directory)).toEqual([]);
  });

  test("a run that was handed off is nobody's until another process takes it over", () => {
    const root = temporaryDirectory(onTestFinished);
    const first = runsIn(root, onTestFinished);
    const second = runsIn(root, onTestFinished);
    const run = new SampleRun().start().step('read');
    run.main.emit({ event: 'workflow.run.handed_off', target: 'the night shift' });
    first.source.emit(...run.take());
    expect(readJson(first.directory, 'status.json')).toMatchObject({
      process: null,
      handed_off_to: 'the night shift',
    });
    const other = run.script.process('p1');
    other.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    second.source.emit(...run.take());
    expect(readJson(first.directory, 'status.json')).toMatchObject({ process: { pid: process.pid } });
    second.source.emit(...run.end('succeeded', other).take());
    expect(readJson(first.directory, 'status.json')).toMatchObject({
      status: 'succeeded',
      counts: { steps_completed: 1 },
    });
  });

  test('the stream that a killed process left torn goes on in the next line', () => {
    const root = temporaryDirectory(onTestFinished);
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    const run = new SampleRun().start();
    const dead = runsIn(root, onTestFinished);
    dead.source.emit(...run.take());
    const stream = join(directory, 'events.ndjson');
    appendFileSync(stream, '{"timestamp":"2026-04-24T14:3');
    const next = runsIn(root, onTestFinished);
    run.script.process('p1').emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    next.source.emit(...run.take());
    expect(readRun(directory)).toMatchObject({ tornLines: 1, foreignLines: 0 });
    expect([...readEvents(directory)]).toEqual(run.script.events);
  });
});

test('a process that exits leaves its files as up to date as its stream', async () => {
  const root = temporaryDirectory(onTestFinished);
  const child = new TestChild(
    `
      import { createRunDirectory } from '@runlight/run-dir';
      import { EventSource, SampleRun } from '@runlight/testing/runs';
      const runs = createRunDirectory({ root: process.env.ROOT });
      const run = new SampleRun().start();
      for (let step = 0; step < 30; step += 1) run.step('step-' + step);
      new EventSource(runs.processor).emit(...run.take());
      runs.ledger.acknowledge('logs', [{ runId: run.script.runId, producer: 'p0', seq: 0 }]);
      process.exit(3);
    `,
    { env: { ROOT: root } },
  );
  expect(await child.exited).toMatchObject({ code: 3, stderr: '' });
  const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
  expect(readJson(directory, 'status.json')).toMatchObject({ counts: { steps_completed: 30, events: 61 } });
  expect(readJson(directory, 'delivery.json')).toMatchObject({ logs: { p0: [[0, 1]] } });
  expect(readdirSync(join(directory, 'artifacts'))).toHaveLength(30);
});

test('more runs at once than may have their stream open are all written', () => {
  const { source, root } = freshRuns(onTestFinished);
  const runs = Array.from({ length: 400 }, (_, index) => new SampleRun(`run-${index}`));
  for (const run of runs) source.emit(...run.start().take());
  for (const run of runs) source.emit(...run.step('read').take());
  for (const run of runs) source.emit(...run.end().take());
  expect(listRuns(root).filter(({ status }) => status === 'succeeded')).toHaveLength(400);
  for (const run of runs.slice(0, 10)) {
    expect([...readEvents(runDirectoryOf(root, run.script.runId))]).toEqual(run.script.events);
  }
});
