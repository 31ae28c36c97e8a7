import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  FinalFileSchema,
  ManifestSchema,
  MetadataFileSchema,
  StatusFileSchema,
} from '@runlight/contract/schemas';
import { TestChild } from '@runlight/testing';
import { EventSource, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { describe, expect, onTestFinished, test } from 'vitest';

import {
  createRunDirectory,
  readEvents,
  readRun,
  recoverRuns,
  runDirectoryOf,
  runDirectories,
  validateRunDirectory,
} from './index.ts';

const NEWLINE = 0x0a;

describe('a stream that was cut off anywhere', () => {
  test('still tells every whole line, and goes on after it', async () => {
    const run = new SampleRun('größe');
    run.main.emit({ event: 'workflow.run.running', trace_id: 'a'.repeat(32) });
    run.main.emit({ event: 'workflow.route.selected', target: 'größe' });
    const whole = await streamOf(run);
    const resumed = run.script.process('p1').emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    const root = temporaryDirectory(onTestFinished);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const directory = runDirectoryOf(join(root, String(cut)), run.script.runId);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'events.ndjson'), whole.subarray(0, cut));
      const kept = run.script.events.slice(0, newlinesIn(whole.subarray(0, cut)));
      expect([...readEvents(directory)]).toEqual(kept);

      const runs = createRunDirectory({ root: join(root, String(cut)) });
      const source = new EventSource(runs.processor);
      source.emit(resumed);
      await source.provider.shutdown();
      const isTorn = cut > 0 && whole[cut - 1] !== NEWLINE && whole[cut] !== NEWLINE;
      const closed = whole[cut] === NEWLINE ? run.script.events.slice(kept.length, kept.length + 1) : [];
      expect([...readEvents(directory)]).toEqual([...kept, ...closed, resumed]); // it only lacked its newline
      expect(readRun(directory).tornLines).toBe(isTorn ? 1 : 0);
      expect(readRun(directory).state?.events).toBe(kept.length + closed.length + 1);
      expect(runs.stats().linesLost).toBe(0);
    }
  });
});

/** How the moments of the kills are spread; more of them with CRASH_TEST_KILLS. */
const KILLS = Number(process.env['CRASH_TEST_KILLS'] ?? 8);
const RUNS_AT_ONCE = 4;

describe('a process that is killed', () => {
  test(
    `at ${KILLS} random moments: nothing torn is ever seen, nothing emitted is missing, each run is lost once`,
    { timeout: 10_000 * KILLS },
    async () => {
      let filesSeen = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const root = temporaryDirectory(onTestFinished);
        const child = new TestChild(BUSY_PROCESS, { env: { ROOT: root } });
        await child.said('ready');
        const polled = poll(root);
        await waitMs(Math.random() * 250);
        child.kill('SIGKILL');
        const { stdout } = await child.exited;
        filesSeen += await polled.stop();
        const emitted = stdout.split('\n').slice(1, -1); // the last line may be cut off
        checkNothingIsMissing(root, emitted);
        await recoverTwice(root);
      }
      expect(filesSeen).toBeGreaterThan(0);
    },
  );
});

/** Says each event's id after the emitting call returned. */
const BUSY_PROCESS = `
  import { writeSync } from 'node:fs';
  import { createRunDirectory } from '@runlight/run-dir';
  import { EventSource, SampleRun } from '@runlight/testing/runs';
  const runs = createRunDirectory({ root: process.env.ROOT });
  const source = new EventSource(runs.processor);
  writeSync(1, 'ready\\n');
  const emit = (run) => {
    for (const event of run.take()) {
      source.emit(event);
      writeSync(1, event.run_id + ' ' + event.event_id + '\\n');
    }
  };
  async function execute(name) {
    for (let at = 0; ; at += 1) {
      const run = new SampleRun(name + '-' + at).start();
      emit(run);
      for (let step = 0; step < 40; step += 1) {
        run.step('step-' + (step % 5), { attempt: 1 + Math.floor(step / 5) });
        if (step % 10 === 5) {
          run.main.emit({ event: 'workflow.run.waiting', wait_id: String(step), wait_kind: 'timer' });
          run.main.emit({ event: 'workflow.run.resumed', wait_id: String(step), waited_ms: 1 });
        }
        emit(run);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      emit(run.end());
    }
  }
  await Promise.all(Array.from({ length: ${RUNS_AT_ONCE} }, (_, at) => execute('run-' + at)));
`;

const SCHEMAS = {
  'status.json': StatusFileSchema,
  'metadata.json': MetadataFileSchema,
  'final.json': FinalFileSchema,
  'manifest.json': ManifestSchema,
} as const;

/** Reads all files of all runs over and over, and fails for one that is not whole. */
function poll(root: string) {
  const stopping = new AbortController();
  const finished = (async (): Promise<number> => {
    let files = 0;
    for (;;) {
      if (stopping.signal.aborted) break;
      files += readAll(root);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return files + readAll(root);
  })();
  return {
    stop: (): Promise<number> => {
      stopping.abort();
      return finished;
    },
  };
}

function readAll(root: string): number {
  let files = 0;
  for (const directory of runDirectories(root)) {
    const found = readdirSync(directory, { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of found) {
      if (!(name in SCHEMAS)) continue;
      const path = join(parentPath, name);
      SCHEMAS[name as keyof typeof SCHEMAS].parse(JSON.parse(readFileSync(path, 'utf8'))); // `in` says so
      files += 1;
    }
  }
  return files;
}

function checkNothingIsMissing(root: string, emitted: readonly string[]): void {
  const written = new Set<string>();
  const torn: number[] = [];
  for (const directory of runDirectories(root)) {
    for (const { run_id, event_id } of readEvents(directory)) written.add(`${run_id} ${event_id}`);
    if (hasEvents(directory)) torn.push(readRun(directory).tornLines);
  }
  expect(emitted.filter((event) => !written.has(event))).toEqual([]);
  expect(torn.filter((lines) => lines > 1)).toEqual([]);
}

/** For a run that was killed before its status.json was there. */
const NO_PATIENCE = { lostAfterMs: 0 };

async function recoverTwice(root: string): Promise<void> {
  const before = new Map(
    runDirectories(root)
      .filter(hasEvents)
      .map((directory) => [directory, readRun(directory).state?.end ?? null]),
  );
  const [first, meanwhile] = await Promise.all([
    recoverRuns(root, NO_PATIENCE),
    recoverRuns(root, NO_PATIENCE),
  ]);
  expect(await recoverRuns(root, NO_PATIENCE)).toEqual([]);
  const recovered = [...first, ...meanwhile].map(({ directory }) => directory);
  expect(new Set(recovered).size).toBe(recovered.length);
  for (const [directory, end] of before) {
    const events = [...readEvents(directory)].map(({ event }) => event);
    const lost = events.filter((event) => event === 'workflow.run.lost');
    expect(lost).toHaveLength(end === null ? 1 : 0); // one that had said how it ended is not lost
    expect(events.filter((event) => event === 'workflow.run.completed')).toHaveLength(1);
    expect(validateRunDirectory(directory).filter(({ rule }) => rule !== 'json')).toEqual([]);
    expect(
      readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp')),
    ).toEqual([]);
  }
}

async function streamOf(run: SampleRun): Promise<Buffer> {
  const root = temporaryDirectory(onTestFinished);
  const runs = createRunDirectory({ root });
  const source = new EventSource(runs.processor);
  source.emit(...run.take());
  await source.provider.shutdown();
  return readFileSync(join(runDirectoryOf(root, run.script.runId), 'events.ndjson'));
}

/** A process can be killed between making a directory and writing its first line. */
function hasEvents(directory: string): boolean {
  return !readEvents(directory).next().done;
}

function newlinesIn(bytes: Buffer): number {
  return bytes.filter((byte) => byte === NEWLINE).length;
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
