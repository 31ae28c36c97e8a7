import { StatusObjectSchema } from '@runlight/contract/schemas';
import { SAMPLE_ERROR, SampleRun } from '@runlight/testing/runs';
import { ENGINES, eventually, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

const WAITING = { event: 'workflow.run.waiting', wait_id: 'w', wait_kind: 'timer' } as const;

describe.each(ENGINES)('in %s', (engine) => {
  test('the status of a run is told with an address of its outputs once it has ended, and not before', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun('run/1').start();
    await server.take(run.take());
    const open = await status(server, 'run/1');
    expect(open.status).toBe(200);
    expect(await open.json()).toMatchObject({
      id: 'run/1',
      status: 'RUNNING',
      phase: 'active',
      output_ref: null,
      errors: [],
      why: expect.stringContaining('Running'),
    });
    await server.take(run.end('failed').take());
    const ended = (await (await status(server, 'run/1')).json()) as { output_ref: string };
    expect(ended).toMatchObject({
      status: 'FAILED',
      phase: 'terminal',
      errors: [{ code: 'TypeError', category: 'bug', retriable: false }],
    });
    const outputs = await server.request(ended.output_ref);
    expect(await outputs.json()).toMatchObject({ id: 'run/1', state: 'failed' });
  });

  test.each<[status: string, phase: string, make: (run: SampleRun) => void]>([
    ['QUEUED', 'pending', (run) => run.queue()],
    ['RUNNING', 'active', (run) => run.start()],
    ['RUNNING', 'active', (run) => run.start().main.emit(WAITING)],
    [
      'RUNNING',
      'active',
      (run) => run.start().main.emit({ event: 'workflow.run.stalled', reason: 'silent' }),
    ],
    ['CANCELLING', 'active', (run) => run.start().main.emit({ event: 'workflow.run.cancelling' })],
    ['SUCCEEDED', 'terminal', (run) => run.start().end()],
    ['PARTIAL_SUCCESS', 'terminal', (run) => run.start().end('incomplete')],
    ['FAILED', 'terminal', (run) => run.start().end('failed')],
    ['FAILED', 'terminal', (run) => run.start().end('lost')],
    ['CANCELLED', 'terminal', (run) => run.start().end('cancelled')],
    ['TIMED_OUT', 'terminal', (run) => run.start().end('timed_out')],
  ])(
    '%s is %s: only what has ended has outputs, and only what has not is asked for again',
    async (...row) => {
      const [name, phase, make] = row;
      const server = await startTestServer({ engine });
      const run = new SampleRun();
      make(run);
      await server.take(run.take());
      const answer = await status(server, run.script.runId);
      const said = StatusObjectSchema.parse(await answer.json());
      expect(said).toMatchObject({ id: run.script.runId, status: name, phase });
      expect([said.output_ref === null, answer.headers.has('retry-after')]).toEqual(
        phase === 'terminal' ? [false, false] : [true, true],
      );
    },
  );

  test('a run that failed in part tells each step that failed for good', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    const fail = (name: string, code: string, attempt = 1): void => {
      const step = run.main.step(name, { attempt }).emit({ event: 'workflow.step.started' });
      const error = { type: 'CardError', message: `no ${code}`, category: 'transient', code } as const;
      step.emit({ event: 'workflow.step.failed', duration_ms: 1, error });
      run.script.pass(1);
    };
    fail('fetch', 'c0');
    run.step('fetch', { attempt: 2 });
    fail('charge', 'c1');
    fail('book', 'c2');
    fail('book', 'c3', 2);
    run.end('incomplete');
    await server.take(run.take());
    expect(await (await status(server, run.script.runId)).json()).toMatchObject({
      status: 'PARTIAL_SUCCESS',
      errors: [
        { code: 'c1', message: 'no c1', category: 'transient', retriable: true, step: 'charge' },
        { code: 'c3', step: 'book' },
      ],
    });
  });

  test('a run that failed tells what failed it first, and then what else had failed; each once', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    for (const name of ['charge', 'book']) {
      const step = run.main.step(name).emit({ event: 'workflow.step.started' });
      step.emit({ event: 'workflow.step.failed', duration_ms: 1, error: { ...SAMPLE_ERROR, code: name } });
      run.script.pass(1);
    }
    const error = { ...SAMPLE_ERROR, code: 'book' };
    run.main.emit({ event: 'workflow.run.failed', duration_ms: 2, error, failed_step: 'book' });
    await server.take(run.take());
    const { errors } = (await (await status(server, run.script.runId)).json()) as { errors: unknown[] };
    expect(errors).toMatchObject([
      { code: 'book', step: 'book' },
      { code: 'charge', step: 'charge' },
    ]);
    expect(errors).toHaveLength(2);
  });

  test('an end is final: what else a run says later changes nothing', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start().end('failed');
    await server.take(run.take());
    const before = await status(server, run.script.runId);
    run.script.pass(1000);
    run.start().main.emit(WAITING);
    await server.take(run.end('succeeded').take());
    const after = await status(server, run.script.runId);
    expect(await after.json()).toEqual(await before.json());
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  test('who has the status as it is gets 304, with GET and with HEAD, until it changes', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const { headers } = await status(server, run.script.runId);
    const etag = headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await status(server, run.script.runId, { headers: { 'if-none-match': known } });
      expect(same.status).toBe(304);
      expect(same.headers.get('etag')).toBe(etag);
      expect(await same.text()).toBe('');
    }
    const head = await status(server, run.script.runId, {
      method: 'HEAD',
      headers: { 'if-none-match': etag },
    });
    expect(head.status).toBe(304);
    await server.take(run.step('extract').take());
    const changed = await status(server, run.script.runId, {
      method: 'HEAD',
      headers: { 'if-none-match': etag },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect(await changed.text()).toBe('');
  });

  test('asking for a status changes nothing', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const before = await server.parts.store.db.selectFrom('runs').selectAll().execute();
    const told = server.parts.feed.last;
    await status(server, run.script.runId);
    await status(server, run.script.runId, { method: 'HEAD' });
    expect(await server.parts.store.db.selectFrom('runs').selectAll().execute()).toEqual(before);
    expect(server.parts.feed.last).toBe(told);
  });

  test.each([
    ['young', 500, '1'],
    ['of a minute', 60_000, '6'],
    ['of a day', 86_400_000, '30'],
  ])('a run that is %s says how soon to ask again', async (_, age, seconds) => {
    const run = new SampleRun().start();
    const server = await startTestServer({ engine, now: () => Date.parse('2026-04-24T14:30:00Z') + age });
    await server.take(run.take());
    expect((await status(server, run.script.runId)).headers.get('retry-after')).toBe(seconds);
    await server.take(run.end().take());
    expect((await status(server, run.script.runId)).headers.get('retry-after')).toBeNull();
  });

  test('a request that waits is answered by the change, and costs the database nothing until then', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    const other = new SampleRun('another').start();
    await server.take([...run.take(), ...other.take()]);
    const etag = (await status(server, run.script.runId)).headers.get('etag') ?? '';
    let answered = false;
    const waiting = status(server, run.script.runId, { headers: { 'if-none-match': etag } }, '?wait=30').then(
      (response) => {
        answered = true;
        return response;
      },
    );
    const reads = vi.spyOn(server.parts.store.db, 'selectFrom');
    await eventually(() => expect(reads).toHaveBeenCalled()); // it has read the run once, and waits
    reads.mockClear();
    await server.take(other.step('extract').take());
    expect(answered).toBe(false);
    expect(reads).not.toHaveBeenCalledWith('runs');
    await server.take(run.end().take());
    const response = await waiting;
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('a request that waited in vain is told that nothing changed, and when to ask again', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const etag = (await status(server, run.script.runId)).headers.get('etag') ?? '';
    const began = performance.now();
    const same = await status(server, run.script.runId, { headers: { 'if-none-match': etag } }, '?wait=1');
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(same.status).toBe(304);
    expect(same.headers.get('retry-after')).toBe('1');
  });

  test('a server that closes does not wait for requests that wait', async () => {
    const server = await startTestServer({ engine });
    const run = new SampleRun().start();
    await server.take(run.take());
    const etag = (await status(server, run.script.runId)).headers.get('etag') ?? '';
    const reads = vi.spyOn(server.parts.store.db, 'selectFrom');
    const waiting = status(server, run.script.runId, { headers: { 'if-none-match': etag } }, '?wait=60');
    await eventually(() => expect(reads).toHaveBeenCalled());
    await server.close();
    expect((await waiting).status).toBe(304);
  });

  test('nobody learns of the run of another tenant', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const run = new SampleRun().start();
    await server.parts.take(run.take(), { tenantId: 'acme' });
    const ours = await status(server, run.script.runId, { token: await server.token('viewer', 'acme') });
    expect(ours.status).toBe(200);
    const token = await server.token('viewer', 'evil');
    const etag = ours.headers.get('etag') ?? '';
    for (const wait of ['', '?wait=60']) {
      const theirs = await status(
        server,
        run.script.runId,
        { token, headers: { 'if-none-match': etag } },
        wait,
      );
      expect(theirs.status).toBe(404);
      expect(await theirs.json()).toMatchObject({ code: 'run_not_found', retriable: false });
    }
    expect((await status(server, run.script.runId)).status).toBe(401);
  });
});

function status(server: TestServer, runId: string, init?: Parameters<TestServer['request']>[1], query = '') {
  return server.request(`/api/v1/runs/${encodeURIComponent(runId)}/status${query}`, init);
}
