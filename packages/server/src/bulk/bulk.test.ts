import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test, vi } from 'vitest';

import { Store } from '../store/store.ts';
import type { BulkJob } from './bulk-request.ts';
import type { Selection } from './create-selection.ts';

describe.each(ENGINES)('in %s', (engine) => {
  test('a job does to each run what was asked, and says how far it is', async () => {
    const server = await startTestServer({ engine });
    await takeRuns(server, ['a', 'b', 'c']);
    const job = await startedJob(server, {
      action: 'tag',
      run_ids: ['a', 'b', 'a'],
      expected: 2,
      add: ['reviewed'],
      reason: 'password: hunter2hunter2',
    });
    expect(job).toMatchObject({ action: 'tag', status: 'running', total: 2 });
    expect(await endedJob(server, job)).toMatchObject({
      status: 'done',
      succeeded: 2,
      failed: 0,
      errors: [],
    });
    expect(await tagsIn(server)).toEqual({ a: ['reviewed'], b: ['reviewed'], c: [] });
    const { entries } = (await (await server.request('/api/v1/audit')).json()) as {
      entries: { action: string; target: string; details: unknown }[];
    };
    expect(entries.map(({ action, target }) => [action, target])).toEqual([
      ['run.tag', 'b'],
      ['run.tag', 'a'],
      ['bulk.start', job.job_id],
    ]);
    const { request } = await server.parts.store.db
      .selectFrom('bulk_jobs')
      .select('request')
      .executeTakeFirstOrThrow();
    expect(request).toContain('password: [redacted]');
  });

  test('a selection is what was there when it was made, and nothing that came later', async () => {
    const server = await startTestServer({ engine });
    await takeRuns(server, ['a', 'b'], 'failed');
    await takeRuns(server, ['fine'], 'succeeded');
    const selection = await selected(server, 'status=failed&sort=-started_at&from=2020-01-01T00:00:00Z');
    expect(selection.matched).toBe(2);
    await vi.waitFor(() => expect(server.parts.timestamp() > selection.cut_off).toBe(true));
    await takeRuns(server, ['late'], 'failed');
    const job = await startedJob(server, {
      action: 'resolve',
      selection_id: selection.selection_id,
      expected: 2,
      reason: 'provider outage',
    });
    expect(await endedJob(server, job)).toMatchObject({ status: 'done', total: 2, succeeded: 2 });
    const { runs } = (await (await server.request('/api/v1/runs?resolved=true')).json()) as {
      runs: { id: string; state: string; resolved: { reason: string } }[];
    };
    expect(runs.map(({ id, state, resolved }) => [id, state, resolved.reason]).toSorted()).toEqual([
      ['a', 'failed', 'provider outage'],
      ['b', 'failed', 'provider outage'],
    ]);
  });

  test('a job whose runs are not those that were confirmed does nothing', async () => {
    const server = await startTestServer({ engine });
    await takeRuns(server, ['a', 'b'], 'failed');
    const { selection_id } = await selected(server, 'resolved=false');
    await postTo(server, '/api/v1/runs/b/resolve', {});
    const before = await tagsIn(server);
    for (const which of [
      { selection_id, expected: 2 },
      { run_ids: ['a', 'b'], expected: 3 },
      { run_ids: ['a', 'unknown'], expected: 2 },
    ]) {
      const answer = await postTo(server, '/api/v1/bulk', { action: 'tag', add: ['x'], ...which });
      expect([answer.status, await answer.json()]).toEqual([
        409,
        expect.objectContaining({ code: 'count_changed' }),
      ]);
    }
    expect(await tagsIn(server)).toEqual(before);
    expect(await server.parts.store.db.selectFrom('bulk_jobs').selectAll().execute()).toEqual([]);
    expect(await server.parts.store.db.selectFrom('bulk_job_runs').selectAll().execute()).toEqual([]);
  });

  test('what can’t be done to a run is told by run, and the others are done', async () => {
    const server = await startTestServer({ engine });
    await takeRuns(server, ['failed-1', 'failed-2'], 'failed');
    await takeRuns(server, ['fine'], 'succeeded');
    const job = await startedJob(server, {
      action: 'resolve',
      run_ids: ['failed-1', 'fine', 'failed-2'],
      expected: 3,
    });
    expect(await endedJob(server, job)).toMatchObject({
      status: 'done',
      succeeded: 2,
      failed: 1,
      errors: [{ run_id: 'fine', code: 'nothing_to_resolve' }],
    });
  });

  test('a job goes on where the server before it stopped; a re-run that was begun is not done twice', async () => {
    const first = await startTestServer({ engine });
    const ids = Array.from({ length: 150 }, (_, nth) => `run-${nth + 100}`);
    await takeRuns(first, ids, 'failed');
    const job = await startedJob(first, { action: 'rerun', run_ids: ids, expected: 150 });
    await vi.waitFor(async () => expect((await jobIn(first, job)).succeeded).toBeGreaterThan(0), {
      interval: 5,
    });
    await first.close();
    const store = await Store.open(first.database);
    // What a server leaves that was killed while it worked on the last of them.
    const last = { job_id: job.job_id, run_id: 'run-249' };
    await store.db
      .updateTable('bulk_job_runs')
      .set({ status: 'begun' })
      .where('job_id', '=', last.job_id)
      .where('run_id', '=', last.run_id)
      .execute();
    const { succeeded } = await store.db
      .selectFrom('bulk_jobs')
      .select('succeeded')
      .executeTakeFirstOrThrow();
    await store.close();
    expect(succeeded).toBeLessThan(149);
    const server = await startTestServer({ engine, database: first.database });
    expect(await endedJob(server, job)).toMatchObject({
      status: 'done',
      succeeded: 149,
      failed: 1,
      errors: [{ run_id: 'run-249', code: 'interrupted' }],
    });
    const reruns = await server.parts.store.db.selectFrom('work_items').select('rerun_of').execute();
    expect(reruns.map(({ rerun_of }) => rerun_of).toSorted()).toEqual(ids.slice(0, 149));
  });

  test('a cancelled job does no more, and what it did stays', async () => {
    const server = await startTestServer({ engine });
    const ids = Array.from({ length: 1000 }, (_, nth) => `run-${nth}`);
    await takeRuns(server, ids);
    const job = await startedJob(server, { action: 'pin', run_ids: ids, expected: 1000, pinned: true });
    await vi.waitFor(async () => expect((await jobIn(server, job)).succeeded).toBeGreaterThan(0), {
      interval: 5,
    });
    const cancelled = (await (
      await postTo(server, `/api/v1/bulk/${job.job_id}/cancel`, {})
    ).json()) as BulkJob;
    expect(cancelled.status).toBe('cancelled');
    // The next job begins when the one before it is let go of, and it is not gone on with afterwards.
    const next = { action: 'assign', run_ids: ['run-0'], expected: 1, owner: 'ops' };
    await endedJob(server, await startedJob(server, next));
    const { succeeded } = await jobIn(server, job);
    expect(succeeded).toBeLessThan(1000);
    expect(await pinned(server)).toBe(succeeded);
  });

  test('a large job does not keep the others waiting, and a cancellation goes before all of them', async () => {
    const server = await startTestServer({ engine, work: { deliveryWaitMs: 0 } });
    const ids = Array.from({ length: 1000 }, (_, nth) => `run-${nth}`);
    await takeRuns(server, ids);
    const large = { action: 'pin', run_ids: ids, expected: 1000, pinned: true };
    const first = await startedJob(server, large);
    const [urgent, small] = await Promise.all([
      startedJob(server, { action: 'cancel', run_ids: ['run-1'], expected: 1 }),
      startedJob(server, { action: 'assign', run_ids: ['run-2'], expected: 1, owner: 'ops' }),
    ]);
    expect(await endedJob(server, small)).toMatchObject({ status: 'done', succeeded: 1 });
    const [cancelled, other] = [await jobIn(server, urgent), await jobIn(server, first)];
    expect(cancelled.status).toBe('done');
    expect(String(cancelled.finished_at) <= String((await jobIn(server, small)).finished_at)).toBe(true);
    expect(other.status).toBe('running');
    await postTo(server, `/api/v1/bulk/${first.job_id}/cancel`, {});
  });

  test('a job ends with the token of whoever started it', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    const ids = Array.from({ length: 1000 }, (_, nth) => `run-${nth}`);
    await takeRuns(server, ids);
    const { db } = server.parts.store;
    const leaver = await server.token('operator', 'acme');
    const job = await startedJob(
      server,
      { action: 'pin', run_ids: ids, expected: 1000, pinned: true },
      leaver,
    );
    const { token_id } = await db.selectFrom('tokens').select('token_id').executeTakeFirstOrThrow();
    await db.updateTable('tokens').set({ revoked_at: server.parts.timestamp() }).execute();
    const token = await server.token('admin', 'acme');
    expect(await endedJob(server, job, token)).toMatchObject({ status: 'cancelled', total: 1000 });
    expect(await pinned(server)).toBeLessThan(1000);
    const deeds = await db.selectFrom('audit_log').selectAll().where('target', '=', job.job_id).execute();
    expect(deeds.map(({ action, actor }) => [action, actor])).toEqual([
      ['bulk.start', 'operator of a test'],
      ['bulk.cancel', 'runlight'],
    ]);
    const done = await db
      .selectFrom('audit_log')
      .select('token_id')
      .where('action', '=', 'run.pin')
      .execute();
    expect(done.every((deed) => deed.token_id === token_id)).toBe(true);
  });

  test('nobody acts on, or hears of, what is another tenant’s', async () => {
    const server = await startTestServer({ engine, access: 'tokens' });
    await takeRuns(server, ['a']);
    const token = await server.token('operator', 'acme');
    const foreign = await server.token('operator', 'evil');
    const selection = await selected(server, '', token);
    expect(selection.matched).toBe(1);
    expect((await selected(server, '', foreign)).matched).toBe(0);
    const pin = { action: 'pin', pinned: true, expected: 1 };
    const bySelection = { ...pin, selection_id: selection.selection_id };
    expect(await refusalOf(server, bySelection, foreign)).toEqual([404, 'selection_not_found']);
    expect(await refusalOf(server, { ...pin, run_ids: ['a'] }, foreign)).toEqual([409, 'count_changed']);
    const job = await startedJob(server, bySelection, token);
    for (const init of [{}, { method: 'POST' }]) {
      const path = `/api/v1/bulk/${job.job_id}${init.method === 'POST' ? '/cancel' : ''}`;
      const answer = await server.request(path, { ...init, token: foreign });
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ code: 'job_not_found' }),
      ]);
    }
    const viewer = await server.token('viewer', 'acme');
    expect(await refusalOf(server, bySelection, viewer)).toEqual([403, 'role_needed']);
    expect(await endedJob(server, job, token)).toMatchObject({ status: 'done', succeeded: 1 });
  });
});

test('two servers share the work, and do each run once', async () => {
  const first = await startTestServer({ engine: 'postgres' });
  const second = await startTestServer({ engine: 'postgres', database: first.database });
  const ids = Array.from({ length: 20 }, (_, nth) => `run-${nth + 10}`);
  await takeRuns(first, ids);
  const request = { action: 'rerun', run_ids: ids, expected: 20 };
  const jobs = [await startedJob(first, request), await startedJob(second, request)];
  for (const job of jobs) {
    expect(await endedJob(second, job)).toMatchObject({ status: 'done', succeeded: 20, failed: 0 });
  }
  const reruns = await first.parts.store.db.selectFrom('work_items').select('rerun_of').execute();
  expect(reruns.map(({ rerun_of }) => rerun_of).toSorted()).toEqual([...ids, ...ids].toSorted());
  expect([...first.reports, ...second.reports]).toEqual([]);
});

test.each([
  [{ action: 'tag', run_ids: ['a'], expected: 1 }, 'missing_parameter'],
  [{ action: 'tag', run_ids: ['a'], expected: 1, add: ['bob@example.com'] }, 'tag_not_kept'],
  [{ action: 'assign', run_ids: ['a'], expected: 1 }, 'missing_parameter'],
  [{ action: 'pin', run_ids: ['a'], expected: 1 }, 'missing_parameter'],
  [{ action: 'resolve', expected: 1 }, 'runs_not_named'],
  [{ action: 'resolve', run_ids: ['a'], selection_id: 'sel_1', expected: 1 }, 'runs_not_named'],
  [{ action: 'explode', run_ids: ['a'], expected: 1 }, 'invalid_input'],
])('%j is refused', async (request, code) => {
  const server = await startTestServer();
  await takeRuns(server, ['a']);
  expect(await refusalOf(server, request)).toEqual([400, code]);
});

test.each(['stauts=failed', 'status=exploded', 'from=yesterday', 'q=a&q=b'])(
  'a selection by %s is refused, rather than to be of everything',
  async (query) => {
    const server = await startTestServer();
    const answer = await postTo(server, '/api/v1/selections', { query });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_input' }),
    ]);
  },
);

async function takeRuns(
  server: TestServer,
  ids: readonly string[],
  outcome?: 'failed' | 'succeeded',
): Promise<void> {
  const runs = ids.map((id) => {
    const run = new SampleRun(id, id).start();
    return outcome === undefined ? run : run.end(outcome);
  });
  await server.take(runs.flatMap((run) => run.take()));
}

function postTo(server: TestServer, path: string, body: object, token?: string): Promise<Response> {
  return server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(token !== undefined && { token }),
  });
}

async function selected(server: TestServer, query: string, token?: string): Promise<Selection> {
  const answer = await postTo(server, '/api/v1/selections', { query }, token);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Selection; // what each test looks at is asserted there
}

async function startedJob(server: TestServer, request: object, token?: string): Promise<BulkJob> {
  const answer = await postTo(server, '/api/v1/bulk', request, token);
  expect(answer.status).toBe(202);
  return (await answer.json()) as BulkJob;
}

async function refusalOf(server: TestServer, request: object, token?: string): Promise<[number, string]> {
  const answer = await postTo(server, '/api/v1/bulk', request, token);
  return [answer.status, ((await answer.json()) as { code: string }).code];
}

async function jobIn(server: TestServer, { job_id }: BulkJob, token?: string): Promise<BulkJob> {
  const answer = await server.request(`/api/v1/bulk/${job_id}`, token === undefined ? {} : { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as BulkJob;
}

function endedJob(server: TestServer, job: BulkJob, token?: string): Promise<BulkJob> {
  return vi.waitFor(
    async () => {
      const now = await jobIn(server, job, token);
      expect(now.status).not.toBe('running');
      return now;
    },
    { timeout: 30_000, interval: 20 },
  );
}

async function pinned(server: TestServer): Promise<number> {
  const rows = await server.parts.store.db
    .selectFrom('runs')
    .select('run_id')
    .where('pinned_at', 'is not', null)
    .execute();
  return rows.length;
}

async function tagsIn(server: TestServer): Promise<Record<string, string[]>> {
  const { db } = server.parts.store;
  const runs = await db.selectFrom('runs').select('run_id').orderBy('run_id').execute();
  const tags = await db.selectFrom('run_tags').select(['run_id', 'tag']).orderBy('tag').execute();
  return Object.fromEntries(
    runs.map(({ run_id }) => [run_id, tags.filter((row) => row.run_id === run_id).map(({ tag }) => tag)]),
  );
}
