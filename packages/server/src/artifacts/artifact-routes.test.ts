import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { runDirectoryOf } from '@runlight/run-dir';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import { signGrant } from './artifact-address.ts';

const SECRET = 'the secret of a test server';
const NOW = Date.UTC(2026, 3, 24, 15);
const RUN = 'run-1';

describe.each(ENGINES)('in %s', (engine) => {
  test('what a run attached is read by whoever has its address, for a quarter of an hour', async () => {
    let now = NOW;
    const { server, root } = await withFiles(
      { 'artifacts/extract/total.txt': 'total: 1 732,55 €' },
      engine,
      () => now,
    );
    const [artifact] = await artifactsOf(server);
    expect(artifact).toMatchObject({ step: 'extract', role: 'report', path: 'artifacts/extract/total.txt' });
    const url = artifact?.url ?? '';
    const answer = await server.request(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'total: 1 732,55 €']);
    const head = await server.request(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '19']);
    writeFileSync(join(runDirectoryOf(root, RUN), 'artifacts/extract/total.txt'), '');
    expect(await (await server.request(url)).text()).toBe('');
    now += 15 * 60_000;
    expect(await refusalOf(server, url)).toEqual([410, 'artifact_address_expired']);
  });

  test('an address needs no token, but who may not see the run gets none', async () => {
    const { server } = await withFiles({ 'artifacts/a.txt': 'a' }, engine, undefined, 'tokens');
    const token = await server.token('viewer', 'acme');
    const listed = await server.request(`/api/v1/runs/${RUN}/artifacts`, { token });
    const { artifacts } = (await listed.json()) as { artifacts: { url: string }[] };
    expect(await (await server.request(artifacts[0]?.url ?? '')).text()).toBe('a');
    const foreign = await server.token('admin', 'evil');
    expect((await server.request(`/api/v1/runs/${RUN}/artifacts`, { token: foreign })).status).toBe(404);
  });

  test('an address that was not made here, or was changed, leads nowhere', async () => {
    const { server } = await withFiles({ 'artifacts/a.txt': 'a', 'artifacts/b.txt': 'b' }, engine);
    const [artifact] = await artifactsOf(server);
    const signed = (artifact?.url ?? '').split('/').at(-1) ?? '';
    const [text = '', signature = ''] = signed.split('.');
    const other = Buffer.from(JSON.stringify({ run_id: RUN, path: 'artifacts/b.txt', expires: NOW * 2 }));
    for (const forged of [
      text,
      `${text}.`,
      `.${signature}`,
      `${text}.${signature.slice(0, -1)}`,
      `${text}.${signature}A`,
      `${text}.${signature}.more`,
      `${text}A.${signature}`,
      `${other.toString('base64url')}.${signature}`,
      `${text}.${'ä'.repeat(signature.length)}`,
      signGrant({ run_id: RUN, path: 'artifacts/a.txt', expires: NOW * 2 }, 'another secret'),
    ]) {
      const path = `/api/v1/artifacts/${encodeURIComponent(forged)}`;
      expect([forged, ...(await refusalOf(server, path))]).toEqual([forged, 404, 'artifact_not_found']);
    }
  });

  test('nothing outside of the run’s directory is ever read, whatever a run says of its files', async () => {
    const { server, root } = await withFiles(
      {
        '../outside.txt': 'outside',
        '/etc/hostname': 'absolute',
        '..': 'up',
        'artifacts/../../outside.txt': 'through the middle',
        '%2e%2e/outside.txt': 'encoded',
        'artifacts/link.txt': null,
        'artifacts/linked/outside.txt': null,
        'artifacts/inner.txt': null,
        'artifacts/directory': null,
        'artifacts/nul\0.txt': null,
        'artifacts/missing.txt': null,
      },
      engine,
    );
    const directory = runDirectoryOf(root, RUN);
    mkdirSync(join(directory, 'artifacts/directory'), { recursive: true });
    writeFileSync(join(root, 'outside.txt'), 'a secret of somebody else');
    writeFileSync(join(directory, 'status.json'), '{}');
    symlinkSync(join(root, 'outside.txt'), join(directory, 'artifacts/link.txt'));
    symlinkSync(root, join(directory, 'artifacts/linked'));
    symlinkSync('../status.json', join(directory, 'artifacts/inner.txt'));
    const artifacts = await artifactsOf(server);
    expect(artifacts).toHaveLength(11);
    for (const { path, url } of artifacts) {
      expect([path, url]).toEqual([path, null]);
      const address = `/api/v1/artifacts/${signGrant({ run_id: RUN, path, expires: NOW * 2 }, SECRET)}`;
      expect([path, ...(await refusalOf(server, address))]).toEqual([path, 404, 'artifact_not_found']);
    }
    expect(server.reports).toEqual([]);
  });

  test('a run’s directory that is a link is no directory of a run', async () => {
    const { server, root } = await withFiles({ 'artifacts/a.txt': null }, engine);
    const elsewhere = temporaryDirectory(onTestFinished);
    mkdirSync(join(elsewhere, 'artifacts'));
    writeFileSync(join(elsewhere, 'artifacts/a.txt'), 'elsewhere');
    rmSync(runDirectoryOf(root, RUN), { recursive: true });
    writeMetadata(elsewhere);
    symlinkSync(elsewhere, runDirectoryOf(root, RUN));
    expect(await artifactsOf(server)).toMatchObject([{ path: 'artifacts/a.txt', url: null }]);
  });

  test('who takes the id of another tenant’s run reads nothing of its directory', async () => {
    const { server, root } = await withFiles({ 'artifacts/a.txt': 'a' }, engine);
    writeMetadata(runDirectoryOf(root, RUN), 'victim');
    const [artifact] = await artifactsOf(server);
    expect(artifact).toMatchObject({ path: 'artifacts/a.txt', url: null });
    const grant = { run_id: RUN, path: 'artifacts/a.txt', expires: NOW * 2 };
    expect(await refusalOf(server, `/api/v1/artifacts/${signGrant(grant, SECRET)}`)).toEqual([
      404,
      'artifact_not_found',
    ]);
  });

  test('what was signed but never attached is not served', async () => {
    const { server } = await withFiles({ 'artifacts/a.txt': 'a' }, engine);
    const grant = { run_id: RUN, path: 'metadata.json', expires: NOW * 2 };
    expect(await refusalOf(server, `/api/v1/artifacts/${signGrant(grant, SECRET)}`)).toEqual([
      404,
      'artifact_not_found',
    ]);
  });
});

test.each([
  { mediaType: 'text/plain', type: 'text/plain; charset=utf-8', shown: 'inline' },
  { mediaType: 'application/json', type: 'application/json; charset=utf-8', shown: 'inline' },
  { mediaType: 'image/png', type: 'image/png', shown: 'inline' },
  { mediaType: 'application/pdf', type: 'application/pdf', shown: 'inline' },
  { mediaType: 'text/html', type: 'text/html; charset=utf-8', shown: 'attachment' },
  { mediaType: 'image/svg+xml', type: 'image/svg+xml', shown: 'attachment' },
  { mediaType: 'application/zip', type: 'application/zip', shown: 'attachment' },
  { mediaType: 'text/plain\r\nset-cookie: a=b', type: 'application/octet-stream', shown: 'attachment' },
])('$mediaType is $shown, and nothing in it is executed', async ({ mediaType, type, shown }) => {
  const { server } = await withFiles(
    { 'artifacts/a"ü.x': '<script>alert(1)</script>' },
    'sqlite',
    undefined,
    'local',
    mediaType,
  );
  const [artifact] = await artifactsOf(server);
  const { headers, status } = await server.request(artifact?.url ?? '');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('content-disposition')).toBe(
    `${shown}; filename="a__.x"; filename*=UTF-8''a%22%C3%BC.x`,
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(headers.get('content-security-policy')?.includes('sandbox')).toBe(type !== 'application/pdf');
  expect(headers.get('set-cookie')).toBeNull();
});

/** A server, and a run that attached files; `null` is one that it only speaks of. */
async function withFiles(
  files: Readonly<Record<string, string | null>>,
  engine: (typeof ENGINES)[number],
  now: () => number = () => NOW,
  access: 'local' | 'tokens' = 'local',
  mediaType = 'text/plain',
): Promise<{ server: TestServer; root: string }> {
  const root = join(temporaryDirectory(onTestFinished), 'runs');
  mkdirSync(root);
  const server = await startTestServer({ engine, now, access, runsDirectories: [root] });
  const run = new SampleRun(RUN).start();
  const step = run.main.step('extract').emit({ event: 'workflow.step.started' });
  for (const [path, content] of Object.entries(files)) {
    const file = { role: 'report', path, media_type: mediaType, required: false };
    step.emit({ event: 'workflow.artifact.recorded', ...file });
    if (content === null || !path.startsWith('artifacts/') || path.includes('..')) continue;
    const target = join(runDirectoryOf(root, RUN), path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  mkdirSync(runDirectoryOf(root, RUN), { recursive: true });
  writeMetadata(runDirectoryOf(root, RUN));
  await server.take(run.script.events);
  return { server, root };
}

function writeMetadata(directory: string, tenant = 'acme'): void {
  writeFileSync(join(directory, 'metadata.json'), JSON.stringify({ run_id: RUN, tenant_id: tenant }));
}

async function artifactsOf(server: TestServer): Promise<{ path: string; url: string | null }[]> {
  const answer = await server.request(`/api/v1/runs/${RUN}/artifacts`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { artifacts: { path: string; url: string | null }[] }).artifacts;
}

async function refusalOf(server: TestServer, path: string): Promise<[number, string]> {
  const answer = await server.request(path);
  return [answer.status, ((await answer.json()) as { code: string }).code];
}
