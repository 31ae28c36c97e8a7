// A server is told to end while it is at work, as a process.
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';

import { TestChild } from '@runlight/testing';
import { SampleRun, temporaryDirectory } from '@runlight/testing/runs';
import { eventually, otlpLogs, startTestServer } from '@runlight/testing/server';
import { freePorts } from '@runlight/testing/stack';
import { expect, onTestFinished, test } from 'vitest';

test('a server that is told to end finishes what it was sent, ends streams and waits, and exits with 0', async () => {
  const { child, url, database } = await serve();
  const early = new SampleRun('early').start();
  await fetch(`${url}/v1/logs`, JSON_POST(otlpLogs(early.take())));
  const stream = await fetch(`${url}/api/v1/stream`);
  const status = `${url}/api/v1/runs/early/status`;
  const etag = (await fetch(status)).headers.get('etag') ?? '';
  const waiting = fetch(`${status}?wait=60`, { headers: { 'if-none-match': etag } });
  const late = new SampleRun('late', 'p1').start();
  const upload = await beginUpload(url, otlpLogs(late.take()));

  child.kill('SIGTERM');
  expect((await waiting).status).toBe(304);
  expect(await stream.text()).toContain('event: snapshot');
  await eventually(() => expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed'));
  expect(await upload.finish()).toBe(200);

  const { code, stderr } = await child.exited;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const server = await startTestServer({ database });
  const rows = await server.parts.store.db.selectFrom('runs').select('run_id').orderBy('run_id').execute();
  expect(rows.map(({ run_id }) => run_id)).toEqual(['early', 'late']);
});

test('a server that is told to end waits ten seconds for who never finishes, and no longer', async () => {
  const { child, url } = await serve();
  await beginUpload(url, otlpLogs(new SampleRun().start().take()));
  const began = performance.now();
  child.kill('SIGTERM');
  expect(await child.exited).toMatchObject({ code: 0, stderr: '' });
  expect(performance.now() - began).toBeGreaterThan(9_000);
  expect(performance.now() - began).toBeLessThan(20_000);
});

const JSON_POST = (body: Uint8Array<ArrayBuffer>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
});

/** `runlight-server serve`, as a process. */
async function serve() {
  const database = join(temporaryDirectory(onTestFinished), 'runs.sqlite');
  const [port = 0] = await freePorts(1);
  const program = JSON.stringify(join(import.meta.dirname, '../../packages/server/src/command/program.ts'));
  const args = JSON.stringify(['serve', '--port', String(port), '--database', database]);
  const child = new TestChild(
    `import { runProgram } from ${program}; process.exitCode = await runProgram(${args}, process);`,
  );
  onTestFinished(() => child.kill('SIGKILL'));
  await child.said('Runlight listens at');
  return { child, url: `http://127.0.0.1:${port}`, database };
}

/** Sends the first half of a body; the answer's status comes when it is finished. */
async function beginUpload(url: string, body: Uint8Array): Promise<{ finish(): Promise<number> }> {
  const half = Math.floor(body.length / 2);
  const asked = request(`${url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  asked.flushHeaders();
  await once(asked, 'continue'); // the server has begun with it
  asked.on('error', () => undefined); // it may end first
  asked.write(body.subarray(0, half));
  return {
    async finish() {
      asked.end(body.subarray(half));
      const [answer] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]; // Node's own
      answer.resume();
      return answer.statusCode;
    },
  };
}
