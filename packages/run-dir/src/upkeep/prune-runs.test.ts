import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EventSource, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test } from 'vitest';

import { createRunDirectory, pruneRuns, runDirectoryOf } from '../index.ts';

const DAY_MS = 86_400_000;

/** `old` and `recent` have ended, `open` has not. */
async function runs() {
  const root = temporaryDirectory(onTestFinished);
  const directories = createRunDirectory({ root });
  const source = new EventSource(directories.processor);
  const old = new SampleRun('old').start().end();
  const recent = new SampleRun('recent').start();
  recent.script.pass(3 * DAY_MS);
  recent.end();
  for (const run of [old, recent, new SampleRun('open').start()]) source.emit(...run.take());
  await source.provider.shutdown();
  return { root, now: Date.parse('2026-04-24T14:30:00Z') + 4 * DAY_MS };
}

test('removes runs that ended long enough ago, and no other', async () => {
  const { root, now } = await runs();
  expect(pruneRuns(root, { olderThanMs: 2 * DAY_MS, now, dryRun: true })).toMatchObject([{ runId: 'old' }]);
  expect(readdirSync(root).toSorted()).toEqual(['old', 'open', 'recent']);
  expect(pruneRuns(root, { olderThanMs: 2 * DAY_MS, now })).toMatchObject([
    { runId: 'old', directory: runDirectoryOf(root, 'old'), endedAt: '2026-04-24T14:30:00.000000Z' },
  ]);
  expect(readdirSync(root).toSorted()).toEqual(['open', 'recent']);
  pruneRuns(root, { olderThanMs: 0, now: now + 365 * DAY_MS });
  expect(readdirSync(root)).toEqual(['open']);
});

test('touches nothing outside of the root and nothing that is no run', async () => {
  const { root, now } = await runs();
  const outside = temporaryDirectory(onTestFinished);
  writeFileSync(join(outside, 'precious'), '');
  symlinkSync(outside, join(root, 'old/artifacts'));
  symlinkSync(join(root, 'recent'), join(root, 'a-link'));
  mkdirSync(join(root, 'something-else'));
  writeFileSync(join(root, 'a-file'), '');
  mkdirSync(join(root, '.pruned-interrupted/artifacts'), { recursive: true });
  pruneRuns(root, { olderThanMs: 2 * DAY_MS, now });
  expect(existsSync(join(outside, 'precious'))).toBe(true);
  expect(readdirSync(root).toSorted()).toEqual(['a-file', 'a-link', 'open', 'recent', 'something-else']);
});

test('an age that is none removes nothing', async () => {
  const { root } = await runs();
  for (const olderThanMs of [-1, Number.NaN]) {
    expect(() => pruneRuns(root, { olderThanMs })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  }
  expect(readdirSync(root)).toHaveLength(3);
  expect(pruneRuns('/nonexistent/runs', { olderThanMs: 0 })).toEqual([]);
});
