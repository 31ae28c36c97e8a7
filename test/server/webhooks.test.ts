import { join } from 'node:path';

import type { RunEvent } from '@runlight/contract';
import { TestChild } from '@runlight/testing';
import { startPostgres } from '@runlight/testing/postgres';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { addWebhook, eventually, otlpLogs, WebhookReceiver } from '@runlight/testing/server';
import { freePorts } from '@runlight/testing/stack';
import { expect, onTestFinished, test } from 'vitest';

const RUNS = 30;
const KILLS = 6;
/** What each run is told: started, three steps, completed. */
const DELIVERIES = [1, 2, 3, 4, 5];

test.each(['sqlite', 'postgres'] as const)(
  'a server over %s that is killed again and again loses no webhook, and delivers none out of its sequence',
  async (engine) => {
    const database = await newDatabase(engine);
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const receiver = await WebhookReceiver.start();
    const attempts = new Map<string, number>();
    receiver.reply = async ({ id }) => {
      attempts.set(id, (attempts.get(id) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 10)); // so that kills meet deliveries that are being made
      return { status: 204 };
    };

    const events = eventsOfRuns();
    const share = Math.ceil(events.length / (KILLS + 1));
    for (let life = 0; life <= KILLS; life += 1) {
      const server = await serve(database, port, life);
      if (life === 0) await addWebhook({ request: (path, init) => fetch(url + path, init) }, receiver.url);
      await send(url, events.slice(life * share, (life + 1) * share));
      const [before, isLast] = [receiver.received.length, life === KILLS];
      const enough = (): boolean =>
        isLast ? attempts.size === RUNS * DELIVERIES.length : receiver.received.length > before + 5;
      await eventually(() => expect(enough()).toBe(true), 60_000);
      server.kill('SIGKILL');
      await server.exited;
    }

    for (let nth = 0; nth < RUNS; nth += 1) {
      const received = receiver.ofRun(`run-${nth}`);
      const sequences = received.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
      expect([...new Set(sequences)]).toEqual(DELIVERIES);
      expect(new Set(received.map(({ id }) => id)).size).toBe(DELIVERIES.length);
    }
    // Else no kill met a delivery, and this has shown nothing.
    expect(receiver.received.length).toBeGreaterThan(RUNS * DELIVERIES.length);
  },
  180_000,
);

test.each(['sqlite', 'postgres'] as const)(
  'a receiver that hangs until its server, over %s, is killed is told everything by the next one',
  async (engine) => {
    const database = await newDatabase(engine);
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const receiver = await WebhookReceiver.start();
    receiver.reply = () => new Promise(() => undefined);
    const first = await serve(database, port, 0);
    await addWebhook({ request: (path, init) => fetch(url + path, init) }, receiver.url);
    await send(url, eventsOfRuns());
    await eventually(() => expect(receiver.received.length).toBeGreaterThan(5));
    first.kill('SIGKILL');
    await first.exited;
    const hung = [...receiver.received];

    receiver.reply = () => ({ status: 204 });
    await serve(database, port, 1);
    const delivered = () => receiver.received.slice(hung.length);
    await eventually(() => expect(delivered()).toHaveLength(RUNS * DELIVERIES.length), 60_000);

    for (let nth = 0; nth < RUNS; nth += 1) {
      const ofRun = delivered().filter(({ runId }) => runId === `run-${nth}`);
      expect(ofRun.map(({ sequence }) => sequence)).toEqual(DELIVERIES);
    }
    // What hung was the first of its run, and came again as it was.
    expect(new Set(hung.map(({ sequence }) => sequence))).toEqual(new Set([1]));
    const again = new Map(delivered().map(({ id, body }) => [id, body]));
    for (const { id, body } of hung) expect(again.get(id)).toBe(body);
  },
  180_000,
);

/** The runs' events, in the order in which they would arrive from all of them at once. */
function eventsOfRuns(): RunEvent[] {
  const runs = Array.from({ length: RUNS }, (_, nth) => {
    const run = new SampleRun(`run-${nth}`, `p${nth}`).start();
    for (const step of ['one', 'two', 'three']) run.step(step);
    run.script.pass(1);
    return run.end().take();
  });
  const longest = Math.max(...runs.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => runs.flatMap((events) => events[at] ?? [])).flat();
}

async function send(url: string, events: readonly RunEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 20) {
    const response = await fetch(`${url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: otlpLogs(events.slice(at, at + 20)),
    });
    expect(response.status).toBe(200);
  }
}

/** A server in a process of its own. Each life begins after the leases of the one before are over. */
async function serve(database: string, port: number, life: number): Promise<TestChild> {
  const settings = {
    access: 'local',
    hosts: [],
    runsDirectories: [],
    secret: 's',
    links: { trace: null, logs: null },
    allowPrivateWebhooks: true,
  };
  const child = new TestChild(`
    import { startServer } from '@runlight/server';
    await startServer({
      database: ${JSON.stringify(database)},
      port: ${port},
      settings: ${JSON.stringify(settings)},
      now: () => Date.now() + ${life * 60_000},
      report: (what, error) => console.error(what, error),
    });
    console.log('ready');
  `);
  onTestFinished(() => child.kill('SIGKILL'));
  await child.said('ready');
  return child;
}

async function newDatabase(engine: 'sqlite' | 'postgres'): Promise<string> {
  if (engine === 'sqlite') return join(temporaryDirectory(onTestFinished), 'runs.db');
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  return postgres.createDatabase();
}
