import { connect } from 'node:net';
import { once } from 'node:events';

import type { RunStatus } from '@runlight/contract';
import { startPostgres } from '@runlight/testing/postgres';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, eventually, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { Change } from '../ingest/take-events.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('the stream of a run begins with how it is, tells its changes, and ends when it has ended', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun('run/1').start();
    await server.take(run.take());
    const stream = await follow(server, '/api/v1/runs/run%2F1/stream');
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(await stream.next()).toMatchObject({
      event: 'snapshot',
      id: 1,
      data: { run_id: 'run/1', state: 'running', version: 1 },
    });
    await server.take(new SampleRun('another').start().take());
    await server.take(run.step('extract').take());
    expect(await stream.next()).toMatchObject({
      event: 'change',
      id: 3,
      data: { version: 2, state: 'running' },
    });
    await server.take(run.end().take());
    expect(await stream.next()).toMatchObject({ event: 'change', id: 4, data: { state: 'succeeded' } });
    expect(await stream.next()).toMatchObject({ event: 'end', data: { state: 'succeeded', version: 3 } });
    expect(await stream.next()).toBeUndefined();
  });

  test('the stream of a run that has ended says so and ends; who comes back need not come again', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().end();
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}/stream`;
    const stream = await follow(server, path);
    expect((await stream.rest()).map(({ event }) => event)).toEqual(['snapshot', 'end']);
    expect((await server.request(path, { headers: { 'last-event-id': '1' } })).status).toBe(204);
    expect((await server.request('/api/v1/runs/unknown/stream')).status).toBe(404);
  });

  test('a client that comes back is told what it missed, each run once', async () => {
    const server = await startTestServer({ engine });
    const [a, b] = [new SampleRun('a').start(), new SampleRun('b').start()];
    await server.take([...a.take(), ...b.take()]);
    const first = await follow(server, '/api/v1/stream');
    expect(await first.next()).toMatchObject({ event: 'snapshot', id: 2, data: { last_change: 2 } });
    first.leave();
    await server.take(a.step('one').take());
    await server.take(b.step('one').take());
    await server.take(a.end().take());
    const again = await follow(server, '/api/v1/stream', { 'last-event-id': '2' });
    expect(await again.next()).toMatchObject({ event: 'change', id: 4, data: { run_id: 'b', version: 2 } });
    expect(await again.next()).toMatchObject({
      id: 5,
      data: { run_id: 'a', version: 3, state: 'succeeded' },
    });
    await server.take(b.end().take());
    let told = await again.next();
    while (told?.id === 5) told = await again.next(); // what was missed may also be told as it is told to others
    expect(told).toMatchObject({ id: 6, data: { run_id: 'b', state: 'succeeded' } });
    const ofRun = await follow(server, '/api/v1/runs/b/stream', { 'last-event-id': '2' });
    expect((await ofRun.rest()).map(({ event, id }) => [event, id])).toEqual([
      ['change', 6],
      ['end', 6],
    ]);
  });

  test('a client that missed what nobody knows any more is told to read anew, and then what changes', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    await server.take(run.step('one').take());
    await server.take(run.step('two').take());
    await server.parts.store.db.deleteFrom('changes').where('seq', '<', 3).execute();
    const reset = [];
    for (const lost of ['1', '99']) {
      const stream = await follow(server, '/api/v1/stream', { 'last-event-id': lost });
      expect(await stream.next()).toMatchObject({ event: 'reset', id: 3, data: { last_change: 3 } });
      const ofRun = await follow(server, `/api/v1/runs/${run.script.runId}/stream`, {
        'last-event-id': lost,
      });
      expect(await ofRun.next()).toMatchObject({ event: 'reset', id: 3, data: { version: 3 } });
      reset.push(stream, ofRun);
    }
    const stream = await follow(server, '/api/v1/stream', { 'last-event-id': '2' });
    expect(await stream.next()).toMatchObject({ event: 'change', id: 3 });
    await server.take(run.step('three').take());
    for (const told of [...reset, stream]) {
      expect(await told.next()).toMatchObject({ event: 'change', id: 4, data: { version: 4 } });
    }
  });

  test('a stream tells the workflows and environments that it was asked for', async () => {
    const server = await startTestServer({ engine });
    const stream = await follow(server, '/api/v1/stream?workflow=refund,other');
    const nowhere = await follow(server, '/api/v1/stream?workflow=invoice&env=prod');
    expect(await stream.next()).toMatchObject({ event: 'snapshot', id: 0 });
    expect(await nowhere.next()).toMatchObject({ event: 'snapshot' });
    const refund = new SampleRun('r').start().take();
    await server.take(new SampleRun('i').start().take());
    await server.take(
      refund.map((event) => ({ ...event, event_id: `r${event.event_id}`, workflow_name: 'refund' })),
    );
    expect(await stream.next()).toMatchObject({ event: 'change', data: { run_id: 'r' } });
    await server.take(
      new SampleRun('p')
        .start()
        .take()
        .map((event) => ({ ...event, event_id: 'p', environment: 'prod' })),
    );
    expect(await nowhere.next()).toMatchObject({ event: 'change', data: { run_id: 'p' } });
  });

  test('nobody is told of the runs of another tenant', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const [acme, everybody] = [await server.token('viewer', 'acme'), await server.token('viewer')];
    const authorization = `Bearer ${acme}`;
    await server.parts.take(new SampleRun('theirs').start().take(), { tenantId: 'evil' });
    const ours = await follow(server, '/api/v1/stream', { authorization });
    const missed = await follow(server, '/api/v1/stream', { authorization, 'last-event-id': '0' });
    const all = await follow(server, '/api/v1/stream', { cookie: `runlight_session=${everybody}` });
    expect(await ours.next()).toMatchObject({ event: 'snapshot' });
    expect(await all.next()).toMatchObject({ event: 'snapshot' });
    await server.parts.take(new SampleRun('theirs too', 'p1').start().take(), { tenantId: 'evil' });
    await server.parts.take(new SampleRun('ours', 'p2').start().take(), { tenantId: 'acme' });
    expect(await ours.next()).toMatchObject({ event: 'change', data: { run_id: 'ours' } });
    expect(await missed.next()).toMatchObject({ event: 'still here' });
    expect(await missed.next()).toMatchObject({ event: 'change', data: { run_id: 'ours' } });
    expect(await all.next()).toMatchObject({ event: 'change', data: { run_id: 'theirs too' } });
    expect((await server.request('/api/v1/stream')).status).toBe(401);
    expect((await server.request('/api/v1/runs/theirs/stream', { token: acme })).status).toBe(404);
  });

  test('whose token was revoked is told no more', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] }); // the signs of life come when the test says so
    onTestFinished(() => void vi.useRealTimers());
    const server = await startTestServer({ engine, access: 'tokens' });
    const [kept, revoked] = [await server.token('viewer'), await server.token('operator')];
    const stays = await follow(server, '/api/v1/stream', { authorization: `Bearer ${kept}` });
    const goes = await follow(server, '/api/v1/stream', { authorization: `Bearer ${revoked}` });
    expect(await stays.next()).toMatchObject({ event: 'snapshot' });
    expect(await goes.next()).toMatchObject({ event: 'snapshot' });
    await server.parts.store.db
      .updateTable('tokens')
      .set({ revoked_at: server.parts.timestamp() })
      .where('role', '=', 'operator')
      .execute();
    vi.advanceTimersByTime(15_000);
    expect(await goes.next()).toBeUndefined();
    expect(await stays.next()).toMatchObject({ event: 'still here' });
  });

  test('changes within a moment are told as one for each run', async () => {
    const server = await startTestServer({ engine });
    const stream = await follow(server, '/api/v1/stream');
    expect(await stream.next()).toMatchObject({ event: 'snapshot' });
    server.parts.feed.publish([change(1, 'a'), change(2, 'b'), change(3, 'a'), change(4, 'a', 'succeeded')]);
    expect(await stream.next()).toMatchObject({ id: 2, data: { run_id: 'b' } });
    expect(await stream.next()).toMatchObject({ id: 4, data: { run_id: 'a', state: 'succeeded' } });
  });

  test('a client that does not read is cut off, and the others are told', async () => {
    const server = await startTestServer({ engine });
    const { hostname, port } = new URL(server.url);
    const slow = connect(Number(port), hostname);
    onTestFinished(() => void slow.destroy());
    slow.write(`GET /api/v1/stream HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    await once(slow, 'readable');
    slow.pause();
    const reads = await follow(server, '/api/v1/stream');
    let seq = 0;
    let told = 0;
    const ended = once(slow, 'close');
    for (let round = 0; round < 20; round += 1) {
      const changes = Array.from({ length: 5000 }, () => change((seq += 1), `${seq}-${'x'.repeat(100)}`));
      server.parts.feed.publish(changes);
      while (told < seq) told = (await reads.next())?.id ?? Number.NaN;
    }
    slow.resume(); // reads what its system has taken in, and finds that there is no more
    await ended;
    expect(told).toBe(100_000);
  });

  test('a server that closes ends its streams', async () => {
    const server = await startTestServer({ engine });
    const stream = await follow(server, '/api/v1/stream');
    expect(await stream.next()).toMatchObject({ event: 'snapshot' });
    await server.close();
    expect(await stream.next()).toBeUndefined();
  });

  test('a stream that begins while the server closes is over after its beginning', async () => {
    const server = await startTestServer({ engine });
    server.parts.closing.abort(); // as `close` does first
    const stream = await follow(server, '/api/v1/stream');
    expect((await stream.rest()).map(({ event }) => event)).toEqual(['snapshot']);
  });
});

test('several servers of one database all tell every change once, in order', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const database = await postgres.createDatabase();
  const servers = [await startTestServer({ database }), await startTestServer({ database })];
  const told = servers.map(({ parts }) => {
    const seqs: number[] = [];
    parts.feed.subscribe((changes) => seqs.push(...changes.map(({ seq }) => seq)));
    return seqs;
  });
  const runs = Array.from({ length: 40 }, (_, nth) => new SampleRun(`run-${nth}`, `p${nth}`).start());
  await Promise.all(runs.map(async (run, nth) => servers[nth % 2]?.take(run.take())));
  const expected = Array.from({ length: 40 }, (_, at) => at + 1);
  await eventually(() => expect(told).toEqual([expected, expected]));
});

function change(seq: number, runId: string, status: RunStatus = 'running'): Change {
  return { seq, tenantId: '', runId, status, version: seq, at: '2026-04-24T14:30:00.000000Z' };
}

interface Told {
  readonly event: string;
  readonly id: number;
  readonly data: unknown;
}

/** Follows a stream as a client does. */
async function follow(server: TestServer, path: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await server.request(path, { headers, signal: leaving.signal });
  expect(response.status).toBe(200);
  if (response.body === null) throw new Error('The answer has no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function next(): Promise<Told | undefined> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return toldIn(block);
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  }
  async function rest(): Promise<Told[]> {
    const all: Told[] = [];
    for (let told = await next(); told !== undefined; told = await next()) all.push(told);
    return all;
  }
  return { headers: response.headers, next, rest, leave: () => leaving.abort() };
}

function toldIn(block: string): Told {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
  const event = fields['event'] ?? fields[''] ?? '';
  return { event, id: Number(fields['id']), data: JSON.parse(fields['data'] ?? 'null') };
}
