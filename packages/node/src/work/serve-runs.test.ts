import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { expect, onTestFinished, test, vi } from 'vitest';

import { serveRuns } from './serve-runs.ts';

test('work for a workflow that a worker does not know is given back at once, without asking in haste', async () => {
  const asked: { path: string; body: unknown }[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
    asked.push({ path, body: await json(request) });
    response.setHeader('content-type', 'application/json');
    if (path.endsWith('/claim')) {
      response.end(JSON.stringify({ item_id: 'i', run_id: 'r', workflow_name: 'constructor' }));
    } else if (path.endsWith('/finish')) response.writeHead(204).end();
    else response.end(JSON.stringify({ worker_id: 'w', lease_seconds: 60 }));
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // of a server that listens on a port

  const workflow = vi.fn<() => void>();
  const worker = serveRuns({
    serverUrl: `http://127.0.0.1:${port}`,
    workflows: { invoice: workflow },
    name: 'one',
  });
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  await worker.stop();
  expect(asked).toEqual([
    { path: '/api/v1/workers', body: { name: 'one', workflows: ['invoice'] } },
    { path: '/api/v1/workers/w/claim', body: {} },
    { path: '/api/v1/workers/w/items/i/finish', body: { give_back: true } },
  ]);
  expect(workflow).not.toHaveBeenCalled();
});
