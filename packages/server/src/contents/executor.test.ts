import { hostname } from 'node:os';

import { runsIn, SAMPLE_RUN_ID, SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { ENGINES, eventually, otlpLogs, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

describe.each(ENGINES)('in %s', (engine) => {
  test('who executes a run is what the resource of its process says, until another goes on with it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const acme = await server.token('ingest', 'acme');
    const run = new SampleRun().start();
    await send(server, run, acme, {
      'service.name': 'invoices',
      'host.name': 'build-7',
      'process.pid': 4711,
    });
    expect(await executorOf(server)).toEqual({ service: 'invoices', host: 'build-7', pid: 4711, pod: null });

    run.step('read');
    await send(server, run, acme, { 'service.name': 'who only tells of a step' });
    const evil = await server.token('ingest', 'evil');
    const theirs = new SampleRun(SAMPLE_RUN_ID, 'evil').start();
    await send(server, theirs, evil, { 'service.name': 'evil' });
    expect(await executorOf(server)).toMatchObject({ service: 'invoices' });

    run.main.emit({ event: 'workflow.run.resumed', waited_ms: 0 });
    await send(server, run, acme, { 'service.name': 'invoices', 'k8s.pod.name': 'invoices-2' });
    expect(await executorOf(server)).toEqual({
      service: 'invoices',
      host: null,
      pid: null,
      pod: 'invoices-2',
    });
  });

  test('of a run in a directory, the directory says it; of another, nobody', async () => {
    const root = temporaryDirectory(onTestFinished);
    const server = await startTestServer({ engine, runsDirectories: [root] });
    const run = new SampleRun();
    run.main.emit({ event: 'workflow.run.running', trace_id: '0196680db453f9ae4ea6b1d229c0b1ad' });
    runsIn(root, onTestFinished).source.emit(...run.take());
    await eventually(async () => {
      expect(await executorOf(server)).toEqual({
        service: null,
        host: hostname(),
        pid: process.pid,
        pod: null,
      });
    });
    await server.take(new SampleRun('elsewhere', 'elsewhere').start().take());
    expect(await executorOf(server, 'elsewhere')).toBeNull();
  });
});

async function executorOf(server: TestServer, runId: string = SAMPLE_RUN_ID): Promise<unknown> {
  const token = await server.token('viewer');
  const answer = await server.request(`/api/v1/runs/${runId}`, { token });
  return ((await answer.json()) as { executor: unknown }).executor;
}

async function send(
  server: TestServer,
  run: SampleRun,
  token: string,
  resource: Readonly<Record<string, string | number>>,
): Promise<void> {
  const request = JSON.parse(Buffer.from(otlpLogs(run.take())).toString()) as { resourceLogs: object[] };
  const attributes = Object.entries(resource).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
  const answer = await server.request('/v1/logs', {
    method: 'POST',
    token,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceLogs: request.resourceLogs.map((one) => ({ ...one, resource: { attributes } })),
    }),
  });
  expect(answer.status).toBe(200);
}
