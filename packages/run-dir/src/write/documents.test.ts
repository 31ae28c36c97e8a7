import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryDirectory } from '@runlight/testing/runs';
import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Documents, MAX_BEHIND } from './documents.ts';
import { Losses } from './losses.ts';
import { RenameQueue } from './rename-queue.ts';

function documentsIn(directory: string) {
  const losses = new Losses();
  const renames = new RenameQueue();
  const documents = new Documents(directory, { directoryMode: 0o700, fileMode: 0o600, renames, losses });
  return { documents, losses };
}

const text = (content: string) => ({ render: () => content });

test('writes now what was put last, complete and private', () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  documents.put('status.json', text('one'));
  documents.put('status.json', text('two'));
  expect(documents.dirty).toBe(true);
  documents.writeNow('status.json');
  expect(documents.dirty).toBe(false);
  expect(readFileSync(join(directory, 'status.json'), 'utf8')).toBe('two');
  expect(statSync(join(directory, 'status.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['status.json']);
});

test('refreshes without waiting, and says when the file has it', async () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  const settled = new Promise<void>((resolve) => {
    documents.put('artifacts/a/manifest.json', { render: () => 'soon', settled: resolve });
  });
  documents.refresh();
  expect(documents.dirty).toBe(false);
  await settled;
  expect(readFileSync(join(directory, 'artifacts/a/manifest.json'), 'utf8')).toBe('soon');
});

test('a replacement that is under way never lands on newer content', async () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  const path = join(directory, 'status.json');
  for (let round = 0; round < 200; round += 1) {
    documents.put('status.json', text(`soon ${round}`));
    documents.refresh(); // its rename waits in the thread pool or is being done at this moment
    if (round % 3 === 1) await new Promise((resolve) => setImmediate(resolve));
    documents.put('status.json', text(`now ${round}`));
    documents.writeNow('status.json');
    expect(readFileSync(path, 'utf8')).toBe(`now ${round}`);
    await readFile(path); // lets the pool go on
    expect(readFileSync(path, 'utf8')).toBe(`now ${round}`);
  }
  await vi.waitFor(() => expect(readdirSync(directory)).toEqual(['status.json']));
});

test('content whose replacement is withdrawn is written by the one that withdrew it', () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  documents.put('status.json', text('under way'));
  documents.put('metadata.json', text('under way too'));
  documents.refresh();
  documents.writeAll();
  expect(readFileSync(join(directory, 'status.json'), 'utf8')).toBe('under way');
  expect(readFileSync(join(directory, 'metadata.json'), 'utf8')).toBe('under way too');
});

test('writes the summaries last, status.json at the very end', () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  const order: string[] = [];
  for (const name of ['status.json', 'a.json', 'metadata.json', 'b.json']) {
    documents.put(name, { render: () => name, settled: () => order.push(name) });
  }
  documents.writeAll();
  expect(order).toEqual(['a.json', 'b.json', 'metadata.json', 'status.json']);
});

test('files that are put faster than they are written do not pile up', () => {
  const directory = temporaryDirectory(onTestFinished);
  const { documents } = documentsIn(directory);
  for (let file = 0; file < MAX_BEHIND + 500; file += 1) documents.put(`${file}.json`, text(String(file)));
  expect(readdirSync(directory).length).toBe(500);
});

test('follows no link out of the directory', () => {
  const directory = temporaryDirectory(onTestFinished);
  const outside = temporaryDirectory(onTestFinished);
  mkdirSync(join(directory, 'artifacts'));
  symlinkSync(outside, join(directory, 'artifacts/a'));
  symlinkSync(join(outside, 'status'), join(directory, 'status.json'));
  const warn = vi.fn<DiagLogger['warn']>();
  diag.setLogger({ warn } as unknown as DiagLogger, DiagLogLevel.WARN); // nothing else is called at this level
  onTestFinished(() => diag.disable());
  const { documents, losses } = documentsIn(directory);
  documents.put('artifacts/a/manifest.json', text('x'));
  documents.put('artifacts/a/manifest-2.json', text('x'));
  documents.put('status.json', text('x'));
  documents.writeAll();
  expect(readdirSync(outside)).toEqual([]);
  expect(readFileSync(join(directory, 'status.json'), 'utf8')).toBe('x'); // in the link's place
  expect(losses.stats().filesFailed).toBe(2);
  expect(warn).toHaveBeenCalledTimes(1);
});
