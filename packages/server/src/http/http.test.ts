import { startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

const JSON_TYPE = { 'content-type': 'application/json' };

test('a method that a path does not answer to is told which ones it does', async () => {
  const server = await startTestServer();
  const refused = await server.request('/api/v1/runs/one', { method: 'DELETE' });
  expect(refused.status).toBe(405);
  expect(refused.headers.get('allow')).toBe('GET');
  expect(await refused.json()).toMatchObject({ code: 'method_not_allowed', retriable: false });
  const options = await server.request('/api/v1/views', { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST']);
  expect((await server.request('/api/v1/nothing', { method: 'DELETE' })).status).toBe(404);
  expect((await server.request('/a/page/of/it', { method: 'POST' })).status).toBe(404);
});

test('a parameter that nobody knows is refused: without it the question would be another one', async () => {
  const server = await startTestServer();
  for (const path of ['/api/v1/runs?stauts=failed', '/api/v1/runs/export?format=csv&tenantt=acme']) {
    const refused = await server.request(path);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'unknown_parameter' });
  }
  const { detail } = (await (await server.request('/api/v1/runs?page=2')).json()) as { detail: string };
  expect(detail).toContain('no parameter page');
  expect(detail).toContain('next_token');
});

test('input that can’t be understood is told how to write it', async () => {
  const server = await startTestServer();
  const told = async (path: string, init?: RequestInit) => {
    const { code, detail } = (await (await server.request(path, init as object)).json()) as Record<
      'code' | 'detail',
      string
    >;
    return `${code}: ${detail}`;
  };
  expect(await told('/api/v1/runs?from=2026-11-21')).toContain('or a span before now: 15m, 24h, 7d');
  expect(await told('/api/v1/runs?limit=many')).toContain('must be a number from 1 to 500');
  const post = { method: 'POST', headers: JSON_TYPE };
  expect(await told('/api/v1/views', { ...post, body: '{"name":' })).toContain('invalid_body');
  const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a view' };
  expect(await told('/api/v1/views', text)).toContain('Content-Type: application/json');
});

test('what is answered is kept by nobody else, and is what it says that it is', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const token = await server.token('viewer');
  const answer = await server.request('/api/v1/runs', { token });
  expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const refused = await server.request('/api/v1/runs');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});
