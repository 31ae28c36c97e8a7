import { createServer, type IncomingMessage } from 'node:http';

import { SampleRun, SAMPLE_RUN_ID } from '@runlight/testing/runs';
import { startTestServer } from '@runlight/testing/server';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';

import { createRunlightClient, follow, ProblemError, type RunDetail, type RunItem } from './index.ts';

describe('a client', () => {
  test('asks with parameters and answers with what the server says', async () => {
    const server = await startTestServer();
    await server.take(new SampleRun().start().step('read').end('failed').take());
    const runlight = createRunlightClient({ baseUrl: server.url });

    const { runs } = await runlight.listRuns({
      query: { status: ['failed', 'canceled'], workflow: ['invoice'], q: undefined },
    });
    const run = await runlight.getRun({ path: { id: SAMPLE_RUN_ID } });

    expectTypeOf(runs).toEqualTypeOf<RunItem[]>();
    expectTypeOf(run).toEqualTypeOf<RunDetail>();
    expect(runs.map(({ id }) => id)).toEqual([SAMPLE_RUN_ID]);
    expect(run).toMatchObject({ id: SAMPLE_RUN_ID, state: 'failed' });
    expect(await runlight.listRuns({ query: { status: ['completed'] } })).toMatchObject({ runs: [] });
  });

  test('finds values that have commas, and tells them from lists', async () => {
    const server = await startTestServer();
    const run = new SampleRun().start();
    run.main.emit({ event: 'workflow.run.tagged', add: ['a,b', String.raw`c\d`], remove: [] });
    await server.take(run.take());
    const { listRuns } = createRunlightClient({ baseUrl: server.url });
    for (const tag of [['a,b'], [String.raw`c\d`], ['a,b', String.raw`c\d`]]) {
      expect((await listRuns({ query: { tag } })).runs).toHaveLength(1);
    }
    expect((await listRuns({ query: { tag: ['a', 'b'] } })).runs).toEqual([]);
  });

  test('throws what the server says is wrong, for programs and for people', async () => {
    const { url } = await startTestServer();
    const runlight = createRunlightClient({ baseUrl: `${url}/` });

    const failure = runlight.getRun({ path: { id: 'run_unknown/..' } });

    await expect(failure).rejects.toThrow(ProblemError);
    await expect(failure).rejects.toMatchObject({
      code: 'run_not_found',
      status: 404,
      retriable: false,
      message: 'No run run_unknown/.. is known here',
    });
  });

  test('says which server does not answer, and that it may later', async () => {
    const runlight = createRunlightClient({ baseUrl: 'http://127.0.0.1:1' });

    await expect(runlight.getMe()).rejects.toMatchObject({
      code: 'unreachable',
      status: 0,
      retriable: true,
      message: 'http://127.0.0.1:1 can’t be reached',
    });
  });

  test('makes a problem of a proxy’s page, with the time to wait', async () => {
    const url = await serveOnce(() => ({
      status: 503,
      headers: { 'retry-after': '7' },
      body: '<h1>no</h1>',
    }));

    await expect(createRunlightClient({ baseUrl: url }).getMe()).rejects.toMatchObject({
      code: 'http_503',
      retriable: true,
      retryAfterMs: 7000,
    });
  });

  test('reads until when it is to wait, where that is said as a date', async () => {
    const at = new Date(Date.now() + 60_000).toUTCString();
    const url = await serveOnce(() => ({ status: 503, headers: { 'retry-after': at }, body: '' }));
    const { retryAfterMs } = (await createRunlightClient({ baseUrl: url })
      .getMe()
      .catch((error: unknown) => error)) as ProblemError;
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test('sends its token, and a body as JSON', async () => {
    const seen: IncomingMessage[] = [];
    const url = await serveOnce((request) => (seen.push(request), { status: 204, headers: {}, body: '' }));

    const answer = await createRunlightClient({ baseUrl: url, token: 'rl_x' }).startSession({
      body: { token: 'a' },
    });

    expect(answer).toBeUndefined();
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer rl_x',
      'content-type': 'application/json',
      'content-length': '13',
    });
  });

  test('follows a run from where it was until it has ended', async () => {
    const server = await startTestServer();
    const run = new SampleRun().start();
    await server.take(run.take());
    const states: string[] = [];

    for await (const { event, data } of follow(createRunlightClient({ baseUrl: server.url }), {
      runId: SAMPLE_RUN_ID,
    })) {
      states.push(`${event} ${'state' in data ? data.state : ''}`);
      if (event === 'snapshot') await server.take(run.end().take());
    }

    expect(states).toEqual(['snapshot running', 'change succeeded', 'end succeeded']);
  });
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function serveOnce(reply: (request: IncomingMessage) => Reply): Promise<string> {
  const server = createServer((request, response) => {
    const { status, headers, body } = reply(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
