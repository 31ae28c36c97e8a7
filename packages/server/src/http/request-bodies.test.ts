import { startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

const MEBIBYTE = 1024 * 1024;

test('a body of more than a mebibyte is refused unread, whoever sends it', async () => {
  const server = await startTestServer({ access: 'tokens' });
  const post = (path: string, body: NonNullable<RequestInit['body']>, token?: string) =>
    server.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...(token !== undefined && { token }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    });
  const large = JSON.stringify({ token: 'x'.repeat(MEBIBYTE) });
  const refused = await post('/api/v1/session', large);
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({ code: 'too_large', retriable: false });
  // Nothing says how long it will be.
  const endless = new Blob([large]).stream();
  expect((await post('/api/v1/views', endless, await server.token('viewer'))).status).toBe(413);
  expect((await server.request('/readyz')).status).toBe(200);
});

test('JSON that is nested too deeply is wrong input, wherever anything may be said', async () => {
  const server = await startTestServer();
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  for (const [path, body] of [
    ['/api/v1/runs/one/rerun', `{"inputs":${nested(5000)}}`],
    ['/api/v1/settings/redaction/preview', `{"policy":{"rules":[]},"sample":${nested(101)}}`],
  ] as const) {
    const answer = await server.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain('nested more than 100 levels deep');
  }
});
