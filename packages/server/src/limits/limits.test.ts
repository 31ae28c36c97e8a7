import { SampleRun } from '@runlight/testing/runs';
import {
  ENGINES,
  eventually,
  MovableClock,
  startTestServer,
  type TestServer,
} from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

describe('rate limits', () => {
  test('every answer says how much is left, and who asks for more is told when to come back', async () => {
    const server = await startTestServer({ access: 'tokens', requestsPerMinute: 10 });
    const [token, other] = [await server.token('viewer'), await server.token('viewer')];
    const first = await server.request('/api/v1/runs/unknown', { token });
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=10;w=60');
    expect(first.headers.get('ratelimit')).toBe('"requests";r=9;t=60');
    for (let nth = 1; nth < 10; nth += 1) await server.request('/api/v1/runs/unknown', { token });
    const refused = await server.request('/api/v1/runs/unknown', { token });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', retriable: true });
    expect((await server.request('/api/v1/runs/unknown', { token: other })).status).toBe(404);
  });

  test('of what may be asked for a fifth may be writes', async () => {
    const server = await startTestServer({ requestsPerMinute: 10 });
    const write = () => server.request('/api/v1/views', { method: 'POST' });
    expect((await write()).headers.get('ratelimit-policy')).toBe('"requests";q=10;w=60, "writes";q=2;w=60');
    expect((await write()).status).not.toBe(429);
    expect((await write()).status).toBe(429);
    expect((await server.request('/api/v1/runs/unknown')).status).toBe(404);
  });

  test('who polls one run tightly is told to wait, and may go on with others', async () => {
    const server = await startTestServer();
    await server.take([
      ...new SampleRun('one', 'p1').start().take(),
      ...new SampleRun('two', 'p2').start().take(),
    ]);
    const statuses: number[] = [];
    for (let nth = 0; nth < 25; nth += 1)
      statuses.push((await server.request('/api/v1/runs/one/status')).status);
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(5).fill(429)]);
    const refused = await server.request('/api/v1/runs/one/status');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await server.request('/api/v1/runs/two/status')).status).toBe(200);
  });

  test('health checks are not counted, and the opening of a stream is', async () => {
    const server = await startTestServer({ requestsPerMinute: 1 });
    for (let nth = 0; nth < 3; nth += 1) expect((await server.request('/healthz')).status).toBe(200);
    expect([(await openStream(server)).status, (await openStream(server)).status]).toEqual([200, 429]);
  });

  test('who follows many streams is refused another one until one is over, and nobody else is', async () => {
    const server = await startTestServer({ access: 'tokens', streamsAtOnce: 3 });
    await server.take(new SampleRun('nightly').start().take());
    const [token, other] = [await server.token('viewer'), await server.token('viewer')];
    const first = await openStream(server, token, '/api/v1/runs/nightly/stream');
    for (let nth = 1; nth < 3; nth += 1) expect((await openStream(server, token)).status).toBe(200);

    const refused = [
      await openStream(server, token),
      await openStream(server, token, '/api/v1/runs/nightly/stream'),
    ];
    for (const { status, headers, text } of refused) {
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.parse(await text())).toMatchObject({ code: 'too_many_streams', retriable: true });
    }
    expect((await openStream(server, other)).status).toBe(200);
    expect((await server.request('/api/v1/runs/nightly', { token })).status).toBe(200);

    first.leave();
    await eventually(async () => expect((await openStream(server, token)).status).toBe(200));
  });

  test('a stream that is refused for something else is not counted', async () => {
    const server = await startTestServer({ access: 'tokens', streamsAtOnce: 1 });
    const token = await server.token('viewer');
    const statuses = [];
    for (let nth = 0; nth < 3; nth += 1)
      statuses.push((await openStream(server, token, '/api/v1/runs/unknown/stream')).status);
    expect(statuses).toEqual([404, 404, 404]);
  });

  test('who tries tokens that don’t exist is slowed down, and nobody else', async () => {
    const server = await startTestServer({ access: 'tokens' });
    const token = await server.token('viewer');
    const statuses: number[] = [];
    for (let nth = 0; nth < 12; nth += 1) {
      statuses.push((await server.request('/api/v1/runs/unknown', { token: `rl_${nth}` })).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await server.request('/api/v1/runs/unknown', { token })).status).toBe(404);
  });

  test('who signs in is not kept out by those who try from the same address', async () => {
    const server = await startTestServer({ access: 'tokens', requestsPerMinute: 5 });
    const signIn = async (token: unknown): Promise<number> => {
      const answer = await server.request('/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      return answer.status;
    };
    const statuses: number[] = [];
    for (let nth = 0; nth < 12; nth += 1) statuses.push(await signIn(nth < 6 ? nth : `rl_${nth}`));
    expect(statuses).toEqual([...Array(6).fill(400), ...Array(4).fill(401), 429, 429]);
    expect(await signIn(await server.token('viewer'))).toBe(204);
  });
});

describe.each(ENGINES)('idempotency keys in %s', (engine) => {
  const WEBHOOK = { url: 'https://example.com/', events: ['run.failed'] };

  test('a request that is sent again is answered as before, and done once', async () => {
    const server = await startTestServer({ engine });
    const first = await post(server, '/api/v1/views', 'key-1', { name: 'a', query: 'q' });
    const again = await post(server, '/api/v1/views', 'key-1', { name: 'a', query: 'q' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    const { views } = (await (await server.request('/api/v1/views')).json()) as { views: unknown[] };
    expect(views).toHaveLength(1);
  });

  test('a key that was used for something else is refused', async () => {
    const server = await startTestServer({ engine });
    await post(server, '/api/v1/views', 'key', { name: 'a', query: 'q' });
    const other = await post(server, '/api/v1/views', 'key', { name: 'b', query: 'q' });
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'idempotency_key_reused', retriable: false });
    expect((await post(server, '/api/v1/views', 'no key', {})).status).toBe(400);
  });

  test('of several at once one is served, and the others are told to come back', async () => {
    const server = await startTestServer({ engine });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(server, '/api/v1/views', 'key', { name: 'a', query: 'q' })),
    );
    const rows = await server.parts.store.db.selectFrom('saved_views').selectAll().execute();
    expect(rows).toHaveLength(1);
    const fresh = answers.filter((answer) => answer.ok && !answer.headers.has('idempotency-replayed'));
    expect(fresh).toHaveLength(1);
    const refused = answers.filter(({ ok }) => !ok);
    for (const answer of refused) {
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'idempotency_key_in_use', retriable: true });
    }
  });

  test('a request that the server failed to serve may be sent again', async () => {
    const server = await startTestServer({ engine });
    const write = vi.spyOn(server.parts.store, 'write').mockRejectedValue(new Error('the disk is full'));
    const failed = await post(server, '/api/v1/webhooks', 'key', WEBHOOK);
    expect(failed.status).toBe(500);
    write.mockRestore();
    expect((await post(server, '/api/v1/webhooks', 'key', WEBHOOK)).status).toBe(201);
  });

  test('a secret that is shown once is not shown by a replay, and kept nowhere', async () => {
    const server = await startTestServer({ engine });
    const first = await post(server, '/api/v1/webhooks', 'key', WEBHOOK);
    const { secret } = (await first.json()) as { secret: string };
    const again = await post(server, '/api/v1/webhooks', 'key', WEBHOOK);
    expect(again.status).toBe(409);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toMatchObject({ code: 'secret_shown_once' });
    expect(await server.parts.store.db.selectFrom('webhooks').selectAll().execute()).toHaveLength(1);
    const kept = await server.parts.store.db.selectFrom('idempotency_keys').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  test('a key belongs to the token that used it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const [one, two] = [await server.token('operator', 'acme'), await server.token('operator', 'evil')];
    const body = { name: 'a', query: 'q' };
    const first = await post(server, '/api/v1/views', 'key', body, one);
    const other = await post(server, '/api/v1/views', 'key', body, two);
    expect([first.status, other.status]).toEqual([201, 201]);
    expect(other.headers.has('idempotency-replayed')).toBe(false);
    const refused = await post(server, '/api/v1/views', 'other', body, await server.token('viewer'));
    expect(refused.status).toBe(403);
  });

  test('a key is forgotten after a day; one whose server ended is not served twice', async () => {
    const clock = new MovableClock();
    const server = await startTestServer({ engine, now: clock.now });
    const body = { name: 'a', query: 'q' };
    await post(server, '/api/v1/views', 'key', body);
    await server.parts.store.db
      .updateTable('idempotency_keys')
      .set({ status: null, response: null })
      .execute();
    const early = await post(server, '/api/v1/views', 'key', body);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(await early.json()).toMatchObject({ code: 'idempotency_key_in_use', retriable: true });
    clock.pass(5 * 60_000);
    expect(await (await post(server, '/api/v1/views', 'key', body)).json()).toMatchObject({
      code: 'idempotency_outcome_unknown',
      retriable: false,
    });
    clock.pass(86_400_000);
    const again = await post(server, '/api/v1/views', 'key', { ...body, name: 'b' });
    expect(again.status).toBe(201);
  });
});

/** Opens a stream, which is left when the test ends. */
async function openStream(server: TestServer, token?: string, path = '/api/v1/stream') {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  onTestFinished(leave);
  const { signal } = leaving;
  const response = await server.request(path, { signal, ...(token !== undefined && { token }) });
  return { status: response.status, headers: response.headers, text: () => response.text(), leave };
}

function post(
  server: TestServer,
  path: string,
  key: string,
  body: unknown,
  token?: string,
): Promise<Response> {
  return server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    ...(token !== undefined && { token }),
  });
}
