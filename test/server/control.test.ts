import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ControlRequest } from '@runlight/contract';
import { createRunDirectory, runDirectoryOf } from '@runlight/run-dir';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

interface Told {
  readonly requests: readonly {
    readonly request_id: string;
    readonly run_id: string;
    readonly kind: string;
  }[];
}

/** Answers that nobody takes come soon. */
const SHORT = { work: { deliveryWaitMs: 400 } };

describe.each(ENGINES)('in %s', (engine) => {
  test('a cancellation wakes the process that polls, and is delivered once it is acknowledged', async () => {
    const server = await startTestServer({ ...SHORT, engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const told = polled(server, [run.script.runId], 30);
    await vi.waitFor(() => expect(server.parts.bells.control.keys()).toEqual([run.script.runId]));
    const cancelled = post(server, `/api/v1/runs/${run.script.runId}/cancel`, { reason: 'wrong file' });
    const { requests } = await told;
    expect(requests).toMatchObject([
      { run_id: run.script.runId, kind: 'cancel', actor: 'local', reason: 'wrong file' },
    ]);
    await acknowledge(server, requests);
    expect(await cancelled).toMatchObject({ status: 202, body: { delivery: 'delivered' } });
    expect(await polled(server, [run.script.runId], 0)).toEqual({ requests: [] });
    expect(await audited(server)).toMatchObject([
      { actor: 'local', action: 'run.cancel', target: run.script.runId, tenant_id: 'acme' },
    ]);
  });

  test('nobody is there: the request waits for the process that takes the run over', async () => {
    const server = await startTestServer({ ...SHORT, engine });
    const run = new SampleRun().queue();
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}/cancel`;
    expect(await post(server, path, {})).toMatchObject({ status: 202, body: { delivery: 'pending' } });
    expect(await post(server, path, {})).toMatchObject({ status: 202, body: { delivery: 'pending' } });
    expect((await polled(server, [run.script.runId, 'another'], 0)).requests).toHaveLength(1);
    run.start().end('cancelled');
    await server.take(run.take());
    expect(await polled(server, [run.script.runId], 0)).toEqual({ requests: [] });
  });

  test('what has ended can’t be cancelled', async () => {
    const server = await startTestServer({ ...SHORT, engine });
    const run = new SampleRun().start().end();
    await server.take(run.take());
    expect(await post(server, `/api/v1/runs/${run.script.runId}/cancel`, {})).toMatchObject({
      status: 409,
      body: { code: 'run_has_ended' },
    });
    expect(
      await post(server, `/api/v1/runs/${run.script.runId}/gates/g`, { outcome: 'approved' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'run_has_ended' },
    });
    expect(await audited(server)).toEqual([]);
  });

  test('a gate is decided once: who comes later hears who decided', async () => {
    const server = await startTestServer({ ...SHORT, engine, access: 'tokens' });
    const token = await server.token('operator', 'acme');
    const run = new SampleRun().start();
    const gate = openGate(run, 'approve');
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}/gates/approve`;
    const decisions = await Promise.all(
      ['approved', 'rejected'].map((outcome) => post(server, path, { outcome }, token)),
    );
    const [won, lost] = decisions.toSorted((a, b) => a.status - b.status);
    expect(won).toMatchObject({ status: 202, body: { delivery: 'pending' } });
    expect(lost).toMatchObject({ status: 409, body: { code: 'gate_decided' } });
    expect(lost?.body['detail']).toContain('by operator of a test');
    expect((await polled(server, [run.script.runId], 0, await server.token('worker'))).requests).toHaveLength(
      1,
    );

    gate.emit({
      event: 'workflow.gate.resolved',
      gate: 'approve',
      wait_kind: 'human',
      gate_outcome: 'approved',
      actor: 'ann',
      waited_ms: 1,
    });
    gate.emit({ event: 'workflow.step.completed', duration_ms: 1 });
    await server.take(run.take());
    const late = await post(server, path, { outcome: 'approved' }, token);
    expect(late).toMatchObject({ status: 409, body: { code: 'gate_not_open' } });
    expect(late.body['detail']).toContain('approved by ann');

    openGate(run, 'approve'); // again, in a further step
    await server.take(run.take());
    expect(await post(server, path, { outcome: 'rejected' }, token)).toMatchObject({ status: 202 });
  });

  test('a gate that nobody opened is not open, nor is one whose process another one took over', async () => {
    const server = await startTestServer({ ...SHORT, engine });
    const run = new SampleRun().start();
    openGate(run, 'approve');
    run.script.pass(10).process('p1').emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    await server.take(run.take());
    for (const gate of ['approve', 'other']) {
      expect(
        await post(server, `/api/v1/runs/${run.script.runId}/gates/${gate}`, { outcome: 'approved' }),
      ).toMatchObject({ status: 409, body: { code: 'gate_not_open' } });
    }
  });

  test('a worker of one tenant neither hears nor takes what is asked of the runs of another', async () => {
    const server = await startTestServer({ ...SHORT, engine, access: 'tokens' });
    const [operator, acme, evil] = await Promise.all([
      server.token('operator', 'acme'),
      server.token('worker', 'acme'),
      server.token('worker', 'evil'),
    ]);
    const run = new SampleRun().start();
    await server.take(run.take());
    const { runId } = run.script;
    expect(
      await post(server, `/api/v1/runs/${runId}/cancel`, {}, await server.token('operator', 'evil')),
    ).toMatchObject({ status: 404, body: { code: 'run_not_found' } });
    await post(server, `/api/v1/runs/${runId}/cancel`, {}, operator);
    expect(await polled(server, [runId], 0, evil)).toEqual({ requests: [] });
    const { requests } = await polled(server, [runId], 0, acme);
    expect(requests).toHaveLength(1);
    await acknowledge(server, requests, evil);
    expect(await polled(server, [runId], 0, acme)).toEqual({ requests });
    expect(await post(server, '/api/v1/control/poll', { run_ids: [runId] }, operator)).toMatchObject({
      status: 403,
      body: { code: 'role_needed' },
    });
  });

  test('a server that closes lets those go who wait', async () => {
    const server = await startTestServer({ ...SHORT, engine });
    const told = polled(server, ['run_x'], 60);
    await vi.waitFor(() => expect(server.parts.bells.control.keys()).toEqual(['run_x']));
    server.parts.bells.close();
    expect(await told).toEqual({ requests: [] });
  });
});

test('another server’s process hears of a request, and that server of its delivery, within half a second or so', async () => {
  const first = await startTestServer({ engine: 'postgres' });
  const second = await startTestServer({ engine: 'postgres', database: first.database });
  const run = new SampleRun().start();
  await first.take(run.take());
  const told = polled(second, [run.script.runId], 30);
  await vi.waitFor(() => expect(second.parts.bells.control.keys()).toEqual([run.script.runId]));
  const began = performance.now();
  const cancelled = post(first, `/api/v1/runs/${run.script.runId}/cancel`, {});
  const { requests } = await told;
  expect(requests).toHaveLength(1);
  expect(performance.now() - began, 'not only when the poll ended').toBeLessThan(15_000);
  await acknowledge(second, requests);
  expect(await cancelled).toMatchObject({ body: { delivery: 'delivered' } });
});

test('what is asked of a run is not put into the directory of another tenant’s run of that name', async () => {
  const root = temporaryDirectory(onTestFinished);
  const server = await startTestServer({ ...SHORT, runsDirectories: [root] });
  const run = new SampleRun().start();
  const directory = runDirectoryOf(root, run.script.runId);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'metadata.json'),
    JSON.stringify({ run_id: run.script.runId, tenant_id: 'another' }),
  );
  await server.take(run.take());
  const path = `/api/v1/runs/${run.script.runId}/cancel`;
  expect(await post(server, path, {})).toMatchObject({ body: { delivery: 'pending' } });
  expect(readdirSync(directory)).toEqual(['metadata.json']);
});

test('a request also lies in the run’s directory, under its id; a process that follows only that takes it', async () => {
  const root = temporaryDirectory(onTestFinished);
  const server = await startTestServer({ ...SHORT, runsDirectories: [join(root, 'nothing'), root] });
  const run = new SampleRun().start();
  await server.take(run.take());
  const directory = runDirectoryOf(root, run.script.runId);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'metadata.json'),
    JSON.stringify({ run_id: run.script.runId, tenant_id: 'acme' }),
  );
  const path = `/api/v1/runs/${run.script.runId}/cancel`;
  expect(await post(server, path, {})).toMatchObject({ body: { delivery: 'pending' } });
  const { requests } = await polled(server, [run.script.runId], 0);
  const [file = ''] = readdirSync(join(directory, 'control'));
  expect(JSON.parse(readFileSync(join(directory, 'control', file), 'utf8'))).toMatchObject({
    id: requests[0]?.request_id,
    kind: 'cancel',
    actor: 'local',
  });

  const { store, processor } = createRunDirectory({ root });
  onTestFinished(() => processor.shutdown());
  const heard = vi.fn<(request: ControlRequest) => void>();
  onTestFinished(store.watchControl(run.script.runId, heard));
  await acknowledge(server, requests);
  expect(await post(server, path, { reason: 'again' })).toMatchObject({ body: { delivery: 'delivered' } });
  expect(heard.mock.calls).toMatchObject([[{ kind: 'cancel' }], [{ reason: 'again' }]]);
});

function openGate(run: SampleRun, gate: string) {
  const step = run.main.step(gate, { type: 'decision' }).emit({ event: 'workflow.step.started' });
  return step.emit({ event: 'workflow.gate.requested', gate, wait_kind: 'human' });
}

async function post(
  server: TestServer,
  path: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(token !== undefined && { token }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

async function polled(
  server: TestServer,
  runIds: readonly string[],
  wait: number,
  token?: string,
): Promise<Told> {
  const { status, body } = await post(
    server,
    `/api/v1/control/poll?wait=${wait}`,
    { run_ids: runIds },
    token,
  );
  expect(status).toBe(200);
  return body as unknown as Told; // the definition's shape
}

async function acknowledge(server: TestServer, requests: Told['requests'], token?: string): Promise<void> {
  const request_ids = requests.map(({ request_id }) => request_id);
  expect(await post(server, '/api/v1/control/acknowledge', { request_ids }, token)).toMatchObject({
    status: 204,
  });
}

async function audited(server: TestServer) {
  return server.parts.store.db.selectFrom('audit_log').selectAll().orderBy('seq').execute();
}
