// A server behind a reverse proxy that ends TLS: what browsers and programs see through it.
import { SampleRun } from '@runlight/testing/runs';
import { addWebhook, eventually, startTestServer, WebhookReceiver } from '@runlight/testing/server';
import { expect, test } from 'vitest';

import { startTlsProxy, type Answer, type TlsProxy } from './tls-proxy.ts';

const VIEW = { name: 'failed', query: 'status=failed' };

test('a browser signs in: its session goes over TLS only, to this site only, and out of the reach of scripts', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const proxy = await startTlsProxy(server.url);

  const signedIn = await signIn(proxy, await server.token('operator'));
  const cookie = cookieOf(signedIn);
  const saved = await proxy.ask('/api/v1/views', {
    method: 'POST',
    headers: { cookie, origin: proxy.url },
    content: VIEW,
  });
  const me = await proxy.ask('/api/v1/me', { headers: { cookie } });
  const signedOut = await proxy.ask('/api/v1/session', {
    method: 'DELETE',
    headers: { cookie, origin: proxy.url },
  });

  expect(signedIn.status).toBe(204);
  expect(attributesOf(signedIn)).toEqual(
    expect.arrayContaining(['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']),
  );
  expect([saved.status, me.status, signedOut.status]).toEqual([201, 200, 204]);
  expect(attributesOf(signedOut)).toEqual(expect.arrayContaining(['Max-Age=0', 'Secure', 'Path=/']));
});

test('a page of another site can’t use the session, nor can who names no page', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const proxy = await startTlsProxy(server.url);
  const cookie = cookieOf(await signIn(proxy, await server.token('admin')));

  const codes: unknown[] = [];
  for (const origin of ['https://evil.example', server.url, 'null', undefined]) {
    const headers = { cookie, ...(origin !== undefined && { origin }) };
    const answer = await proxy.ask('/api/v1/views', { method: 'POST', headers, content: VIEW });
    codes.push((JSON.parse(await answer.text()) as { code: string }).code);
  }

  expect(codes).toEqual(Array(4).fill('foreign_origin'));
});

test('a proxy that names another host keeps nobody out, if the server knows where it is reached', async () => {
  const knows = await startTestServer({ access: 'tokens', publicUrl: 'https://runlight.example' });
  const guesses = await startTestServer({ access: 'tokens' });
  const origin = 'https://runlight.example';

  const statuses = [];
  for (const server of [knows, guesses]) {
    const proxy = await startTlsProxy(server.url, { host: new URL(server.url).host });
    statuses.push((await signIn(proxy, await server.token('viewer'), origin)).status);
    statuses.push((await signIn(proxy, await server.token('viewer'), 'https://evil.example')).status);
  }

  expect(statuses).toEqual([204, 403, 403, 403]);
});

test('a server without tokens is for its own machine: a proxy does not open it to others', async () => {
  const server = await startTestServer();
  const proxy = await startTlsProxy(server.url, { host: new URL(server.url).host });

  const answer = await proxy.ask('/api/v1/runs');

  expect(answer.status).toBe(403);
  expect(JSON.parse(await answer.text())).toMatchObject({ code: 'proxied', retriable: false });
});

test('a stream tells a change within a second, and a request that waits is answered by it', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const proxy = await startTlsProxy(server.url);
  const authorization = `Bearer ${await server.token('viewer')}`;
  const run = new SampleRun('nightly').start();
  await server.take(run.take());
  const stream = await proxy.ask('/api/v1/stream', { headers: { authorization } });
  let told = '';
  stream.body.setEncoding('utf8').on('data', (some: string) => (told += some));
  await eventually(() => expect(told).toContain('event: snapshot'), 1000);
  const status = await proxy.ask('/api/v1/runs/nightly/status', { headers: { authorization } });
  const waiting = proxy.ask('/api/v1/runs/nightly/status?wait=30', {
    headers: { authorization, 'if-none-match': status.headers.etag },
  });

  await server.take(run.end().take());

  await eventually(() => expect(told).toContain('"state":"succeeded"'), 1000);
  expect(stream.headers).toMatchObject({ 'x-accel-buffering': 'no', 'cache-control': 'no-store' });
  const changed = await waiting;
  expect(changed.status).toBe(200);
  expect(JSON.parse(await changed.text())).toMatchObject({ status: 'SUCCEEDED' });
});

test('who guesses tokens is slowed down by the address that a trusted proxy names, and by no other', async () => {
  const trusting = await startTestServer({ access: 'tokens', trustedProxies: ['127.0.0.1'] });
  const others = await startTestServer({ access: 'tokens' });
  const [ours, theirs] = [await startTlsProxy(trusting.url), await startTlsProxy(others.url)];

  // What a client writes itself is not believed.
  const guesses = await guess(ours, 12, '127.0.0.2', (nth) => `10.0.0.${nth}`);
  const fromElsewhere = await guess(ours, 1, '127.0.0.3');
  const unknownProxy = [...(await guess(theirs, 11, '127.0.0.2')), ...(await guess(theirs, 1, '127.0.0.3'))];
  const direct = await Promise.all(
    Array.from({ length: 11 }, (_, nth) =>
      others.request('/api/v1/me', { token: 'rl_x', headers: { 'x-forwarded-for': `10.0.0.${nth}` } }),
    ),
  );

  expect(guesses).toEqual([...Array(10).fill(401), 429, 429]);
  expect(fromElsewhere).toEqual([401]);
  expect(unknownProxy).toEqual([...Array(10).fill(401), 429, 429]);
  expect(new Set(direct.map(({ status }) => status))).toEqual(new Set([429]));
});

test('a webhook is told where people look at the run', async () => {
  const receiver = await WebhookReceiver.start();
  const server = await startTestServer({
    allowPrivateWebhooks: true,
    publicUrl: 'https://runlight.example',
  });
  await addWebhook(server, receiver.url, { events: ['run.failed'] });

  await server.take(new SampleRun('nightly/1').start().end('failed').take());

  await eventually(() => expect(receiver.received).toHaveLength(1));
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
    data: { url: 'https://runlight.example/runs/nightly%2F1' },
  });
});

function signIn(proxy: TlsProxy, token: string, origin = proxy.url): Promise<Answer> {
  return proxy.ask('/api/v1/session', { method: 'POST', headers: { origin }, content: { token } });
}

function cookieOf(answer: Answer): string {
  return answer.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
}

function attributesOf(answer: Answer): string[] {
  return answer.headers['set-cookie']?.[0]?.split('; ').slice(1) ?? [];
}

/** The statuses of attempts with tokens that don't exist, from one address. */
async function guess(
  proxy: TlsProxy,
  times: number,
  localAddress: string,
  claimed?: (nth: number) => string,
): Promise<number[]> {
  const statuses: number[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    const forwarded = claimed === undefined ? {} : { 'x-forwarded-for': claimed(nth) };
    const headers = { authorization: `Bearer rl_${nth}`, ...forwarded };
    const { status, body } = await proxy.ask('/api/v1/me', { headers, localAddress });
    body.resume();
    statuses.push(status);
  }
  return statuses;
}
