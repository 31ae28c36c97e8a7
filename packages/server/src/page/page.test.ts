import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectory } from '@runlight/testing/runs';
import { startTestServer } from '@runlight/testing/server';
import { expect, onTestFinished, test } from 'vitest';

const INDEX = '<!doctype html><title>Runlight</title>';

function builtPage(): string {
  const directory = join(temporaryDirectory(onTestFinished), 'web');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'index.html'), INDEX);
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
  writeFileSync(join(directory, 'assets/main-a1b2c3.js'), `export const text = '${'x'.repeat(5000)}';`);
  writeFileSync(join(directory, '../secret'), 'not to be seen');
  return directory;
}

test.each(['/', '/runs', '/runs/run_1C9?tab=steps', '/settings/webhooks', '/index.html'])(
  'shows the page at %s, asked for anew each time',
  async (path) => {
    const server = await startTestServer({ pageDirectory: builtPage() });

    const response = await server.request(path);

    expect(await response.text()).toBe(INDEX);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    });
  },
);

test('its assets are kept for good, and are sent compressed', async () => {
  const server = await startTestServer({ pageDirectory: builtPage() });

  const response = await server.request('/assets/main-a1b2c3.js', { headers: { 'accept-encoding': 'gzip' } });
  const icon = await server.request('/favicon.svg');

  expect(await response.text()).toContain('xxxx');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': expect.stringContaining('text/javascript'),
  });
  expect(icon.headers.get('cache-control')).toBe('no-cache');
});

test.each(['/api/v1/nothing', '/v1/nothing', '/assets/main-old.js', '/api', '/healthz/x'])(
  'says to a program that nothing is at %s',
  async (path) => {
    const server = await startTestServer({ pageDirectory: builtPage() });

    const response = await server.request(path);

    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBeOneOf([null, 'private, no-cache']);
    expect(await response.json()).toMatchObject({ code: 'not_found', detail: `Nothing is at ${path}` });
  },
);

test.each([
  '/../secret',
  '/%2e%2e/secret',
  '/assets/..%2f..%2fsecret',
  '/assets/%5c..%5c..%5csecret',
  '/%00',
])('never leaves its directory: %s', async (path) => {
  const server = await startTestServer({ pageDirectory: builtPage() });

  const response = await server.request(path);

  expect(response.status).toBeOneOf([200, 404]);
  expect(await response.text()).not.toContain('not to be seen');
});

test('says how it is built where it was not', async () => {
  const server = await startTestServer({ pageDirectory: temporaryDirectory(onTestFinished) });

  const response = await server.request('/runs');

  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build');
  expect((await server.request('/api/v1/nothing')).status).toBe(404);
});
