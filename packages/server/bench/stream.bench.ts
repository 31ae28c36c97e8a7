// How soon 1 000 clients of the event stream hear of a change, and what telling them costs beyond bare writes of the same
// bytes to as many connections. The clients are in a process of their own: this file with an address as its argument.
import { fork, type ChildProcess } from 'node:child_process';
import { createServer, get, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { startServer } from '@runlight/server';
import { keepRaw, reportRatio } from '@runlight/testing';
import { SampleRun } from '@runlight/testing/runs';

const CLIENTS = 1000;
const CHANGES = 40;
const WARM_UP = 5;

/** That all clients have heard of a change, and when each did, in epoch milliseconds. */
interface Heard {
  readonly id: number;
  readonly at: readonly number[];
}

const [, , url] = process.argv;
if (url === undefined) await measure();
else await follow(url);

async function measure(): Promise<void> {
  const bare = await measureBare();
  const ours = await measureOurs();
  const delays = ours.delaysMs.toSorted((a, b) => a - b);
  const at = (share: number): number => delays[Math.ceil(delays.length * share) - 1] ?? Number.NaN;
  keepRaw('delays of changes', {
    clients: CLIENTS,
    changes: CHANGES,
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
  });
  reportRatio(
    {
      name: `one change reaches ${CLIENTS} clients, p99`,
      baseline: 'one second',
      candidate: `p99 of ${delays.length} deliveries (p50 ${at(0.5).toFixed(0)} ms, all by ${at(1).toFixed(0)} ms)`,
      limit: 1,
    },
    'ms',
    [1000],
    [at(0.99)],
  );
  reportRatio(
    {
      name: 'CPU of a change that is told to all clients',
      baseline: 'bare writes of the same bytes',
      candidate: 'taking the event in, and telling all',
      limit: 2,
    },
    'ms',
    bare,
    ours.cpuMs,
  );
}

async function measureOurs(): Promise<{ delaysMs: number[]; cpuMs: number[] }> {
  const server = await startServer({
    database: ':memory:',
    port: 0,
    settings: {
      access: 'local',
      hosts: [],
      runsDirectories: [],
      secret: 'of a bench',
      links: { trace: null, logs: null },
    },
    report: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const delaysMs: number[] = [];
  const cpuMs: number[] = [];
  const clients = await startClients(`${server.url}/api/v1/stream`);
  for (let id = 1; id <= CHANGES + WARM_UP; id += 1) {
    const events = new SampleRun(`run-${id}`, `p${id}`).start().take();
    const heard = nextHeard(clients);
    const began = performance.timeOrigin + performance.now();
    const used = process.cpuUsage();
    await server.parts.take(events, { tenantId: null });
    const { at } = await heard;
    if (id <= WARM_UP) continue;
    cpuMs.push(spentMs(used));
    delaysMs.push(...at.map((time) => time - began));
  }
  clients.kill();
  await server.close();
  return { delaysMs, cpuMs };
}

async function measureBare(): Promise<number[]> {
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: snapshot\nid: 0\ndata: {}\n\n');
    responses.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const clients = await startClients(`http://127.0.0.1:${port}/`);
  const cpuMs: number[] = [];
  for (let id = 1; id <= CHANGES + WARM_UP; id += 1) {
    const data = JSON.stringify({
      run_id: `run-${id}`,
      state: 'running',
      version: 1,
      at: new Date().toISOString(),
    });
    const heard = nextHeard(clients);
    const used = process.cpuUsage();
    const bytes = Buffer.from(`event: change\nid: ${id}\ndata: ${data}\n\n`);
    for (const response of responses) response.write(bytes);
    await heard;
    if (id > WARM_UP) cpuMs.push(spentMs(used));
  }
  clients.kill();
  server.closeAllConnections();
  server.close();
  return cpuMs;
}

function spentMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

async function startClients(address: string): Promise<ChildProcess> {
  const child = fork(import.meta.filename, [address], { stdio: 'inherit' });
  await nextHeard(child); // of the beginning
  return child;
}

async function nextHeard(child: ChildProcess): Promise<Heard> {
  const [heard] = (await once(child, 'message')) as [Heard]; // what `follow` sends
  return heard;
}

/** The clients: opens all connections, and says when all have heard of an event. */
async function follow(address: string): Promise<void> {
  const arrivals = new Map<number, number[]>();
  for (let client = 0; client < CLIENTS; client += 1) {
    const request = get(address, { agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        for (const [, id] of text.matchAll(/^event: .*\nid: (\d+)$/gm)) hear(Number(id));
      });
    });
    request.once('error', () => process.exit(1));
    if (client % 100 === 99) await once(request, 'response');
  }
  function hear(id: number): void {
    const at = arrivals.get(id) ?? [];
    arrivals.set(id, at);
    at.push(performance.timeOrigin + performance.now());
    if (at.length === CLIENTS) process.send?.({ id, at } satisfies Heard);
  }
}
