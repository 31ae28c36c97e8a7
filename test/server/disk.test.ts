// What SQLite can't write: the disk is full, another process has the database, or nobody may write to it.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { RunEvent } from '@runlight/contract';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { otlpLogs, startTestServer, type TestServer } from '@runlight/testing/server';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';

import { mounting } from '../faults/sandbox.ts';

const FULL = 'costs nothing that was acknowledged, is told as something that goes away, and goes away';

test.skipIf(!mounting.isPossible)(`a disk that fills up ${FULL}${mounting.note}`, async () => {
  const directory = temporaryDirectory(onTestFinished);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory], { stdio: 'ignore' });
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  const ballast = join(directory, 'ballast');
  writeFileSync(ballast, Buffer.alloc(3 * 1024 ** 2));
  const server = await startTestServer({ database: join(directory, 'runs.db') });
  await fillUp(server, () => rmSync(ballast));
});

test(`a database that may not grow any more ${FULL}`, async () => {
  const server = await startTestServer();
  const { db } = server.parts.store;
  await sql`pragma max_page_count = 300`.execute(db);
  await fillUp(server, () => sql`pragma max_page_count = 1000000`.execute(db));
});

test('a database that another process has, or that can’t be written to, is told as such, and can be read', async () => {
  const server = await startTestServer();
  const { db } = server.parts.store;
  expect((await send(server, runOf(0))).status).toBe(200);

  const other = new DatabaseSync(server.database);
  onTestFinished(() => other.close());
  other.exec('begin immediate');
  await expectRefused(server, await send(server, runOf(1)));
  other.exec('rollback');
  expect((await send(server, runOf(1))).status).toBe(200);

  await sql`pragma query_only = on`.execute(db);
  await expectRefused(server, await send(server, runOf(2)));
  await sql`pragma query_only = off`.execute(db);
  expect((await send(server, runOf(2))).status).toBe(200);
  await expectKept(server, [0, 1, 2].flatMap(runOf));
});

/** Sends until there is no room, makes some, and goes on. */
async function fillUp(server: TestServer, makeRoom: () => unknown): Promise<void> {
  const acknowledged: RunEvent[] = [];
  let nth = 0;
  let answer = await send(server, runOf(nth));
  for (; answer.status === 200; answer = await send(server, runOf(nth))) {
    acknowledged.push(...runOf(nth));
    nth += 1;
  }
  expect(nth).toBeGreaterThan(3);
  await expectRefused(server, answer);
  await expectKept(server, acknowledged);

  await makeRoom();
  for (const end = nth + 3; nth < end; nth += 1) {
    expect((await send(server, runOf(nth))).status).toBe(200);
    acknowledged.push(...runOf(nth));
  }
  await expectKept(server, acknowledged);
  await server.close();
  await expectKept(await startTestServer({ database: server.database }), acknowledged);
}

/** A run that takes some room; the same each time. */
function runOf(nth: number): readonly RunEvent[] {
  const run = new SampleRun(`run-${nth}`, `p${nth}`);
  run.script.now = Date.now() - (Date.now() % 86_400_000); // retention forgets what is old
  run.start();
  for (let step = 0; step < 10; step += 1) run.step('extract', { key: `${step}-${'x'.repeat(500)}` });
  return run.end().script.events;
}

function send(server: TestServer, events: readonly RunEvent[]): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return server.request('/v1/logs', { method: 'POST', headers, body: otlpLogs(events) });
}

async function expectRefused(server: TestServer, answer: Response): Promise<void> {
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: 'database_unavailable', retriable: true });
  expect((await server.request('/api/v1/runs')).status).toBe(200);
  expect(server.reports.map(({ what }) => what)).not.toContain('A request could not be served');
}

async function expectKept({ parts: { store } }: TestServer, sent: readonly RunEvent[]): Promise<void> {
  const rows = await store.db.selectFrom('events').select('event_id').execute();
  expect(rows.map(({ event_id }) => event_id).toSorted()).toEqual(
    sent.map(({ event_id }) => event_id).toSorted(),
  );
  const runs = await store.db.selectFrom('runs').select('status').execute();
  expect(runs).toEqual(
    Array.from(new Set(sent.map(({ run_id }) => run_id)), () => ({ status: 'succeeded' })),
  );
}
