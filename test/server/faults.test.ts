import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { RunEvent } from '@runlight/contract';
import { TestChild } from '@runlight/testing';
import { startPostgres } from '@runlight/testing/postgres';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { otlpLogs, startTestServer, type TestServer } from '@runlight/testing/server';
import { freePorts } from '@runlight/testing/stack';
import { expect, onTestFinished, test } from 'vitest';

const SENDERS = 4;
const STEPS = 12;
const EVENTS_PER_REQUEST = 7;

test('a server that is killed again and again under ingest loses no event that it acknowledged, and keeps none twice', async () => {
  const database = join(temporaryDirectory(onTestFinished), 'runs.db');
  const [port = 0] = await freePorts(1);
  const senders = startSenders([`http://127.0.0.1:${port}`]);
  for (let kill = 0; kill < 8; kill += 1) {
    const server = await serve(database, port);
    const before = senders.acknowledged;
    await until(() => senders.acknowledged >= before + 20 + kill * 7);
    server.kill('SIGKILL');
    await server.exited;
  }
  const server = await startTestServer({ database });
  await expectAllKeptOnce(server, await senders.stop(server.url));
  // Else no kill met a request that was being served, and this has shown nothing.
  expect(senders.cut).toBeGreaterThan(0);
});

test('a server whose PostgreSQL is killed under ingest tells senders to come back, and goes on by itself', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const server = await startTestServer({ database: await postgres.createDatabase() });
  const senders = startSenders([server.url]);
  for (let kill = 0; kill < 4; kill += 1) {
    const before = senders.acknowledged;
    await until(() => senders.acknowledged >= before + 30);
    await postgres.kill();
    const failures = senders.failures;
    await until(() => senders.failures > failures + 3);
    await postgres.start();
  }
  await expectAllKeptOnce(server, await senders.stop());
  expect(senders.statuses).toEqual(new Set([200, 503]));
  expect(server.reports.map(({ what }) => what)).not.toContain('A request could not be served');
});

test('two servers over one PostgreSQL fold the same runs as one would', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const database = await postgres.createDatabase();
  const servers = [await startTestServer({ database }), await startTestServer({ database })];
  const senders = startSenders(servers.map(({ url }) => url));
  await until(() => senders.acknowledged >= 400);
  const sent = await senders.stop();
  for (const server of servers) await expectAllKeptOnce(server, sent);
});

/** A server in a process of its own, so that it can be killed. */
async function serve(database: string, port: number): Promise<TestChild> {
  const settings = {
    access: 'local',
    hosts: [],
    runsDirectories: [],
    secret: 's',
    links: { trace: null, logs: null },
  };
  const options = JSON.stringify({ database, port, settings });
  const child = new TestChild(`
    import { startServer } from '@runlight/server';
    await startServer({ ...${options}, report: (what, error) => console.error(what, error) });
    console.log('ready');
  `);
  onTestFinished(() => child.kill('SIGKILL'));
  await child.said('ready');
  return child;
}

interface Senders {
  /** Requests. */
  readonly acknowledged: number;
  readonly failures: number;
  /** Of the failures, how many had reached a server. */
  readonly cut: number;
  readonly statuses: ReadonlySet<number>;
  /** Lets every run end and all of it be acknowledged, from now on by the server at `url`; returns what was sent. */
  stop(url?: string): Promise<RunEvent[]>;
}

/** Senders of whole runs, in parallel, that send each request until it is acknowledged; every fifth one twice. */
function startSenders(urls: readonly string[]): Senders {
  const counts = { acknowledged: 0, failures: 0, cut: 0 };
  const statuses = new Set<number>();
  const sent: RunEvent[] = [];
  const stopping = new AbortController();
  let targets = urls;
  const deliver = async (body: Uint8Array<ArrayBuffer>): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const status = await post(targets[(counts.acknowledged + attempt) % targets.length] ?? '', body);
      if (typeof status === 'number') statuses.add(status);
      if (status === 'cut') counts.cut += 1;
      if (status === 200) break;
      counts.failures += 1;
      await delay(20);
    }
    counts.acknowledged += 1;
  };
  const send = async (sender: number): Promise<void> => {
    for (let nth = 0; !stopping.signal.aborted; nth += 1) {
      const run = wholeRun(`sender-${sender}-${nth}`);
      for (let at = 0; at < run.length; at += EVENTS_PER_REQUEST) {
        const events = run.slice(at, at + EVENTS_PER_REQUEST);
        await deliver(otlpLogs(events));
        if (counts.acknowledged % 5 === 0) await deliver(otlpLogs(events));
        sent.push(...events);
      }
    }
  };
  const sending = Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  return {
    get acknowledged() {
      return counts.acknowledged;
    },
    get failures() {
      return counts.failures;
    },
    get cut() {
      return counts.cut;
    },
    statuses,
    stop: async (url) => {
      if (url !== undefined) targets = [url];
      stopping.abort();
      await sending;
      return sent;
    },
  };
}

function wholeRun(runId: string): readonly RunEvent[] {
  const run = new SampleRun(runId, runId);
  run.script.now = Date.now(); // retention forgets what is old
  run.start();
  for (let nth = 0; nth < STEPS; nth += 1) run.step('extract', { key: `${nth}.pdf` });
  return run.end().script.events;
}

/** The status of the answer; `refused` if nobody was there, `cut` if who was there did not answer any more. */
async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<number | 'refused' | 'cut'> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(`${url}/v1/logs`, { method: 'POST', body, headers });
    await response.arrayBuffer();
    if (response.status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    return response.status;
  } catch (error) {
    // `fetch` fails with a TypeError, and that with what the system said.
    if (!(error instanceof TypeError)) throw error;
    return (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED' ? 'refused' : 'cut';
  }
}

async function expectAllKeptOnce({ parts: { store } }: TestServer, sent: readonly RunEvent[]): Promise<void> {
  const rows = await store.db.selectFrom('events').select('event_id').orderBy('event_id').execute();
  expect(rows.map(({ event_id }) => event_id)).toEqual(sent.map(({ event_id }) => event_id).toSorted());
  const runs = await store.db.selectFrom('runs').select(['run_id', 'status', 'state']).execute();
  expect(runs).toHaveLength(new Set(sent.map(({ run_id }) => run_id)).size);
  for (const { status, state } of runs) {
    expect(status).toBe('succeeded');
    expect(JSON.parse(state)).toMatchObject({ steps: { started: STEPS, completed: STEPS }, open_steps: {} });
  }
  const told = await store.db
    .selectFrom('changes')
    .select(['seq', 'run_id', 'version'])
    .orderBy('seq')
    .execute();
  const last = new Map<string, number>();
  for (const { run_id, version } of told) {
    expect(version).toBe((last.get(run_id) ?? 0) + 1); // no change was skipped, told twice, or out of its order
    last.set(run_id, version);
  }
  expect(last.size).toBe(runs.length);
  const steps = await store.db.selectFrom('steps').select('status').execute();
  expect(steps).toHaveLength(runs.length * STEPS);
  expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['completed']));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}
