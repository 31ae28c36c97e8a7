import { appendFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { annotateRun, runDirectoryOf } from '@runlight/run-dir';
import { runsIn, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

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
  const root = temporaryDirectory(onTestFinished);
  const made = temporaryDirectory(onTestFinished);
  const template = runsIn(made, onTestFinished);
  template.source.emit(...new SampleRun('run-0').start().step('extract').end().take());
  for (let nth = 0; nth < OLD_RUNS; nth += 1) copyRun(runDirectoryOf(made, 'run-0'), root, `run-${nth}`);
  const server = await startTestServer({ runsDirectories: [root] });
  // Of the processor's time, so that it does not matter what else the machine does.
  const workedMs: number[] = [];
  let last = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    workedMs.push((user + system) / 1000);
    last = process.cpuUsage();
  }, 5);
  await vi.waitFor(
    async () => {
      const { count } = await server.parts.store.db
        .selectFrom('runs')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      expect(count).toBe(OLD_RUNS);
    },
    { timeout: 100_000, interval: 200 },
  );
  clearInterval(timer);
  expect(workedMs.length).toBeGreaterThan(50);
  expect(Math.max(...workedMs)).toBeLessThan(250);
});

const OLD_RUNS = 3000;
/** Shortly after the sample runs: retention forgets what is old. */
const THEN = () => Date.UTC(2026, 3, 25);
const WAIT = { timeout: 15_000, interval: 50 };

function copyRun(from: string, root: string, runId: string): void {
  const directory = runDirectoryOf(root, runId);
  cpSync(from, directory, { recursive: true });
  const file = join(directory, 'events.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('run-0', runId));
}

async function statuses(server: TestServer): Promise<Record<string, string>> {
  const rows = await server.parts.store.db.selectFrom('runs').select(['run_id', 'status']).execute();
  return Object.fromEntries(rows.map(({ run_id, status }) => [run_id, status]));
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
