import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readEvents, runDirectoryOf } from '@runlight/run-dir';
import { TestChild } from '@runlight/testing';
import { temporaryDirectory } from '@runlight/testing/runs';
import { startTestServer, type TestServer } from '@runlight/testing/server';
import { expect, onTestFinished, test, vi } from 'vitest';

const WAITS_AT_GATE = `
import { startRunlight } from '@runlight/node';
import { withRun, withStep } from '@runlight/sdk';
startRunlight();
await withRun({ workflow: 'payout', tenant: 'acme' }, async (run) => {
  console.log('run ' + run.id);
  const decision = await run.decision('approve_total', { reason: 'over 10 000' });
  await withStep('pay', () => undefined);
  console.log('decided ' + JSON.stringify(decision));
});
`;

const WORKS_UNTIL_CANCELLED = `
import { setTimeout as delay } from 'node:timers/promises';
import { startRunlight } from '@runlight/node';
import { withRun } from '@runlight/sdk';
startRunlight();
const work = async (run) => {
  console.log('run ' + run.id);
  await delay(60_000, undefined, { signal: run.signal });
};
const runs = ['a', 'b'].map((workflow) => withRun({ workflow }, work));
const ends = await Promise.allSettled(runs);
console.log(ends.map(({ reason }) => reason.name + ': ' + (reason.cause ?? reason).message).join('\\n'));
`;

test.each([
  ['without a runs directory', false],
  ['with a runs directory that the server shares', true],
])('a gate that is approved at the server lets a waiting process go on, %s', async (_, shared) => {
  const { server, child, runs } = await serverWith(WAITS_AT_GATE, shared);
  const runId = await idOf(child);
  await isIn(server, runId, 'waiting');
  const decided = await post(server, `/api/v1/runs/${runId}/gates/approve_total`, {
    outcome: 'approved',
    note: 'checked with the bank',
  });
  expect(decided).toMatchObject({ status: 202, body: { delivery: 'delivered' } });
  const { stdout, stderr, code } = await child.exited;
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).toContain(
    'decided {"approved":true,"outcome":"approved","actor":"operator of a test","note":"checked with the bank"}',
  );
  await isIn(server, runId, 'succeeded');
  expect(await server.parts.store.db.selectFrom('control_requests').selectAll().execute()).toEqual([]);
  if (!shared) return;
  const resolved = readEvents(runDirectoryOf(runs, runId)).filter(
    ({ event }) => event === 'workflow.gate.resolved',
  );
  expect([...resolved]).toHaveLength(1);
});

test('a server that was restarted while a process waits for a decision takes the decision', async () => {
  const { server, child } = await serverWith(WAITS_AT_GATE, false);
  const runId = await idOf(child);
  await isIn(server, runId, 'waiting');
  await server.close();
  const again = await startTestServer({
    access: 'tokens',
    database: server.database,
    port: Number(new URL(server.url).port),
  });
  await vi.waitFor(() => expect(again.parts.bells.control.keys()).toEqual([runId]), { timeout: 20_000 });
  expect(
    await post(again, `/api/v1/runs/${runId}/gates/approve_total`, { outcome: 'rejected' }),
  ).toMatchObject({
    status: 202,
    body: { delivery: 'delivered' },
  });
  const { stdout } = await child.exited;
  expect(stdout).toContain('"outcome":"rejected"');
});

test('a request that comes by both ways is told once: of two gates of one name one is decided', async () => {
  const { server, child, runs } = await serverWith(
    `
import { startRunlight } from '@runlight/node';
import { withRun } from '@runlight/sdk';
startRunlight();
await withRun({ workflow: 'payout' }, async (run) => {
  console.log('run ' + run.id);
  await Promise.all([run.gate('approve'), run.gate('approve')]);
});
`,
    true,
  );
  const runId = await idOf(child);
  const resolved = (): unknown[] => [
    ...readEvents(runDirectoryOf(runs, runId)).filter(({ event }) => event === 'workflow.gate.resolved'),
  ];
  const path = `/api/v1/runs/${runId}/gates/approve`;
  await vi.waitFor(() => expect(server.parts.bells.control.keys()).toEqual([runId]));
  await vi.waitFor(
    async () => expect(await post(server, path, { outcome: 'approved' })).toMatchObject({ status: 202 }),
    { timeout: 20_000 },
  );
  await vi.waitFor(() =>
    expect(readdirSync(join(runDirectoryOf(runs, runId), 'control'))).toEqual(['consumed']),
  );
  expect(resolved()).toHaveLength(1);
  await vi.waitFor(async () =>
    expect(await post(server, path, { outcome: 'approved' })).toMatchObject({ status: 202 }),
  );
  expect((await child.exited).code).toBe(0);
  expect(resolved()).toHaveLength(2);
});

test('a cancellation at the server aborts the run that is meant, and no other of the process', async () => {
  const { server, child } = await serverWith(WORKS_UNTIL_CANCELLED, false);
  await vi.waitFor(async () => expect(await runIds(server)).toHaveLength(2), { timeout: 20_000 });
  const [first = '', second = ''] = await runIds(server);
  expect(await post(server, `/api/v1/runs/${first}/cancel`, { reason: 'wrong file' })).toMatchObject({
    status: 202,
    body: { delivery: 'delivered' },
  });
  const ended = await isIn(server, first, 'cancelled');
  expect(ended['why']).toMatch(/by operator of a test: wrong file$/);
  await isIn(server, second, 'running');
  await post(server, `/api/v1/runs/${second}/cancel`, {});
  const { stdout, code } = await child.exited;
  expect(code).toBe(0);
  expect(stdout).toContain('AbortError: The run was cancelled: wrong file');
});

test('a server that is away or refuses keeps no process from ending, and is told of once', async () => {
  const program = `
import { setTimeout as delay } from 'node:timers/promises';
import { startRunlight } from '@runlight/node';
import { withRun } from '@runlight/sdk';
startRunlight({ runsDirectory: false });
await withRun({ workflow: 'short' }, () => delay(1500));
await withRun({ workflow: 'short' }, () => delay(1500));
`;
  const server = await startTestServer({ access: 'tokens' });
  for (const [env, code] of [
    [{ RUNLIGHT_SERVER_URL: 'http://127.0.0.1:9' }, 'RUNLIGHT_SERVER_UNAVAILABLE'],
    [{ RUNLIGHT_SERVER_URL: server.url, RUNLIGHT_TOKEN: 'none' }, 'RUNLIGHT_SERVER_REFUSED'],
    [{ RUNLIGHT_SERVER_URL: 'no url' }, 'RUNLIGHT_SERVER_REFUSED'],
  ] as const) {
    const exit = await new TestChild(program, { env }).exited;
    expect(exit.code).toBe(0);
    expect(exit.stderr.match(/\[RUNLIGHT_\w+\]/g)).toEqual([`[${code}]`]);
  }
});

test('a run that is over frees its process at once, whatever the server is still asked', async () => {
  const { server, child } = await serverWith(
    `
import { setTimeout as delay } from 'node:timers/promises';
import { startRunlight } from '@runlight/node';
import { withRun } from '@runlight/sdk';
startRunlight();
await withRun({ workflow: 'short' }, () => delay(1000));
console.log('over ' + Date.now());
process.on('exit', () => console.log('exit ' + Date.now()));
`,
    false,
  );
  await vi.waitFor(() => expect(server.parts.bells.control.keys()).toHaveLength(1), { timeout: 20_000 });
  const { stdout } = await child.exited;
  const [, over = '', exit = ''] = /over (\d+)\nexit (\d+)/.exec(stdout) ?? [];
  expect(Number(exit) - Number(over), 'not only when the poll ended').toBeLessThan(15_000);
});

/** A child that delivers to a server, with tokens of its tenant, and follows what is asked there. */
async function serverWith(program: string, shared: boolean) {
  const runs = join(temporaryDirectory(onTestFinished), 'runs');
  const server = await startTestServer({ access: 'tokens', runsDirectories: shared ? [runs] : [] });
  const [ingest, worker] = await Promise.all([
    server.token('ingest', 'acme'),
    server.token('worker', 'acme'),
  ]);
  const child = new TestChild(program, {
    env: {
      RUNLIGHT_RUNS_DIR: shared ? runs : 'none',
      RUNLIGHT_SERVER_URL: server.url,
      RUNLIGHT_TOKEN: worker,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${ingest}`,
      OTEL_BLRP_SCHEDULE_DELAY: '50',
    },
  });
  onTestFinished(() => child.kill('SIGKILL'));
  return { server, child, runs };
}

async function idOf(child: TestChild): Promise<string> {
  let text = '';
  child.process.stdout?.on('data', (more: string) => (text += more));
  return vi.waitFor(
    () => {
      const [, runId] = /run (run_\w+)/.exec(text) ?? [];
      if (runId === undefined) throw new Error(`no run yet: ${text}`);
      return runId;
    },
    { timeout: 20_000 },
  );
}

async function runIds(server: TestServer): Promise<string[]> {
  const rows = await server.parts.store.db.selectFrom('runs').select('run_id').orderBy('run_id').execute();
  return rows.map(({ run_id }) => run_id);
}

function isIn(server: TestServer, runId: string, state: string): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      const token = await server.token('viewer');
      const response = await server.request(`/api/v1/runs/${runId}`, { token });
      const run = (await response.json()) as Record<string, unknown>;
      expect(run).toMatchObject({ state });
      return run;
    },
    { timeout: 20_000 },
  );
}

async function post(server: TestServer, path: string, body: unknown) {
  const response = await server.request(path, {
    method: 'POST',
    token: await server.token('operator'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
