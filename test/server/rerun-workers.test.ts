import { once } from 'node:events';

import { TestChild } from '@runlight/testing';
import { SampleRun } from '@runlight/testing/runs';
import { startTestServer, type TestServer } from '@runlight/testing/server';
import { expect, onTestFinished, test, vi } from 'vitest';

const IMPORTS = `
import { setTimeout as delay } from 'node:timers/promises';
import { serveRuns, startRunlight } from '@runlight/node';
import { withStep } from '@runlight/sdk';
startRunlight();
`;

/** Executes as fast as it can, and says what. */
const WORKER = `${IMPORTS}
const worker = serveRuns({
  concurrency: 3,
  workflows: {
    invoice: async (run, inputs, { from, item, signal }) => {
      console.log('begun ' + run.id + ' ' + JSON.stringify(inputs));
      for (const step of ['extract', 'send']) {
        if (item.completedSteps.includes(step)) run.skip(step, 'done by ' + item.rerunOf);
        else await withStep(step, () => delay(10));
      }
      run.outputs({ from });
      console.log('finished ' + run.id);
    },
  },
});
process.once('SIGTERM', () => worker.stop());
`;

/** Works for a minute, unless it has to let go. */
const SLOW_WORKER = `${IMPORTS}
const worker = serveRuns({
  workflows: {
    invoice: async (run, inputs, { signal }) => {
      console.log('begun ' + run.id);
      await withStep('think', () => delay(60_000, undefined, { signal }));
    },
  },
});
process.once('SIGTERM', () => worker.stop({ graceMs: 200 }));
`;

test('a re-run with other inputs is executed by a worker, from the failed step, and both runs are linked', async () => {
  const server = await startTestServer();
  const original = await failedRun(server);
  workerOf(server, WORKER);
  await areServing(server, 1);
  const { body } = await post(server, `/api/v1/runs/${original}/rerun`, {
    inputs: { file: 'b.xml' },
    note: 'with the right file',
    from: 'failed_step',
    tags: ['second'],
  });
  expect(body).toMatchObject({ rerun_of: original, workers: 1 });
  const newId = String(body['run_id']);
  const run = await isIn(server, newId, 'succeeded');
  expect(run).toMatchObject({
    rerun_of: original,
    actor: 'human',
    started_by: 'local',
    tags: ['second'],
    tenant_id: 'acme',
    inputs_summary: { file: 'b.xml' },
    outputs_summary: { from: 'failed_step' },
  });
  expect(JSON.stringify(run['annotations'])).toContain('with the right file');
  const { body: kept } = await get(server, `/api/v1/runs/${newId}/steps`);
  expect(kept['steps']).toMatchObject([
    { name: 'extract', status: 'skipped' },
    { name: 'send', status: 'completed' },
  ]);
  const { body: events } = await get(server, `/api/v1/runs/${original}/events`);
  expect(JSON.stringify(events)).toContain(`"new_run_id":"${newId}"`);
  await vi.waitFor(async () => expect(await items(server)).toMatchObject([{ status: 'done', attempts: 1 }]));
});

test('a worker that is killed loses its item to another, which ends the run', async () => {
  const server = await startTestServer({ work: { leaseSeconds: 1 } });
  const original = await failedRun(server);
  const first = workerOf(server, SLOW_WORKER);
  const { body } = await post(server, `/api/v1/runs/${original}/rerun`, {});
  const newId = String(body['run_id']);
  await first.said(`begun ${newId}`);
  await isIn(server, newId, 'running');
  await delayed(2500);
  expect(await items(server)).toMatchObject([{ status: 'claimed', attempts: 1 }]); // it keeps its lease
  first.kill('SIGKILL');
  await first.exited;
  const second = workerOf(server, WORKER);
  await second.said(`finished ${newId}`);
  const { duration_ms } = await isIn(server, newId, 'succeeded');
  expect(duration_ms).toBeGreaterThan(2500); // from its first start
  await vi.waitFor(async () => expect(await items(server)).toMatchObject([{ status: 'done', attempts: 2 }]));
  const { body: steps } = await get(server, `/api/v1/runs/${newId}/steps`);
  expect((steps['steps'] as { name: string }[]).map(({ name }) => name)).toEqual([
    'think',
    'extract',
    'send',
  ]);
});

test('several workers never execute the same item', async () => {
  const server = await startTestServer();
  const original = await failedRun(server);
  const workers = [workerOf(server, WORKER), workerOf(server, WORKER), workerOf(server, WORKER)];
  await areServing(server, workers.length);
  const asked = await Promise.all(
    Array.from({ length: 24 }, () => post(server, `/api/v1/runs/${original}/rerun`, {})),
  );
  await vi.waitFor(
    async () => {
      const kept = await items(server);
      expect(kept.filter(({ status }) => status === 'done')).toHaveLength(24);
    },
    { timeout: 30_000 },
  );
  for (const worker of workers) worker.kill('SIGTERM');
  const exits = await Promise.all(workers.map(({ exited }) => exited));
  expect(exits.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    workers.map(() => ({ code: 0, stderr: '' })),
  );
  const begun = exits.flatMap(({ stdout }) => stdout.match(/(?<=begun )run_\w+/g) ?? []);
  expect(begun.toSorted()).toEqual(asked.map(({ body }) => body['run_id']).toSorted());
});

test('a worker that stops gives back what it can’t finish, and another ends that run', async () => {
  const server = await startTestServer();
  const original = await failedRun(server);
  const first = workerOf(server, SLOW_WORKER);
  const { body } = await post(server, `/api/v1/runs/${original}/rerun`, {});
  const newId = String(body['run_id']);
  await first.said(`begun ${newId}`);
  await isIn(server, newId, 'running');
  first.kill('SIGTERM');
  expect(await first.exited).toMatchObject({ code: 0, stderr: '' });
  expect(await items(server)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  await isIn(server, newId, 'running'); // it was handed off
  workerOf(server, WORKER);
  expect(await isIn(server, newId, 'succeeded')).toMatchObject({ rerun_of: original });
});

test('a worker that was frozen for longer than its lease lets go of the run that another one has by then', async () => {
  const server = await startTestServer({ work: { leaseSeconds: 1 } });
  const original = await failedRun(server);
  const frozen = workerOf(server, SLOW_WORKER);
  const { body } = await post(server, `/api/v1/runs/${original}/rerun`, {});
  const newId = String(body['run_id']);
  await frozen.said(`begun ${newId}`);
  await isIn(server, newId, 'running');
  frozen.kill('SIGSTOP');
  const other = workerOf(server, WORKER);
  await other.said(`finished ${newId}`);
  await isIn(server, newId, 'succeeded');
  frozen.kill('SIGCONT');
  await vi.waitFor(
    async () => {
      const { body: events } = await get(server, `/api/v1/runs/${newId}/events`);
      expect(JSON.stringify(events)).toContain('Another worker may have taken the run over');
    },
    { timeout: 20_000 },
  );
  await isIn(server, newId, 'succeeded');
  expect(await items(server)).toMatchObject([{ status: 'done', attempts: 2 }]);
});

test('a worker waits for a server that is away, and says so once', async () => {
  const server = await startTestServer();
  const { database, url } = server;
  await server.close();
  const child = workerOf(server, WORKER);
  const port = Number(new URL(url).port);
  await once(child.process.stderr ?? child.process, 'data'); // its warning
  const again = await startTestServer({ database, port });
  const original = await failedRun(again);
  const { body } = await post(again, `/api/v1/runs/${original}/rerun`, {});
  await child.said(`finished ${String(body['run_id'])}`);
  child.kill('SIGTERM');
  const { code, stderr } = await child.exited;
  expect(code).toBe(0);
  expect(stderr.match(/RUNLIGHT_SERVER_UNAVAILABLE/g)).toHaveLength(1);
});

/** A child that serves the workflow of the runs here, and delivers to the server. */
function workerOf(server: TestServer, program: string) {
  const child = new TestChild(program, {
    env: {
      RUNLIGHT_RUNS_DIR: 'none',
      RUNLIGHT_SERVER_URL: server.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_BLRP_SCHEDULE_DELAY: '50',
    },
  });
  onTestFinished(() => child.kill('SIGKILL'));
  return child;
}

function areServing(server: TestServer, count: number): Promise<void> {
  return vi.waitFor(
    async () => {
      const workers = await server.parts.store.db.selectFrom('workers').select('worker_id').execute();
      expect(workers).toHaveLength(count);
    },
    { timeout: 20_000 },
  );
}

/** A run that completed a step and failed in the next. */
async function failedRun(server: TestServer): Promise<string> {
  const run = new SampleRun().start().step('extract');
  await server.take(run.end('failed').take());
  return run.script.runId;
}

function items(server: TestServer) {
  return server.parts.store.db.selectFrom('work_items').selectAll().orderBy('requested_at').execute();
}

function isIn(server: TestServer, runId: string, state: string): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      const { body } = await get(server, `/api/v1/runs/${runId}`);
      expect(body).toMatchObject({ state });
      return body;
    },
    { timeout: 20_000 },
  );
}

function delayed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function get(server: TestServer, path: string) {
  const response = await server.request(path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function post(server: TestServer, path: string, body: unknown) {
  const response = await server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
