import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { annotateRun, runDirectoryOf } from '@runlight/run-dir';
import { runsIn, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { DirectoryWatches } from './directory-watches.ts';
import { RunsTail } from './tail-runs.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('runs appear while they are written, those that were there and those that come', async () => {
    const root = temporaryDirectory(onTestFinished);
    const runs = runsIn(root, onTestFinished);
    const early = new SampleRun('early').start().step('extract');
    runs.source.emit(...early.take());
    const server = await startTestServer({ engine, runsDirectories: [root] });
    await vi.waitFor(async () => expect(await statuses(server)).toEqual({ early: 'running' }), WAIT);
    const late = new SampleRun('late').start();
    runs.source.emit(...late.take());
    early.end();
    runs.source.emit(...early.take());
    await vi.waitFor(
      async () => expect(await statuses(server)).toEqual({ early: 'succeeded', late: 'running' }),
      WAIT,
    );
    annotateRun(runDirectoryOf(root, 'early'), { note: 'checked', actor: 'ops' });
    await vi.waitFor(async () => expect(await notes(server, 'early')).toEqual(['checked']), WAIT);
    expect(server.reports).toEqual([]);
  });
});

test('each event is kept once, also by a server that starts again', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runs = runsIn(root, onTestFinished);
  const run = new SampleRun('run').start().step('extract').end();
  runs.source.emit(...run.take());
  const database = join(temporaryDirectory(onTestFinished), 'runs.db');
  for (let start = 0; start < 2; start += 1) {
    const server = await startTestServer({ database, runsDirectories: [root], now: THEN });
    await vi.waitFor(async () => expect(await statuses(server)).toEqual({ run: 'succeeded' }), WAIT);
    await server.close();
  }
  const server = await startTestServer({ database, now: THEN });
  const { db } = server.parts.store;
  const events = await db.selectFrom('events').select('event_id').execute();
  expect(events).toHaveLength(run.script.events.length);
  expect(await db.selectFrom('runs').select('version').execute()).toEqual([{ version: 1 }]);
});

test('a last line that is not finished is waited for', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runs = runsIn(root, onTestFinished);
  const run = new SampleRun('run').start();
  runs.source.emit(...run.take());
  const file = join(runDirectoryOf(root, 'run'), 'events.ndjson');
  const server = await startTestServer({ runsDirectories: [root] });
  const other = runsIn(temporaryDirectory(onTestFinished), onTestFinished);
  run.step('extract');
  other.source.emit(...run.script.events);
  const [, started = '', completed = ''] = readFileSync(
    join(runDirectoryOf(other.root, 'run'), 'events.ndjson'),
    'utf8',
  ).split('\n');
  appendFileSync(file, `${started}\n${completed.slice(0, 40)}`);
  await vi.waitFor(async () => expect(await steps(server)).toEqual(['running']), WAIT);
  appendFileSync(file, `${completed.slice(40)}\n`);
  await vi.waitFor(async () => expect(await steps(server)).toEqual(['completed']), WAIT);
});

test('a process that only sends heartbeats is seen to live', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runs = runsIn(root, onTestFinished);
  const run = new SampleRun('run').start();
  runs.source.emit(...run.take());
  const server = await startTestServer({ runsDirectories: [root] });
  await vi.waitFor(async () => expect(await statuses(server)).toEqual({ run: 'running' }), WAIT);
  const heartbeat = run.script
    .pass(15_000)
    .process('p0h')
    .emit({ event: 'workflow.run.heartbeat', progress: 7 });
  runs.source.emit(...run.take());
  await vi.waitFor(async () => {
    const [row] = await server.parts.store.db.selectFrom('runs').select('state').execute();
    expect(JSON.parse(row?.state ?? '{}')).toMatchObject({
      heartbeat: { mark: expect.arrayContaining([heartbeat.timestamp]) as unknown, progress: 7 },
    });
  }, WAIT);
});

test('a directory that holds links in place of files is left alone, and others are read', async () => {
  const root = temporaryDirectory(onTestFinished);
  const elsewhere = join(temporaryDirectory(onTestFinished), 'secret');
  writeFileSync(elsewhere, 'secret\n');
  mkdirSync(join(root, 'zzz'));
  symlinkSync(elsewhere, join(root, 'zzz', 'events.ndjson'));
  runsIn(root, onTestFinished).source.emit(...new SampleRun('run').start().take());
  const server = await startTestServer({ runsDirectories: [root] });
  await vi.waitFor(async () => expect(await statuses(server)).toEqual({ run: 'running' }), WAIT);
  expect(server.reports).toMatchObject([{ error: { code: 'unsafe_path' } }]);
});

test('thousands of old runs are read without keeping others waiting', { timeout: 120_000 }, async () => {
  const { root, server } = await withOldRuns();
  // Of the processor's time, so that it does not matter what else the machine does.
  const workedMs: number[] = [];
  let last = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    workedMs.push((user + system) / 1000);
    last = process.cpuUsage();
  }, 5);
  await vi.waitFor(async () => expect(Object.keys(await statuses(server))).toHaveLength(OLD_RUNS), {
    timeout: 100_000,
    interval: 200,
  });
  clearInterval(timer);
  expect(workedMs.length).toBeGreaterThan(50);
  expect(Math.max(...workedMs)).toBeLessThan(250);

  // To look at all of them again and again would take seconds each time.
  for (const nth of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const runId = `run-${OLD_RUNS * nth}`;
    annotateRun(runDirectoryOf(root, runId), { note: 'checked', actor: 'ops' });
    await vi.waitFor(async () => expect(await notes(server, runId)).toEqual(['checked']), SOON);
  }
});

test('runs that can’t be watched are looked at, and one that is over gives way to one that is not', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runs = runsIn(root, onTestFinished);
  const server = await startTestServer();
  const watches = new DirectoryWatches(2);
  const tail = new RunsTail(root, server.parts, watches);
  onTestFinished(() => tail.close());
  const watched = () => ['a', 'b', 'c'].filter((id) => watches.has(runDirectoryOf(root, id)));
  const [a, b, c] = ['a', 'b', 'c'].map((id) => new SampleRun(id, id).start());
  const write = async (run: SampleRun | undefined): Promise<void> => {
    runs.source.emit(...(run?.take() ?? []));
    await tail.turn();
  };

  for (const run of [a, b]) await write(run?.end());
  await tail.turn();
  expect(watched()).toEqual(['a', 'b']);
  await write(c);
  await tail.turn();
  expect(watched()).toEqual(['b', 'c']);
  for (const id of ['a', 'c']) annotateRun(runDirectoryOf(root, id), { note: 'checked', actor: 'ops' });
  await vi.waitFor(async () => {
    await tail.turn();
    expect([await notes(server, 'a'), await notes(server, 'c')]).toEqual([['checked'], ['checked']]);
  }, WAIT);
});

test('a directory that is taken away and comes again is followed again', async () => {
  const root = temporaryDirectory(onTestFinished);
  const server = await startTestServer({ runsDirectories: [root] });
  for (const end of ['failed', 'succeeded'] as const) {
    const run = new SampleRun('run', end);
    if (end === 'succeeded') run.script.pass(60_000);
    const runs = runsIn(root, onTestFinished);
    runs.source.emit(...run.start().take());
    await vi.waitFor(async () => expect(await eventsOf(server, end)).toHaveLength(1), WAIT);
    runs.source.emit(...run.end(end).take());
    await vi.waitFor(async () => expect((await eventsOf(server, end)).length).toBeGreaterThan(1), WAIT);
    rmSync(runDirectoryOf(root, 'run'), { recursive: true });
  }
});

test('events that the database could not take are taken when it can', async () => {
  const root = temporaryDirectory(onTestFinished);
  const runs = runsIn(root, onTestFinished);
  const server = await startTestServer();
  const tail = new RunsTail(root, server.parts);
  onTestFinished(() => tail.close());
  const run = new SampleRun('run').start();
  runs.source.emit(...run.take());
  await tail.turn();
  runs.source.emit(...run.step('extract').take());
  const write = vi.spyOn(server.parts.store, 'write').mockRejectedValue(new Error('away'));
  await vi.waitFor(() => expect(tail.turn()).rejects.toThrow('away'), WAIT);
  write.mockRestore();
  await tail.turn();
  expect(await steps(server)).toEqual(['completed']);
});

const OLD_RUNS = 3000;
const LONG_AGO = new Date('2026-04-24T00:00:00Z');
/** Shortly after the sample runs: retention forgets what is old. */
const THEN = () => Date.UTC(2026, 3, 25);
const WAIT = { timeout: 15_000, interval: 50 };
/** Twice a second is looked; the rest is for a machine that does much else. */
const SOON = { timeout: 3000, interval: 20 };

/** A server that begins to follow runs of long ago. */
async function withOldRuns(): Promise<{ root: string; server: TestServer }> {
  const root = temporaryDirectory(onTestFinished);
  const made = temporaryDirectory(onTestFinished);
  const template = runsIn(made, onTestFinished);
  template.source.emit(...new SampleRun('run-0').start().step('extract').end().take());
  for (let nth = 0; nth < OLD_RUNS; nth += 1) copyRun(runDirectoryOf(made, 'run-0'), root, `run-${nth}`);
  return { root, server: await startTestServer({ runsDirectories: [root] }) };
}

function copyRun(from: string, root: string, runId: string): void {
  const directory = runDirectoryOf(root, runId);
  cpSync(from, directory, { recursive: true });
  const file = join(directory, 'events.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('run-0', runId));
  for (const path of readdirSync(directory)) utimesSync(join(directory, path), LONG_AGO, LONG_AGO);
}

async function statuses(server: TestServer): Promise<Record<string, string>> {
  const rows = await server.parts.store.db.selectFrom('runs').select(['run_id', 'status']).execute();
  return Object.fromEntries(rows.map(({ run_id, status }) => [run_id, status]));
}

async function eventsOf(server: TestServer, producer: string): Promise<unknown[]> {
  return server.parts.store.db.selectFrom('events').select('name').where('producer', '=', producer).execute();
}

async function steps(server: TestServer): Promise<string[]> {
  const rows = await server.parts.store.db.selectFrom('steps').select('status').execute();
  return rows.map(({ status }) => status);
}

async function notes(server: TestServer, runId: string): Promise<string[]> {
  const rows = await server.parts.store.db
    .selectFrom('events')
    .select('event')
    .where('run_id', '=', runId)
    .where('name', '=', 'workflow.run.annotated')
    .execute();
  return rows.map(({ event }) => (JSON.parse(event) as { note: string }).note);
}
