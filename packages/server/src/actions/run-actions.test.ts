import type { RunOutcome } from '@runlight/contract';
import { readRun } from '@runlight/run-dir';
import { freshRuns, SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { RunItem } from '../api/run-item.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('a note is in the run with who wrote it, without secrets, and the audit log says so', async () => {
    const { server, post, path } = await withRun(engine);
    const answer = await post('annotate', { note: 'Booked by hand, password: hunter2hunter2' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      annotation: { author: 'local', note: 'Booked by hand, password: [redacted]', at: expect.any(String) },
    });
    const record = (await (await server.request(path)).json()) as { annotations: unknown[] };
    expect(record.annotations).toEqual([
      { author: 'local', note: 'Booked by hand, password: [redacted]', at: expect.any(String) },
    ]);
    expect(await auditOf(server)).toMatchObject([
      { actor: 'local', action: 'run.annotate', details: { event_id: expect.any(String) } },
    ]);
    expect(JSON.stringify(await everythingIn(server))).not.toContain('hunter2');
  });

  test('what can be given as a tag or an owner can be found by it', async () => {
    const { server, post } = await withRun(engine);
    const [longest, longer] = ['t'.repeat(200), 't'.repeat(201)];
    expect((await post('tags', { add: [longer] })).status).toBe(400);
    expect((await post('assign', { owner: longer })).status).toBe(400);
    expect((await post('tags', { add: [longest] })).status).toBe(200);
    expect((await post('assign', { owner: longest })).status).toBe(200);
    for (const query of [`tag=${longest}`, `owner=${longest}`]) {
      const { runs } = (await (await server.request(`/api/v1/runs?${query}`)).json()) as { runs: unknown[] };
      expect(runs).toHaveLength(1);
    }
  });

  test('a tag that could not be kept as it is is refused, with what would become of it', async () => {
    const { server, post, path } = await withRun(engine);
    const answer = await post('tags', { add: ['fine', 'bob@example.com'] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'tag_not_kept',
      detail: expect.stringContaining('[redacted]') as string,
    });
    expect(await (await server.request(path)).json()).toMatchObject({ tags: [] });
  });

  test('tags are added and removed, and the answer has them', async () => {
    const { post } = await withRun(engine);
    await post('tags', { add: ['eu', 'reviewed', 'urgent'] });
    const answer = await post('tags', { add: ['late'], remove: ['urgent', 'unknown'] });
    expect((await itemIn(answer)).tags.toSorted()).toEqual(['eu', 'late', 'reviewed']);
    const nothing = await post('tags', {});
    expect([nothing.status, await nothing.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'no_tags' }),
    ]);
  });

  test('resolving says who and why and leaves the status alone; it can be taken back', async () => {
    const { server, post, path } = await withRun(engine, 'failed');
    const before = await detailIn(server, path);
    const resolved = await itemIn(await post('resolve', { reason: 'refunded' }));
    expect(resolved).toMatchObject({
      state: 'failed',
      outcome: 'failed',
      resolved: { by: 'local', reason: 'refunded' },
      version: before.version + 1,
    });
    expect(await detailIn(server, path)).toMatchObject({
      resolved: resolved.resolved,
      states: before.states,
    });
    expect((await itemIn(await post('resolve', { resolved: false }))).resolved).toBeNull();
    expect((await auditOf(server)).map(({ action }) => action)).toEqual(['run.unresolve', 'run.resolve']);
  });

  test('what goes on and what succeeded can’t be resolved', async () => {
    for (const [outcome, code] of [
      [undefined, 'run_not_ended'],
      ['succeeded', 'nothing_to_resolve'],
    ] as const) {
      const { post, server } = await withRun(engine, outcome);
      const answer = await post('resolve', { reason: 'why not' });
      expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code })]);
      expect(await auditOf(server)).toEqual([]);
    }
  });

  test('a lost run that was resolved and then fails is to be looked at again', async () => {
    const { server, run, post, path } = await withRun(engine, 'lost');
    await itemIn(await post('resolve', { reason: 'the machine was replaced' }));
    await server.take(run.end('lost').take());
    expect((await detailIn(server, path)).resolved).not.toBeNull();
    await server.take(run.end('failed').take());
    expect(await detailIn(server, path)).toMatchObject({ state: 'failed', resolved: null });
  });

  test('a run has an owner and can be pinned; whoever follows it is told', async () => {
    const { server, post, path } = await withRun(engine);
    const told: number[] = [];
    server.parts.feed.subscribe((changes) => told.push(...changes.map(({ version }) => version)));
    const tagOf = async () => (await server.request(path)).headers.get('etag');
    const before = await tagOf();
    expect(await itemIn(await post('assign', { owner: 'ops@acme.example' }))).toMatchObject({
      owner: 'ops@acme.example',
      version: 2,
    });
    expect(await itemIn(await post('pin', { pinned: true }))).toMatchObject({ pinned: true, version: 3 });
    expect(await itemIn(await post('pin', { pinned: false }))).toMatchObject({ pinned: false, version: 4 });
    expect(await itemIn(await post('assign', { owner: null }))).toMatchObject({ owner: null, version: 5 });
    expect(told).toEqual([2, 3, 4, 5]);
    expect(await tagOf()).not.toBe(before);
  });

  test('what people said outlives the events that come after it', async () => {
    const { server, run, post, path } = await withRun(engine);
    await post('assign', { owner: 'ops' });
    await post('tags', { add: ['eu'] });
    run.end('failed');
    await server.take(run.take());
    expect(await detailIn(server, path)).toMatchObject({ state: 'failed', owner: 'ops', tags: ['eu'] });
  });

  test('a note and a tag are put into the run’s directory too, as the very same events', async () => {
    const runs = freshRuns(onTestFinished);
    const run = new SampleRun().start();
    runs.source.emit(...run.script.events);
    const server = await startTestServer({ engine, runsDirectories: [runs.root] });
    await server.take(run.take());
    const path = `/api/v1/runs/${run.script.runId}`;
    for (const [action, body] of [
      ['annotate', { note: 'looked at' }],
      ['tags', { add: ['eu'] }],
    ] as const) {
      expect((await postTo(server, `${path}/${action}`, body)).status).toBe(200);
    }
    const { state } = readRun(runs.directory);
    expect(state?.annotations).toMatchObject([{ author: 'local', note: 'looked at' }]);
    expect(Object.keys(state?.tags ?? {})).toEqual(['eu']);
    const { events } = (await (await server.request(`${path}/events`)).json()) as {
      events: { event: { producer: string; event: string } }[];
    };
    const said = events.filter(({ event }) => /annotated|tagged/.test(event.event));
    expect(said).toHaveLength(2);
    for (const { event } of said) expect(state?.seen).toHaveProperty([event.producer]);
    expect(server.reports).toEqual([]);
  });

  test('nobody acts on a run of another tenant, nor with a role that only looks', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const run = new SampleRun().start().end('failed');
    await server.take(run.take());
    const tokens = {
      foreign: await server.token('operator', 'evil'),
      viewer: await server.token('viewer', 'acme'),
    };
    const before = await everythingIn(server);
    const bodies = {
      annotate: { note: 'n' },
      tags: { add: ['t'] },
      resolve: {},
      assign: { owner: 'me' },
      pin: { pinned: true },
    };
    for (const [action, body] of Object.entries(bodies)) {
      const path = `/api/v1/runs/${run.script.runId}/${action}`;
      const foreign = await postTo(server, path, body, tokens.foreign);
      expect([action, foreign.status, await foreign.json()]).toEqual([
        action,
        404,
        expect.objectContaining({ code: 'run_not_found' }),
      ]);
      const viewer = await postTo(server, path, body, tokens.viewer);
      expect([action, viewer.status]).toEqual([action, 403]);
    }
    expect(await everythingIn(server)).toEqual(before);
  });
});

async function withRun(engine: (typeof ENGINES)[number], outcome?: RunOutcome) {
  const server = await startTestServer({ engine });
  const run = new SampleRun().start();
  if (outcome !== undefined) run.end(outcome);
  await server.take(run.take());
  const path = `/api/v1/runs/${run.script.runId}`;
  const post = (action: string, body: object): Promise<Response> => postTo(server, `${path}/${action}`, body);
  return { server, run, path, post };
}

function postTo(server: TestServer, path: string, body: object, token?: string): Promise<Response> {
  return server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(token !== undefined && { token }),
  });
}

async function itemIn(answer: Response): Promise<RunItem> {
  expect(answer.status).toBe(200);
  return (await answer.json()) as RunItem; // what each test looks at is asserted there
}

async function detailIn(server: TestServer, path: string): Promise<RunItem & { states: unknown }> {
  return (await itemIn(await server.request(path))) as RunItem & { states: unknown };
}

async function auditOf(server: TestServer): Promise<{ action: string }[]> {
  const answer = await server.request('/api/v1/audit');
  return ((await answer.json()) as { entries: { action: string }[] }).entries;
}

async function everythingIn(server: TestServer): Promise<unknown> {
  const { db } = server.parts.store;
  const tables = ['runs', 'events', 'run_tags', 'changes', 'audit_log'] as const;
  return Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
}
