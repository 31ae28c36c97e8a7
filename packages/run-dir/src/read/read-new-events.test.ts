import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freshRuns, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test } from 'vitest';

import { annotateRun } from '../upkeep/annotate-run.ts';
import { readNewEvents, STREAM_START } from './read-new-events.ts';

test('portions of a stream are together the whole of it, whatever their size', () => {
  const { source, directory } = freshRuns(onTestFinished);
  const run = new SampleRun().start().step('a').step('b').end();
  source.emit(...run.take());
  const note = annotateRun(directory, { note: 'checked' });
  const expected = [...run.script.events, note];
  expect(readNewEvents(directory).events).toEqual(expected);
  for (const maxBytes of [1, 500, 2000]) {
    const read = [];
    let position = STREAM_START;
    let portions = 0;
    for (let more = true; more; portions += 1) {
      const portion = readNewEvents(directory, position, maxBytes);
      read.push(...portion.events);
      ({ position, more } = portion);
    }
    expect(read.map(({ event_id }) => event_id).toSorted()).toEqual(
      expected.map(({ event_id }) => event_id).toSorted(),
    );
    expect(portions).toBeGreaterThan(1);
    expect(readNewEvents(directory, position)).toEqual({ events: [], position, more: false });
  }
});

test('a stream that is cut at any byte gives whole events, and the others when they are whole', () => {
  const { source, directory } = freshRuns(onTestFinished);
  const run = new SampleRun().start().step('a');
  source.emit(...run.take());
  const stream = readFileSync(join(directory, 'events.ndjson'));
  const cut = join(temporaryDirectory(onTestFinished), 'run');
  mkdirSync(cut);
  for (let length = 0; length <= stream.length; length += 1) {
    writeFileSync(join(cut, 'events.ndjson'), stream.subarray(0, length));
    const first = readNewEvents(cut);
    appendFileSync(join(cut, 'events.ndjson'), stream.subarray(length));
    const second = readNewEvents(cut, first.position);
    expect([...first.events, ...second.events]).toEqual(run.script.events);
  }
});

test('nothing is read through a link, and nothing of a run that is not there', () => {
  const root = temporaryDirectory(onTestFinished);
  symlinkSync('/dev/zero', join(root, 'events.ndjson'));
  expect(() => readNewEvents(root)).toThrow(expect.objectContaining({ code: 'unsafe_path' }));
  expect(readNewEvents(join(root, 'none'))).toEqual({ events: [], position: STREAM_START, more: false });
});
