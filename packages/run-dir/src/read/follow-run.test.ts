import { freshRuns, runsIn, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test } from 'vitest';

import { followRun, runDirectoryOf, type RunChange } from '../index.ts';

describe('following a run', () => {
  test('tells what there is, then every change, and ends with the run', async () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    source.emit(...run.take());
    const changes: RunChange[] = [];
    for await (const change of followRun(directory)) {
      changes.push(change);
      if (changes.length === 1) source.emit(...run.step('read').take());
      if (change.status.counts.steps_completed === 1 && change.status.outcome === null) {
        source.emit(...run.end('failed').take());
      }
    }
    expect(changes[0]).toMatchObject({ ended: false, status: { status: 'running' }, events: [{ seq: 0 }] });
    expect(changes.at(-1)).toMatchObject({ ended: true, status: { status: 'failed' } });
    expect(changes.flatMap(({ events }) => events)).toEqual(run.script.events);
  });

  test('goes on while a run that was found lost lives', async () => {
    const { source, directory } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    run.end('lost', run.script.process('watcher')).script.pass(10);
    source.emit(...run.step('read').take());
    const changes: RunChange[] = [];
    for await (const change of followRun(directory)) {
      changes.push(change);
      if (changes.length === 1) source.emit(...run.end('succeeded').take());
    }
    expect(changes[0]).toMatchObject({ ended: false, status: { status: 'running' } });
    expect(changes.at(-1)).toMatchObject({ ended: true, status: { status: 'succeeded' } });
    expect(changes.flatMap(({ events }) => events)).toEqual(run.script.events);
  });

  test('waits for a directory that is not there yet, and stops when told to', async () => {
    const root = temporaryDirectory(onTestFinished);
    const stop = new AbortController();
    const directory = runDirectoryOf(root, SAMPLE_RUN_ID);
    const seen: RunChange[] = [];
    const following = (async () => {
      for await (const change of followRun(directory, { signal: stop.signal, pollMs: 5 })) {
        seen.push(change);
        stop.abort();
      }
    })();
    runsIn(root, onTestFinished).source.emit(...new SampleRun().start().take());
    await following;
    expect(seen).toMatchObject([{ ended: false, status: { status: 'running' } }]);
  });
});
