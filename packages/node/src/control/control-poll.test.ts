import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import type { ControlRequest } from '@runlight/contract';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Backoff } from '../delivery/backoff.ts';
import { Warnings } from '../warnings.ts';
import { ControlPoll } from './control-poll.ts';
import { ServerApi } from '../server-api.ts';

interface Asked {
  readonly path: string;
  readonly body: { readonly run_ids?: string[]; readonly request_ids?: string[] };
  readonly answer: (status: number, body?: object) => void;
  readonly gone: () => boolean;
}

/** A server that answers when the test says so, and what it was asked. */
async function serverOf() {
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await text(request)) as Asked['body'];
    const answer: Asked['answer'] = (status, said) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(said === undefined ? '' : JSON.stringify(said));
    };
    asked.push({ path: request.url ?? '', body, answer, gone: () => response.destroyed });
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // of a server that listens on a port
  const api = new ServerApi(`http://127.0.0.1:${port}/`, 'secret');
  const backoff = new Backoff({ initialMs: 100, maxMs: 100 });
  const poll = new ControlPoll(api, new Warnings(), backoff);
  onTestFinished(() => poll.close());
  const nth = (index: number): Promise<Asked> =>
    vi.waitFor(
      () => {
        const found = asked[index];
        if (found === undefined) throw new Error(`was asked ${asked.length} times`);
        return found;
      },
      { timeout: 5000 },
    );
  return { poll, asked, nth };
}

const POLL = '/api/v1/control/poll?wait=30';
const cancel = (id: string, run_id: string) => ({ request_id: id, run_id, requested_at: '', kind: 'cancel' });
const listener = () => vi.fn<(request: ControlRequest) => void>();

test('one question stands for all runs, and is asked anew when a run is not in it', async () => {
  const { poll, asked, nth } = await serverOf();
  const stops = ['a', 'b'].map((runId) => poll.follow(runId, listener()));
  const first = await nth(0);
  expect(first).toMatchObject({ path: POLL, body: { run_ids: ['a', 'b'] } });
  stops[0]?.();
  poll.follow('c', listener());
  const second = await nth(1);
  expect(second.body.run_ids).toEqual(['b', 'c']);
  await vi.waitFor(() => expect(first.gone()).toBe(true));
  expect(asked).toHaveLength(2);
});

test('nothing is asked while there are no runs', async () => {
  const { poll, asked, nth } = await serverOf();
  poll.follow('short', listener())();
  const stop = poll.follow('a', listener());
  const first = await nth(0);
  expect(first.body.run_ids).toEqual(['a']);
  stop();
  await vi.waitFor(() => expect(first.gone()).toBe(true));
  poll.follow('b', listener());
  expect((await nth(1)).body.run_ids).toEqual(['b']);
  expect(asked).toHaveLength(2);
});

test('what is asked is told to its run, acknowledged, and told again if that failed', async () => {
  const { poll, nth } = await serverOf();
  const [a, b] = [listener(), listener()];
  poll.follow('a', a);
  poll.follow('b', b);
  const decision = {
    request_id: '2',
    run_id: 'b',
    kind: 'gate',
    gate: 'g',
    outcome: 'approved',
    actor: 'ann',
  };
  (await nth(0)).answer(200, { requests: [cancel('1', 'a'), decision] });
  const acknowledged = await nth(1);
  expect(acknowledged).toMatchObject({
    path: '/api/v1/control/acknowledge',
    body: { request_ids: ['1', '2'] },
  });
  acknowledged.answer(503, { code: 'unavailable', detail: 'not now' });
  (await nth(2)).answer(200, { requests: [cancel('1', 'a')] });
  expect((await nth(3)).body).toEqual({ request_ids: ['1'] });
  expect(a.mock.calls).toMatchObject([[{ id: '1', kind: 'cancel' }], [{ id: '1' }]]);
  expect(b.mock.calls).toMatchObject([[{ id: '2', gate: 'g', outcome: 'approved', actor: 'ann' }]]);
});

test('what is asked of a run that was left meanwhile stays for whoever has it now', async () => {
  const { poll, nth } = await serverOf();
  const [left, kept] = [listener(), listener()];
  const leave = poll.follow('a', left);
  poll.follow('b', kept);
  const first = await nth(0);
  leave();
  first.answer(200, { requests: [cancel('1', 'a'), cancel('2', 'b')] });
  expect((await nth(1)).body).toEqual({ request_ids: ['2'] });
  (await nth(1)).answer(204);
  expect((await nth(2)).body).toEqual({ run_ids: ['b'] });
  expect(left).not.toHaveBeenCalled();
  expect(kept).toHaveBeenCalledOnce();
});

test('what a newer server asks is left to it, without asking in haste, and a listener that throws hinders nobody', async () => {
  const warn = vi.fn<DiagLogger['warn']>();
  diag.setLogger({ warn } as unknown as DiagLogger, DiagLogLevel.WARN); // nothing else is called at this level
  onTestFinished(() => diag.disable());
  const { poll, nth } = await serverOf();
  poll.follow('a', () => {
    throw new Error('a bug in user code');
  });
  const unknown = { request_id: '9', run_id: 'a', kind: 'reboot' };
  (await nth(0)).answer(200, { requests: [unknown, cancel('1', 'a')] });
  const acknowledged = await nth(1);
  expect(acknowledged.body).toEqual({ request_ids: ['1'] });
  acknowledged.answer(204);
  const answeredAt = performance.now();
  await nth(2);
  expect(performance.now() - answeredAt).toBeGreaterThan(45);
  expect(warn).toHaveBeenCalledTimes(2);
});
