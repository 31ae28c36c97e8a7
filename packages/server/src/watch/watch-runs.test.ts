import { formatTimestamp } from '@runlight/contract';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

import { RunWatch } from './watch-runs.ts';

const START = Date.UTC(2026, 3, 24, 14, 30);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe.each(ENGINES)('in %s', (engine) => {
  test('a run whose heartbeats stop is stalled, then lost, and lives on when it speaks again', async () => {
    const { server, clock, watch } = await watched(engine);
    const run = new SampleRun('zombie').start().step('extract');
    await server.take(run.take());
    await clock.pass(44 * SECOND);
    expect(await runOf(server)).toEqual(['running']);
    await clock.pass(1 * SECOND);
    expect(await runOf(server)).toEqual(['stalled', 'workflow.run.stalled']);
    await clock.pass(4 * MINUTE);
    expect(await runOf(server)).toEqual(['stalled', 'workflow.run.stalled']);
    await clock.pass(MINUTE);
    const said = ['workflow.run.stalled', 'workflow.run.lost', 'workflow.run.completed'];
    expect(await runOf(server)).toEqual(['lost', ...said]);
    const record: unknown = await (await server.request('/api/v1/runs/zombie')).json();
    expect(record).toMatchObject({ status: 'failed', duration_ms: 10 });
    await watch.turn();
    expect(await runOf(server)).toEqual(['lost', ...said]);

    run.script.now = clock.now();
    run.step('transform');
    await server.take(run.take());
    expect(await runOf(server)).toEqual(['running', ...said]);
    run.end();
    await server.take(run.take());
    await clock.pass(60 * MINUTE);
    expect(await runOf(server)).toEqual(['succeeded', ...said]);
  });

  test('a run that sends heartbeats is never called lost, however long its clock is off', async () => {
    const { server, clock } = await watched(engine);
    const run = new SampleRun('slow');
    run.script.now = START - 3 * 60 * MINUTE;
    run.start();
    await server.take(run.take());
    for (let nth = 0; nth < 40; nth += 1) {
      run.script.pass(15 * SECOND);
      run.main.heartbeat(0);
      await server.take(run.take());
      await clock.pass(15 * SECOND);
    }
    expect(await runOf(server)).toEqual(['running']);
    await clock.pass(MINUTE);
    expect(await runOf(server)).toEqual(['stalled', 'workflow.run.stalled']);
    run.script.pass(MINUTE + SECOND);
    run.main.heartbeat(0);
    await server.take(run.take());
    await clock.pass(SECOND);
    expect(await runOf(server)).toEqual(['running', 'workflow.run.stalled', 'workflow.run.resumed']);
  });

  test('of two servers one says it', async () => {
    const { server, clock, watch } = await watched(engine);
    const other = new RunWatch(server.parts);
    await server.take(new SampleRun('zombie').start().take());
    clock.set(clock.now() + 10 * MINUTE);
    await Promise.all([watch.turn(), other.turn()]); // both find that they were away
    clock.set(clock.now() + 30 * SECOND);
    await Promise.all([watch.turn(), other.turn()]);
    expect(await runOf(server)).toEqual(['running']);
    for (let step = 0; step < 4; step += 1) {
      clock.set(clock.now() + 30 * SECOND);
      await Promise.all([watch.turn(), other.turn()]);
    }
    expect(await runOf(server)).toEqual(['lost', 'workflow.run.lost', 'workflow.run.completed']);
  });
});

test.each<[string, (run: SampleRun) => void]>([
  ['waits', (run) => run.main.emit({ event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'human' })],
  ['is blocked', (run) => run.main.emit({ event: 'workflow.run.blocked', wait_id: 'w' })],
  ['was handed off', (run) => run.main.emit({ event: 'workflow.run.handed_off', target: 'night shift' })],
  ['ended', (run) => run.end('failed')],
])('a run that %s may be silent', async (_, act) => {
  const { server, clock } = await watched('sqlite');
  const run = new SampleRun('silent').start();
  act(run);
  await server.take(run.take());
  const before = await runOf(server);
  await clock.pass(60 * MINUTE);
  expect(await runOf(server)).toEqual(before);
});

test('a run that waits in a queue, or that never promised heartbeats, may be silent', async () => {
  const { server, clock } = await watched('sqlite');
  await server.take(new SampleRun('queued').queue().take());
  const quiet = new SampleRun('quiet')
    .start()
    .take()
    .map((event) => ({ ...event, heartbeat_interval_ms: undefined }));
  await server.take(quiet);
  await clock.pass(60 * MINUTE);
  const rows = await server.parts.store.db
    .selectFrom('runs')
    .select(['run_id', 'status'])
    .orderBy('run_id')
    .execute();
  expect(rows).toEqual([
    { run_id: 'queued', status: 'queued' },
    { run_id: 'quiet', status: 'running' },
  ]);
});

test('a run that is being cancelled and dies is lost', async () => {
  const { server, clock } = await watched('sqlite');
  const run = new SampleRun('dying').start();
  run.main.emit({ event: 'workflow.run.cancelling', reason: 'asked to' });
  await server.take(run.take());
  await clock.pass(5 * MINUTE);
  expect(await runOf(server)).toEqual(['lost', 'workflow.run.lost', 'workflow.run.completed']);
});

test('after a start, silence means nothing for two minutes', async () => {
  const { server, clock } = await watched('sqlite');
  await server.take(new SampleRun('zombie').start().take());
  clock.set(clock.now() + 24 * 60 * MINUTE);
  const restarted = new RunWatch(server.parts);
  clock.set(clock.now() + MINUTE);
  await restarted.turn();
  expect(await runOf(server)).toEqual(['running']);
  clock.set(clock.now() + MINUTE);
  await restarted.turn();
  expect(await runOf(server)).toEqual(['lost', 'workflow.run.lost', 'workflow.run.completed']);
});

/** A server whose clock the test moves, with its watch past the grace. `pass` looks every five seconds. */
async function watched(engine: (typeof ENGINES)[number]) {
  let now = START - 10 * MINUTE;
  const server = await startTestServer({ engine, now: () => now });
  const watch = new RunWatch(server.parts);
  const pass = async (ms: number): Promise<void> => {
    for (const until = now + ms; now < until;) {
      now = Math.min(until, now + 5 * SECOND);
      await watch.turn();
    }
  };
  await pass(10 * MINUTE);
  expect(formatTimestamp(now)).toBe('2026-04-24T14:30:00.000000Z');
  return { server, watch, clock: { now: () => now, set: (at: number) => void (now = at), pass } };
}

/** The status of the only run, and what was inferred of it, in order. */
async function runOf(server: TestServer): Promise<string[]> {
  const { db } = server.parts.store;
  const { run_id, status } = await db
    .selectFrom('runs')
    .select(['run_id', 'status'])
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('events')
    .select(['name', 'event'])
    .where('run_id', '=', run_id)
    .orderBy('timestamp')
    .execute();
  const isInferred = ({ name, event }: { name: string; event: string }): boolean =>
    name === 'workflow.run.stalled' || (JSON.parse(event) as { inferred?: boolean }).inferred === true;
  return [status, ...rows.filter(isInferred).map(({ name }) => name)];
}
