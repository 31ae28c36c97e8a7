import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { diag, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import {
  freshRuns,
  runsIn,
  SAMPLE_RUN_ID,
  SampleRun,
  temporaryDirectory,
  type TestedRuns,
} from '@runlight/testing/runs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import { readEvents, readRun, runDirectoryOf, validateRunDirectory } from './index.ts';

const warn = vi.fn<DiagLogger['warn']>();
beforeEach(() => {
  warn.mockClear();
  diag.setLogger({ warn } as unknown as DiagLogger, DiagLogLevel.WARN); // nothing else is called at this level
});
afterEach(() => diag.disable());

/** A file system of its own; undefined where mounting is not allowed. */
function mounted(options: string): string | undefined {
  const path = temporaryDirectory(onTestFinished);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  return path;
}

const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const why = canMount ? '' : ' (skipped: needs the right to mount a file system)';

describe('a full disk', () => {
  test.skipIf(!canMount)(
    `loses lines, counts them, warns once, and writes again when there is room${why}`,
    () => {
      const root = mounted('size=256k');
      if (root === undefined) throw new Error('The mount failed');
      const { source, directory, stats } = runsIn(root, onTestFinished);
      const run = new SampleRun().start().step('before');
      source.emit(...run.take());
      const ballast = join(root, 'ballast');
      fill(ballast);
      for (let step = 0; step < 50; step += 1) run.step(`full-${step}`);
      source.emit(...run.take());
      expect(stats().linesLost).toBeGreaterThan(0);
      expect(warn).toHaveBeenCalledTimes(1);
      rmSync(ballast);
      source.emit(...run.step('after').end().take());
      const { state, tornLines } = readRun(directory);
      expect(tornLines).toBeLessThanOrEqual(1); // the line that half fitted
      expect(state?.events).toBe(run.script.events.length - stats().linesLost);
      expect(state?.end?.outcome).toBe('succeeded');
      const problems = validateRunDirectory(directory);
      expect(problems.filter(({ rule }) => rule !== 'json')).toEqual([]);
      expect(JSON.parse(readFileSync(join(directory, 'status.json'), 'utf8'))).toMatchObject({
        counts: { events: run.script.events.length }, // the process saw them all
      });
    },
  );
});

describe('a directory that can not be written', () => {
  test.skipIf(!canMount)(`a read-only file system: nothing is thrown, everything is counted${why}`, () => {
    const root = mounted('ro');
    if (root === undefined) throw new Error('The mount failed');
    const { source, stats, store } = runsIn(root, onTestFinished);
    const run = new SampleRun().start().step('read').end();
    const artifact = { runId: SAMPLE_RUN_ID, step: 'read', attempt: 1, name: 'a.txt', content: 'a' };
    expect(store.saveArtifact(artifact)).toBeUndefined();
    source.emit(...run.take());
    expect(store.wonEnd(SAMPLE_RUN_ID)).toBe(true); // nobody else can speak for the run
    expect(stats()).toMatchObject({ artifactsLost: 1, linesLost: run.script.events.length, linesWritten: 0 });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(readdirSync(root)).toEqual([]);
  });

  test('a file where the runs directory should be', () => {
    const file = join(temporaryDirectory(onTestFinished), 'runs');
    writeFileSync(file, 'precious');
    const { source, stats, store } = runsIn(file, onTestFinished);
    const run = new SampleRun().start().step('read').end();
    source.emit(...run.take());
    expect(stats()).toMatchObject({ linesWritten: 0, linesLost: run.script.events.length });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(store.load(SAMPLE_RUN_ID)).toBeUndefined();
    expect(store.wonEnd(SAMPLE_RUN_ID)).toBe(true);
    expect(store.watchControl(SAMPLE_RUN_ID, () => undefined)()).toBeUndefined();
  });
});

describe('a directory that is deleted while its run goes on', () => {
  test('is made again, with all that the process knows; no further line is lost', async () => {
    const { source, directory, stats } = freshRuns(onTestFinished);
    const run = new SampleRun().start().step('before');
    source.emit(...run.take());
    rmSync(directory, { recursive: true });
    source.emit(...run.step('after').take());
    expect([...readEvents(directory)].slice(-2)).toEqual(run.script.events.slice(-2));
    await vi.waitFor(() => {
      const status = JSON.parse(readFileSync(join(directory, 'status.json'), 'utf8')) as object;
      expect(status).toMatchObject({ counts: { steps_completed: 2 }, tenant_id: 'acme' });
    });
    source.emit(...run.end().take());
    expect(stats()).toMatchObject({ directoriesRecreated: 1, linesLost: 0 });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(validateRunDirectory(directory)).toEqual([]);
  });

  test.each<[string, (runs: TestedRuns, run: SampleRun) => Promise<void> | void]>([
    ['the next line', ({ source }, run) => source.emit(...run.step('next').take())],
    ['the end of the run', ({ source }, run) => source.emit(...run.end().take())],
    [
      'the clock',
      async ({ directory }) => void (await vi.waitUntil(() => existsSync(join(directory, 'status.json')))),
    ],
  ])('has the lines of a burst that went on unaware of it, found out by %s', async (_, goOn) => {
    const runs = freshRuns(onTestFinished);
    const { source, directory, stats } = runs;
    const run = new SampleRun().start();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now()); // a burst takes no time
    source.emit(...run.take());
    rmSync(directory, { recursive: true });
    source.emit(...run.step('one').step('two').take());
    const burst = run.script.events.slice(-4);
    expect(existsSync(directory)).toBe(false);
    clock.mockRestore();
    await goOn(runs, run);
    const kept = [...readEvents(directory)];
    expect(kept).toEqual(run.script.events.slice(-kept.length));
    expect(kept).toEqual(expect.arrayContaining(burst));
    expect(stats()).toMatchObject({
      linesWritten: run.script.events.length,
      linesLost: 0,
      directoriesRecreated: 1,
    });
  });

  test('costs the lines of such a burst if it can not be made again, and they are counted', () => {
    const { source, root, stats } = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    source.emit(...run.take());
    rmSync(root, { recursive: true });
    source.emit(...run.step('one').step('two').take());
    writeFileSync(root, 'a file in its place');
    clock.mockRestore();
    source.emit(...run.step('three').take());
    expect(stats()).toMatchObject({ linesWritten: 1, linesLost: 6, directoriesRecreated: 0 });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('is made again by itself, without a further event', async () => {
    const { source, directory, root } = freshRuns(onTestFinished);
    source.emit(...new SampleRun().start().take());
    rmSync(root, { recursive: true });
    await vi.waitFor(() => expect(readdirSync(directory)).toContain('status.json'));
  });
});

describe('names from outside', () => {
  const NAMES = [
    '../../x',
    '..',
    '.',
    '/etc/passwd',
    'a/b',
    'a\0b',
    ' ',
    '-rf',
    '~',
    'CON',
    'x'.repeat(5000),
    '🦄/..',
  ];

  test('no run id, step name, key or artifact name leads out of the root', () => {
    const outer = temporaryDirectory(onTestFinished);
    const root = join(outer, 'a/b/runs');
    const { source, store, stats } = runsIn(root, onTestFinished);
    for (const name of NAMES) {
      const run = new SampleRun(name).start().step(name).step('keyed', { key: name });
      store.saveArtifact({ runId: name, step: name, attempt: 1, name, content: name });
      store.saveArtifact({
        runId: name,
        step: `keyed:${name}`,
        attempt: 2,
        name: 'manifest.json',
        content: 'x',
      });
      source.emit(...run.end().take());
      expect([...readEvents(runDirectoryOf(root, name))]).toEqual(run.script.events);
      expect(validateRunDirectory(runDirectoryOf(root, name))).toEqual([]);
    }
    expect(stats()).toMatchObject({ linesLost: 0, filesFailed: 0, artifactsLost: 0 });
    expect(readdirSync(outer)).toEqual(['a']);
    expect(readdirSync(join(outer, 'a'))).toEqual(['b']);
    expect(readdirSync(join(outer, 'a/b'))).toEqual(['runs']);
    expect(readdirSync(root)).toHaveLength(NAMES.length);
  });

  test('a link in the place of a run directory, a step directory or a file is not followed', () => {
    const outside = temporaryDirectory(onTestFinished);
    writeFileSync(join(outside, 'precious'), 'precious');
    const places = [
      '.',
      'artifacts',
      'artifacts/read',
      'control',
      'events.ndjson',
      'status.json',
      'final.json',
    ];
    for (const place of places) {
      const { source, directory, store, stats } = freshRuns(onTestFinished);
      const link = join(directory, place);
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(
        place.includes('.json') || place.includes('ndjson') ? join(outside, 'precious') : outside,
        link,
      );
      store.saveArtifact({
        runId: SAMPLE_RUN_ID,
        step: 'read',
        attempt: 1,
        name: 'precious',
        content: 'changed',
      });
      store.watchControl(SAMPLE_RUN_ID, () => undefined)();
      source.emit(...new SampleRun().start().step('read').end().take());
      expect({ place, content: readFileSync(join(outside, 'precious'), 'utf8') }).toEqual({
        place,
        content: 'precious',
      });
      expect({ place, files: readdirSync(outside) }).toEqual({ place, files: ['precious'] });
      expect(stats().linesWritten).toBe(place === '.' || place === 'events.ndjson' ? 0 : 5);
    }
  });
});

test('10 MB in one event is one line', () => {
  const { source, directory } = freshRuns(onTestFinished);
  const run = new SampleRun();
  run.main.emit({
    event: 'workflow.run.running',
    trace_id: 'a'.repeat(32),
    inputs: { text: 'ä'.repeat(5_000_000) },
  });
  source.emit(...run.take());
  expect(statSync(join(directory, 'events.ndjson')).size).toBeGreaterThan(10_000_000);
  expect([...readEvents(directory)]).toEqual(run.script.events);
});

test('10 000 steps at once', async () => {
  const { source, directory, stats } = freshRuns(onTestFinished);
  const run = new SampleRun().start();
  const steps = Array.from({ length: 10_000 }, (_, attempt) =>
    run.main.step('all', { attempt: attempt + 1 }),
  );
  for (const step of steps) step.emit({ event: 'workflow.step.started' });
  source.emit(...run.take());
  await vi.waitFor(() => expect(readRun(directory).status.counts.steps_active).toBe(10_000));
  for (const step of steps) step.emit({ event: 'workflow.step.completed', duration_ms: 1 });
  source.emit(...run.end().take());
  expect(readRun(directory).status).toMatchObject({
    status: 'succeeded',
    counts: { steps_completed: 10_000 },
  });
  expect(stats()).toMatchObject({ linesWritten: 20_003, linesLost: 0, filesFailed: 0 });
});

test('a clock that steps back neither stops nor breaks anything', () => {
  const { source, directory } = freshRuns(onTestFinished);
  const run = new SampleRun().start().step('before');
  run.script.pass(-3_600_000);
  source.emit(...run.step('after').end().take());
  expect(validateRunDirectory(directory)).toEqual([]);
  expect(readRun(directory).status).toMatchObject({ status: 'succeeded', counts: { steps_completed: 2 } });
});

function fill(path: string): void {
  for (let size = 4096; size > 0; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(path, 'x'.repeat(size), { flag: 'a' });
    } catch {
      continue; // that much does not fit any more
    }
  }
}
